package org.temper.data.jinja.syntax;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.temper.data.jinja.TemplateException;
import org.temper.data.jinja.syntax.ParsedTemplate.FunctionScope;
import org.temper.data.jinja.syntax.ParsedTemplate.LoopScopes;
import org.temper.data.jinja.syntax.ParsedTemplate.LoopScopes.LoopVariable;
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

/** Scopes of all parts of a template, and what is wrong with it before it runs. */
final class ScopeAnalysis {
  private final ParsedTemplate template;
  private final ParsedTemplate.Names known;

  ScopeAnalysis(ParsedTemplate template, ParsedTemplate.Names known) {
    this.template = template;
    this.known = known;
  }

  /** Whether an unknown filter is an error before the template runs. */
  private enum Checking {
    NOW,
    WHEN_REACHED
  }

  /** Whether {@code break} has a loop to end. */
  private enum Loop {
    AROUND,
    NONE
  }

  Scope root(ImmutableList<Statement> body) {
    Symbols symbols = new Symbols(null);
    if (!Undeclared.in(body, "self").isEmpty()) {
      symbols.parameter("self");
    }
    body.forEach(symbols::visit);
    descend(body, new Parts(symbols, Checking.NOW, Loop.NONE));
    return symbols.scope();
  }

  private void descend(ImmutableList<Statement> statements, Parts parts) {
    statements.forEach(statement -> statement.accept(parts));
  }

  private TemplateException fault(int line, String message) {
    return new TemplateException(template.name(), line, message);
  }

  private void check(@Nullable Expression expression, Checking checking) {
    if (expression == null) {
      return;
    }
    Checking inside = checking;
    if (expression instanceof Expression.Filter filter) {
      check(filter.line(), "filter", filter.name(), known.filters(), checking);
    } else if (expression instanceof Expression.Test test) {
      check(test.line(), "test", test.name(), known.tests(), checking);
    } else if (expression instanceof Expression.Conditional) {
      inside = Checking.WHEN_REACHED;
    }
    for (Expression child : Children.of(expression)) {
      check(child, inside);
    }
  }

  private void check(int line, String kind, String name, Set<String> all, Checking checking) {
    if (checking == Checking.NOW && !all.contains(name)) {
      throw fault(line, "no " + kind + " named '" + name + "'");
    }
  }

  private void checkNotLoop(int line, Target target) {
    if (target instanceof Target.Variable variable) {
      if (variable.name().equals("loop")) {
        throw fault(line, "can't assign to the special variable loop within a loop");
      }
    } else if (target instanceof Target.Unpacking unpacking) {
      unpacking.targets().forEach(inner -> checkNotLoop(line, inner));
    }
  }

  /** The parts of a scope's statements. */
  private final class Parts implements Statement.Visitor<Parts> {
    private final Symbols symbols;
    private final Checking checking;
    private final Loop loop;

    Parts(Symbols symbols, Checking checking, Loop loop) {
      this.symbols = symbols;
      this.checking = checking;
      this.loop = loop;
    }

    private Parts inner(Symbols inside) {
      return new Parts(inside, Checking.NOW, loop);
    }

    @Override
    public Parts data(Data data) {
      return this;
    }

    @Override
    public Parts print(Print print) {
      check(print.value(), checking);
      return this;
    }

    @Override
    public Parts ifElse(If condition) {
      Parts branches = new Parts(symbols, Checking.WHEN_REACHED, loop);
      condition.branches().forEach(branch -> descend(branch.body(), branches));
      descend(condition.otherwise(), branches);
      return this;
    }

    @Override
    public Parts forEach(For loopStatement) {
      check(loopStatement.items(), checking);
      check(loopStatement.condition(), Checking.NOW);
      checkNotLoop(loopStatement.line(), loopStatement.target());
      boolean recursive = loopStatement.depth() == For.Depth.RECURSIVE;
      boolean reads = recursive || !Undeclared.in(loopStatement.body(), "loop").isEmpty();

      Symbols inBody = new Symbols(symbols);
      if (reads) {
        inBody.parameter("loop");
      }
      inBody.parameters(loopStatement.target());
      loopStatement.body().forEach(inBody::visit);
      Symbols inOtherwise = new Symbols(symbols);
      loopStatement.otherwise().forEach(inOtherwise::visit);
      Symbols inCondition = new Symbols(symbols);
      inCondition.parameters(loopStatement.target());
      inCondition.load(loopStatement.condition());

      template.put(
          loopStatement,
          new LoopScopes(
              inBody.scope(),
              inCondition.scope(),
              inOtherwise.scope(),
              reads ? LoopVariable.READ : LoopVariable.UNUSED));
      descend(loopStatement.body(), new Parts(inBody, Checking.NOW, Loop.AROUND));
      descend(
          loopStatement.otherwise(),
          new Parts(inOtherwise, Checking.NOW, recursive ? Loop.NONE : loop));
      return this;
    }

    @Override
    public Parts jump(Jump jump) {
      if (loop == Loop.NONE) {
        String word = jump.kind() == Jump.Kind.BREAK ? "break" : "continue";
        throw fault(jump.line(), "'" + word + "' outside of a loop");
      }
      return this;
    }

    @Override
    public Parts assignment(Assignment assignment) {
      check(assignment.value(), checking);
      if (loop == Loop.AROUND) {
        checkNotLoop(assignment.line(), assignment.target());
      }
      return this;
    }

    @Override
    public Parts blockAssignment(BlockAssignment assignment) {
      check(assignment.filter(), Checking.NOW);
      Symbols inside = new Symbols(symbols);
      assignment.body().forEach(inside::visit);
      template.put(assignment, inside.scope());
      descend(assignment.body(), inner(inside));
      return this;
    }

    private Parts function(Function function) {
      if (new HashSet<>(function.parameters()).size() < function.parameters().size()) {
        throw fault(function.line(), "two parameters of one name");
      }
      function.defaults().forEach(value -> check(value, Checking.NOW));
      Symbols inside = new Symbols(symbols);
      function.parameters().forEach(inside::parameter);
      function.defaults().forEach(inside::load);
      function.body().forEach(inside::visit);
      Set<String> special = Undeclared.in(function.body(), "caller", "kwargs", "varargs");
      int caller = function.parameters().indexOf("caller");
      int required = function.parameters().size() - function.defaults().size();
      if (special.contains("caller") && caller >= 0 && caller < required) {
        throw fault(function.line(), "the parameter caller must be omitted or have a default");
      }
      special.removeAll(function.parameters());
      special.forEach(inside::parameter);
      template.put(function, new FunctionScope(inside.scope(), ImmutableSet.copyOf(special)));
      descend(function.body(), new Parts(inside, Checking.NOW, Loop.NONE));
      return this;
    }

    @Override
    public Parts macro(Macro macro) {
      return function(macro.function());
    }

    @Override
    public Parts callBlock(CallBlock call) {
      check(call.call(), checking);
      return function(call.function());
    }

    @Override
    public Parts generation(Generation generation) {
      template.markGeneration();
      return function(generation.function());
    }

    @Override
    public Parts filterBlock(FilterBlock block) {
      check(block.filter(), Checking.NOW);
      Symbols inside = new Symbols(symbols);
      block.body().forEach(inside::visit);
      inside.load(block.filter());
      template.put(block, inside.scope());
      descend(block.body(), inner(inside));
      return this;
    }

    @Override
    public Parts with(With with) {
      with.values().forEach(value -> check(value, checking));
      Symbols inside = new Symbols(symbols);
      with.targets().forEach(inside::parameters);
      with.body().forEach(inside::visit);
      template.put(with, inside.scope());
      descend(with.body(), inner(inside));
      return this;
    }

    @Override
    public Parts block(Block block) {
      template.put(block);
      Symbols inside = new Symbols(null);
      if (!Undeclared.in(block.body(), "self").isEmpty()) {
        inside.parameter("self");
      }
      block.body().forEach(inside::visit);
      template.put((Object) block, inside.scope());
      descend(block.body(), new Parts(inside, Checking.NOW, Loop.NONE));
      return this;
    }

    @Override
    public Parts unsupported(Unsupported statement) {
      return this;
    }
  }
}
