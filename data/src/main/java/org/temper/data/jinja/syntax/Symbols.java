package org.temper.data.jinja.syntax;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.temper.data.jinja.syntax.Scope.Origin;
import org.temper.data.jinja.syntax.Statement.Assignment;
import org.temper.data.jinja.syntax.Statement.Block;
import org.temper.data.jinja.syntax.Statement.BlockAssignment;
import org.temper.data.jinja.syntax.Statement.CallBlock;
import org.temper.data.jinja.syntax.Statement.Data;
import org.temper.data.jinja.syntax.Statement.FilterBlock;
import org.temper.data.jinja.syntax.Statement.For;
import org.temper.data.jinja.syntax.Statement.Generation;
import org.temper.data.jinja.syntax.Statement.If;
import org.temper.data.jinja.syntax.Statement.Jump;
import org.temper.data.jinja.syntax.Statement.Macro;
import org.temper.data.jinja.syntax.Statement.Print;
import org.temper.data.jinja.syntax.Statement.Unsupported;
import org.temper.data.jinja.syntax.Statement.With;

/**
 * Variables of a scope while its statements are gone through. What is in nested scopes is theirs; a
 * variable that is set in some branches only has its outer value in the others.
 */
final class Symbols implements Statement.Visitor<Symbols> {
  private final @Nullable Symbols parent;
  private final Map<String, Origin> origins = new LinkedHashMap<>();
  private final Set<String> stores = new HashSet<>();

  Symbols(@Nullable Symbols parent) {
    this.parent = parent;
  }

  Scope scope() {
    return new Scope(ImmutableMap.copyOf(origins));
  }

  private Symbols branch(Iterable<Statement> statements) {
    Symbols copy = new Symbols(parent);
    copy.origins.putAll(origins);
    copy.stores.addAll(stores);
    statements.forEach(copy::visit);
    return copy;
  }

  void visit(Statement statement) {
    statement.accept(this);
  }

  private boolean knows(String name) {
    return origins.containsKey(name) || outerKnows(name);
  }

  private boolean outerKnows(String name) {
    return parent != null && parent.knows(name);
  }

  void parameter(String name) {
    stores.add(name);
    origins.put(name, Origin.PARAMETER);
  }

  void load(@Nullable Expression expression) {
    Children.names(expression, this::load);
  }

  private void load(String name) {
    if (!knows(name)) {
      origins.put(name, Origin.CONTEXT);
    }
  }

  private void store(String name) {
    stores.add(name);
    origins.putIfAbsent(name, outerKnows(name) ? Origin.OUTER : Origin.UNSET);
  }

  private void store(Target target) {
    if (target instanceof Target.Variable variable) {
      store(variable.name());
    } else if (target instanceof Target.NamespaceAttribute attribute) {
      load(attribute.namespace());
    } else if (target instanceof Target.Unpacking unpacking) {
      unpacking.targets().forEach(this::store);
    }
  }

  void parameters(Target target) {
    if (target instanceof Target.Variable variable) {
      parameter(variable.name());
    } else if (target instanceof Target.Unpacking unpacking) {
      unpacking.targets().forEach(this::parameters);
    }
  }

  private void join(List<Symbols> branches) {
    Set<String> some = new HashSet<>();
    branches.forEach(branch -> some.addAll(branch.stores));
    some.removeAll(stores);
    for (Symbols branch : branches) {
      origins.putAll(branch.origins);
      stores.addAll(branch.stores);
    }
    some.forEach(name -> origins.put(name, outerKnows(name) ? Origin.OUTER : Origin.CONTEXT));
  }

  @Override
  public Symbols data(Data data) {
    return this;
  }

  @Override
  public Symbols print(Print print) {
    load(print.value());
    return this;
  }

  @Override
  public Symbols ifElse(If condition) {
    If.Branch first = condition.branches().get(0);
    load(first.condition());
    Symbols body = branch(first.body());
    Symbols others = branch(List.of());
    for (If.Branch branch : condition.branches().subList(1, condition.branches().size())) {
      // An elif is visited as an if of its own.
      others.ifElse(new If(condition.line(), ImmutableList.of(branch), ImmutableList.of()));
    }
    join(List.of(body, others, branch(condition.otherwise())));
    return this;
  }

  @Override
  public Symbols forEach(For loop) {
    load(loop.items());
    return this;
  }

  @Override
  public Symbols jump(Jump jump) {
    return this;
  }

  @Override
  public Symbols assignment(Assignment assignment) {
    load(assignment.value());
    store(assignment.target());
    return this;
  }

  @Override
  public Symbols blockAssignment(BlockAssignment assignment) {
    store(assignment.target());
    return this;
  }

  @Override
  public Symbols macro(Macro macro) {
    store(macro.name());
    return this;
  }

  @Override
  public Symbols callBlock(CallBlock call) {
    load(call.call());
    return this;
  }

  @Override
  public Symbols generation(Generation generation) {
    return this;
  }

  @Override
  public Symbols filterBlock(FilterBlock block) {
    load(block.filter());
    return this;
  }

  @Override
  public Symbols with(With with) {
    with.values().forEach(this::load);
    return this;
  }

  @Override
  public Symbols block(Block block) {
    return this;
  }

  @Override
  public Symbols unsupported(Unsupported statement) {
    return this;
  }
}
