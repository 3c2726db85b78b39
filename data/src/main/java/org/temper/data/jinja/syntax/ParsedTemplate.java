package org.temper.data.jinja.syntax;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.temper.data.jinja.TemplateException;

/** A template's tree with the scopes of its parts. */
public final class ParsedTemplate {
  private final String name;
  private final ImmutableList<Statement> body;
  private final Scope scope;
  private final IdentityHashMap<Object, Scope> scopes = new IdentityHashMap<>();
  private final IdentityHashMap<Statement.For, LoopScopes> loops = new IdentityHashMap<>();
  private final IdentityHashMap<Statement.Function, FunctionScope> functions =
      new IdentityHashMap<>();
  private final Map<String, Statement.Block> blocks = new HashMap<>();
  private boolean marksGeneration;

  /**
   * Scopes of a loop.
   *
   * @param body of each item
   * @param condition of the condition on an item
   * @param otherwise of what is done where there was no item
   * @param variable whether the body reads {@code loop}
   */
  public record LoopScopes(Scope body, Scope condition, Scope otherwise, LoopVariable variable) {
    /** Whether a body reads {@code loop}. */
    public enum LoopVariable {
      /** It does. */
      READ,
      /** It does not. */
      UNUSED
    }
  }

  /**
   * The scope of a macro's body, or of a block that a macro calls.
   *
   * @param scope its scope
   * @param special which of {@code caller}, {@code kwargs} and {@code varargs} it takes besides its
   *     parameters
   */
  public record FunctionScope(Scope scope, ImmutableSet<String> special) {}

  private ParsedTemplate(
      String name, ImmutableList<Statement> body, Set<String> filters, Set<String> tests) {
    this.name = name;
    this.body = body;
    ScopeAnalysis analysis = new ScopeAnalysis(this, new Names(filters, tests));
    this.scope = analysis.root(body);
  }

  /**
   * Reads a source.
   *
   * @param name what errors call the template
   * @param source its source
   * @param filters the names of all filters
   * @param tests the names of all tests
   * @return the template
   * @throws TemplateException if it is malformed, or names a filter or test that is not there
   *     outside of conditions
   */
  public static ParsedTemplate of(
      String name, String source, Set<String> filters, Set<String> tests) {
    return new ParsedTemplate(name, TemplateParser.parse(name, source), filters, tests);
  }

  /** The names of filters and tests. */
  record Names(Set<String> filters, Set<String> tests) {}

  void put(Object part, Scope ofPart) {
    scopes.put(part, ofPart);
  }

  void put(Statement.For loop, LoopScopes ofLoop) {
    loops.put(loop, ofLoop);
  }

  void put(Statement.Function function, FunctionScope ofFunction) {
    functions.put(function, ofFunction);
  }

  void put(Statement.Block block) {
    if (blocks.putIfAbsent(block.name(), block) != null) {
      throw new TemplateException(name, block.line(), "block '" + block.name() + "' defined twice");
    }
  }

  void markGeneration() {
    marksGeneration = true;
  }

  /**
   * What errors call it.
   *
   * @return its name
   */
  public String name() {
    return name;
  }

  /**
   * Its statements.
   *
   * @return them in order
   */
  public ImmutableList<Statement> body() {
    return body;
  }

  /**
   * The scope of all of it.
   *
   * @return the scope
   */
  public Scope scope() {
    return scope;
  }

  /**
   * The scope of a statement's body.
   *
   * @param statement a statement of this template that has one
   * @return the scope
   */
  public Scope scope(Statement statement) {
    return requireNonNull(scopes.get(statement));
  }

  /**
   * The scopes of a loop.
   *
   * @param loop a loop of this template
   * @return its scopes
   */
  public LoopScopes scopes(Statement.For loop) {
    return requireNonNull(loops.get(loop));
  }

  /**
   * The scope of a function's body.
   *
   * @param function a function of this template
   * @return its scope
   */
  public FunctionScope scope(Statement.Function function) {
    return requireNonNull(functions.get(function));
  }

  /**
   * A block by its name.
   *
   * @param block the name
   * @return the block, or null where there is none
   */
  public Statement.@Nullable Block block(String block) {
    return blocks.get(block);
  }

  /**
   * Whether nothing of it is in a named block.
   *
   * @return whether there is none
   */
  public boolean isWithoutBlocks() {
    return blocks.isEmpty();
  }

  /**
   * Whether it has {@code generation} blocks.
   *
   * @return whether it does
   */
  public boolean marksGeneration() {
    return marksGeneration;
  }
}
