package org.temper.data.jinja.syntax;

import com.google.common.collect.ImmutableList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
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

/** Special variables that statements read before they set them, at any depth. */
final class Undeclared implements Statement.Visitor<Undeclared> {
  private final Set<String> wanted;
  private final Set<String> found = new LinkedHashSet<>();

  private Undeclared(String... wanted) {
    this.wanted = new HashSet<>(ImmutableList.copyOf(wanted));
  }

  static Set<String> in(Iterable<Statement> statements, String... names) {
    Undeclared undeclared = new Undeclared(names);
    undeclared.all(statements);
    return undeclared.found;
  }

  private Undeclared all(Iterable<Statement> statements) {
    statements.forEach(statement -> statement.accept(this));
    return this;
  }

  private Undeclared load(@Nullable Expression expression) {
    Children.names(
        expression,
        name -> {
          if (wanted.contains(name)) {
            found.add(name);
          }
        });
    return this;
  }

  private Undeclared store(Target target) {
    if (target instanceof Target.Variable variable) {
      wanted.remove(variable.name());
    } else if (target instanceof Target.Unpacking unpacking) {
      unpacking.targets().forEach(this::store);
    }
    return this;
  }

  private Undeclared function(Function function) {
    function.parameters().forEach(wanted::remove);
    function.defaults().forEach(this::load);
    return all(function.body());
  }

  @Override
  public Undeclared data(Data data) {
    return this;
  }

  @Override
  public Undeclared print(Print print) {
    return load(print.value());
  }

  @Override
  public Undeclared ifElse(If condition) {
    for (If.Branch branch : condition.branches()) {
      load(branch.condition());
      all(branch.body());
    }
    return all(condition.otherwise());
  }

  @Override
  public Undeclared forEach(For loop) {
    store(loop.target());
    load(loop.items());
    all(loop.body());
    all(loop.otherwise());
    return load(loop.condition());
  }

  @Override
  public Undeclared jump(Jump jump) {
    return this;
  }

  @Override
  public Undeclared assignment(Assignment assignment) {
    store(assignment.target());
    return load(assignment.value());
  }

  @Override
  public Undeclared blockAssignment(BlockAssignment assignment) {
    store(assignment.target());
    load(assignment.filter());
    return all(assignment.body());
  }

  @Override
  public Undeclared macro(Macro macro) {
    return function(macro.function());
  }

  @Override
  public Undeclared callBlock(CallBlock call) {
    load(call.call());
    return function(call.function());
  }

  @Override
  public Undeclared generation(Generation generation) {
    return function(generation.function());
  }

  @Override
  public Undeclared filterBlock(FilterBlock block) {
    all(block.body());
    return load(block.filter());
  }

  @Override
  public Undeclared with(With with) {
    with.targets().forEach(this::store);
    with.values().forEach(this::load);
    return all(with.body());
  }

  @Override
  public Undeclared block(Block block) {
    return this;
  }

  @Override
  public Undeclared unsupported(Unsupported statement) {
    return this;
  }
}
