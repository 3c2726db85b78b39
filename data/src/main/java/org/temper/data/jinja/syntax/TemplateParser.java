package org.temper.data.jinja.syntax;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.temper.data.jinja.TemplateException;
import org.temper.data.jinja.syntax.Expression.Call;
import org.temper.data.jinja.syntax.Expression.Filter;
import org.temper.data.jinja.syntax.Statement.Assignment;
import org.temper.data.jinja.syntax.Statement.Block;
import org.temper.data.jinja.syntax.Statement.BlockAssignment;
import org.temper.data.jinja.syntax.Statement.CallBlock;
import org.temper.data.jinja.syntax.Statement.Data;
import org.temper.data.jinja.syntax.Statement.FilterBlock;
import org.temper.data.jinja.syntax.Statement.For;
import org.temper.data.jinja.syntax.Statement.Function;
import org.temper.data.jinja.syntax.Statement.Generation;
import org.temper.data.jinja.syntax.Statement.If;
import org.temper.data.jinja.syntax.Statement.Jump;
import org.temper.data.jinja.syntax.Statement.Macro;
import org.temper.data.jinja.syntax.Statement.Print;
import org.temper.data.jinja.syntax.Statement.Unsupported;
import org.temper.data.jinja.syntax.Statement.With;
import org.temper.data.jinja.syntax.Target.NamespaceAttribute;
import org.temper.data.jinja.syntax.Target.Unpacking;
import org.temper.data.jinja.syntax.Target.Variable;

/** The grammar of statements: from a source to its tree. */
public final class TemplateParser {
  /** The most characters of a source. */
  public static final int MAX_SOURCE = 1 << 18;

  private static final ImmutableSet<String> CONSTANTS =
      ImmutableSet.of("true", "false", "none", "True", "False", "None");

  private final TokenStream tokens;
  private final ExpressionParser expressions;

  private TemplateParser(TokenStream tokens) {
    this.tokens = tokens;
    this.expressions = new ExpressionParser(tokens);
  }

  /**
   * Reads a source.
   *
   * @param name what errors call the template
   * @param source its source, of at most {@value #MAX_SOURCE} characters
   * @return its statements
   * @throws TemplateException if it is malformed, or nests too deep
   */
  public static ImmutableList<Statement> parse(String name, String source) {
    if (source.length() > MAX_SOURCE) {
      throw new TemplateException(
          name, 1, "expected at most " + MAX_SOURCE + " characters, got " + source.length());
    }
    TokenStream tokens = new TokenStream(name, Lexer.read(name, source));
    return new TemplateParser(tokens).statements();
  }

  /** Statements up to one of the words that end them, which is left, or to the end. */
  private ImmutableList<Statement> statements(String... endings) {
    tokens.enter();
    ImmutableList.Builder<Statement> body = ImmutableList.builder();
    while (true) {
      Token token = tokens.current();
      switch (token.type()) {
        case DATA -> body.add(new Data(token.line(), (String) tokens.next().value()));
        case VARIABLE_BEGIN -> {
          tokens.next();
          body.add(new Print(token.line(), expressions.tuple()));
          tokens.expect(Token.Type.VARIABLE_END, "end of an expression");
        }
        case BLOCK_BEGIN -> {
          tokens.next();
          for (String ending : endings) {
            if (tokens.current().isName(ending)) {
              tokens.leave();
              return body.build();
            }
          }
          body.addAll(statement());
          tokens.expect(Token.Type.BLOCK_END, "end of a statement");
        }
        default -> {
          if (endings.length > 0) {
            throw tokens.fault(
                "unexpected end of the template, expected " + String.join(" or ", endings));
          }
          tokens.leave();
          return body.build();
        }
      }
    }
  }

  /** A statement's body: after its tag, up to one of the words that end it, which is left. */
  private ImmutableList<Statement> body(String... endings) {
    tokens.skipOperator(":");
    tokens.expect(Token.Type.BLOCK_END, "end of a statement");
    return statements(endings);
  }

  /** The same up to a single word, which is read. */
  private ImmutableList<Statement> bodyUntil(String ending) {
    ImmutableList<Statement> body = body(ending);
    tokens.next();
    return body;
  }

  private List<Statement> statement() {
    int line = tokens.line();
    if (tokens.current().type() != Token.Type.NAME) {
      throw tokens.fault("tag name expected, got " + tokens.current().describe());
    }
    String keyword = tokens.expectName();
    if (keyword.equals("print")) {
      return print();
    }
    if (keyword.equals("autoescape")) {
      return escaping(line);
    }
    return List.of(
        switch (keyword) {
          case "for" -> loop(line);
          case "if" -> condition(line);
          case "set" -> assignment(line);
          case "macro" -> {
            String name = assignable(tokens.expectName());
            yield new Macro(line, name, signature(line, "endmacro"));
          }
          case "call" -> call(line);
          case "filter" -> {
            Filter filter = expressions.filterChain(null);
            yield new FilterBlock(line, filter, bodyUntil("endfilter"));
          }
          case "with" -> with(line);
          case "block" -> block(line);
          case "generation" -> new Generation(line, function(line, "endgeneration"));
          case "break" -> new Jump(line, Jump.Kind.BREAK);
          case "continue" -> new Jump(line, Jump.Kind.CONTINUE);
          case "extends", "include", "import", "from" -> otherTemplate(line, keyword);
          default -> throw tokens.fault(line, "unknown tag '" + keyword + "'");
        });
  }

  private List<Statement> print() {
    List<Statement> printed = new ArrayList<>();
    while (tokens.current().type() != Token.Type.BLOCK_END) {
      if (!printed.isEmpty()) {
        tokens.expectOperator(",");
      }
      printed.add(new Print(tokens.line(), expressions.expression()));
    }
    return printed;
  }

  /** Nothing is escaped, which a template may say; that something is would be an error. */
  private List<Statement> escaping(int line) {
    Expression escaped = expressions.expression();
    ImmutableList<Statement> body = bodyUntil("endautoescape");
    boolean off = escaped instanceof Expression.Literal literal && literal.value().equals(false);
    return off
        ? List.of(new With(line, ImmutableList.of(), ImmutableList.of(), body))
        : List.of(new Unsupported(line, "autoescape"));
  }

  private Statement loop(int line) {
    Target target = target("in");
    tokens.expectName("in");
    Expression items = expressions.tupleUntil("recursive");
    Expression condition = tokens.skipName("if") ? expressions.expression() : null;
    For.Depth depth = tokens.skipName("recursive") ? For.Depth.RECURSIVE : For.Depth.FLAT;
    ImmutableList<Statement> body = body("endfor", "else");
    ImmutableList<Statement> otherwise =
        tokens.next().isName("else") ? bodyUntil("endfor") : ImmutableList.of();
    return new For(line, target, items, condition, depth, body, otherwise);
  }

  private Statement condition(int line) {
    ImmutableList.Builder<If.Branch> branches = ImmutableList.builder();
    while (true) {
      Expression condition = expressions.tupleUntil("");
      branches.add(new If.Branch(condition, body("elif", "else", "endif")));
      Token end = tokens.next();
      if (end.isName("elif")) {
        continue;
      }
      ImmutableList<Statement> otherwise =
          end.isName("else") ? bodyUntil("endif") : ImmutableList.of();
      return new If(line, branches.build(), otherwise);
    }
  }

  private Statement assignment(int line) {
    Target target = namespaceTarget();
    if (tokens.skipOperator("=")) {
      return new Assignment(line, target, expressions.tuple());
    }
    Filter filter = tokens.skipOperator("|") ? expressions.filterChain(null) : null;
    return new BlockAssignment(line, target, filter, bodyUntil("endset"));
  }

  private Statement with(int line) {
    ImmutableList.Builder<Target> targets = ImmutableList.builder();
    ImmutableList.Builder<Expression> values = ImmutableList.builder();
    for (boolean first = true; tokens.current().type() != Token.Type.BLOCK_END; first = false) {
      if (!first) {
        tokens.expectOperator(",");
      }
      targets.add(target(""));
      tokens.expectOperator("=");
      values.add(expressions.expression());
    }
    return new With(line, targets.build(), values.build(), bodyUntil("endwith"));
  }

  private Statement call(int line) {
    Function head =
        tokens.current().isOperator("(")
            ? parameters(line)
            : new Function(line, ImmutableList.of(), ImmutableList.of(), ImmutableList.of());
    if (!(expressions.expression() instanceof Call call)) {
      throw tokens.fault(line, "expected call");
    }
    return new CallBlock(line, call, withBody(head, "endcall"));
  }

  private Function signature(int line, String ending) {
    return withBody(parameters(line), ending);
  }

  private Function function(int line, String ending) {
    return withBody(
        new Function(line, ImmutableList.of(), ImmutableList.of(), ImmutableList.of()), ending);
  }

  private Function withBody(Function head, String ending) {
    return new Function(head.line(), head.parameters(), head.defaults(), bodyUntil(ending));
  }

  private Function parameters(int line) {
    tokens.expectOperator("(");
    ImmutableList.Builder<String> names = ImmutableList.builder();
    List<Expression> defaults = new ArrayList<>();
    while (!tokens.skipOperator(")")) {
      names.add(assignable(tokens.expectName()));
      if (tokens.skipOperator("=")) {
        defaults.add(expressions.expression());
      } else if (!defaults.isEmpty()) {
        throw tokens.fault("non-default argument follows default argument");
      }
      if (!tokens.current().isOperator(")")) {
        tokens.expectOperator(",");
        if (tokens.current().isOperator(")")) {
          throw tokens.fault("expected name, got ')'");
        }
      }
    }
    return new Function(line, names.build(), ImmutableList.copyOf(defaults), ImmutableList.of());
  }

  private Statement block(int line) {
    String name = tokens.expectName();
    tokens.skipName("scoped");
    tokens.skipName("required");
    Block block = new Block(line, name, bodyUntil("endblock"));
    tokens.skipName(name);
    return block;
  }

  private Statement otherTemplate(int line, String keyword) {
    while (tokens.current().type() != Token.Type.BLOCK_END
        && tokens.current().type() != Token.Type.END) {
      tokens.next();
    }
    return new Unsupported(line, keyword);
  }

  private Target target(String end) {
    return target(end, this::simpleTarget);
  }

  private Target namespaceTarget() {
    return target("", this::attributeTarget);
  }

  private Target target(String end, TargetReader item) {
    ImmutableList.Builder<Target> targets = ImmutableList.builder();
    boolean comma = false;
    int count = 0;
    while (!expressions.isTupleEnd(end)) {
      targets.add(item.read());
      count++;
      if (!tokens.skipOperator(",")) {
        break;
      }
      comma = true;
    }
    if (count == 0) {
      throw tokens.fault("expected a name, got " + tokens.current().describe());
    }
    ImmutableList<Target> all = targets.build();
    return comma ? new Unpacking(all) : all.get(0);
  }

  private Target simpleTarget() {
    int line = tokens.line();
    Target target = assignableTo(expressions.primary());
    if (target == null) {
      throw tokens.fault(line, "expected a name to assign to");
    }
    return target;
  }

  private Target attributeTarget() {
    if (tokens.current().type() == Token.Type.NAME && tokens.following().isOperator(".")) {
      String namespace = assignable(tokens.expectName());
      tokens.next();
      return new NamespaceAttribute(namespace, tokens.expectName());
    }
    return simpleTarget();
  }

  private String assignable(String name) {
    if (CONSTANTS.contains(name)) {
      throw tokens.fault("can't assign to " + name);
    }
    return name;
  }

  private static @Nullable Target assignableTo(Expression expression) {
    if (expression instanceof Expression.Name name) {
      return new Variable(name.name());
    }
    if (expression instanceof Expression.Items items
        && items.kind() == Expression.Items.Kind.TUPLE) {
      ImmutableList.Builder<Target> targets = ImmutableList.builder();
      for (Expression item : items.items()) {
        Target target = assignableTo(item);
        if (target == null) {
          return null;
        }
        targets.add(target);
      }
      return new Unpacking(targets.build());
    }
    return null;
  }

  /** A reader of one target. */
  private interface TargetReader {
    Target read();
  }
}
