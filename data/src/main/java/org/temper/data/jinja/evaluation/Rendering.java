package org.temper.data.jinja.evaluation;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.temper.data.jinja.TemplateException;
import org.temper.data.jinja.syntax.Expression;
import org.temper.data.jinja.syntax.ParsedTemplate;
import org.temper.data.jinja.syntax.ParsedTemplate.LoopScopes;
import org.temper.data.jinja.syntax.ParsedTemplate.LoopScopes.LoopVariable;
import org.temper.data.jinja.syntax.Scope;
import org.temper.data.jinja.syntax.Statement;
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
import org.temper.data.jinja.syntax.Target;
import org.temper.data.jinja.values.Arguments;
import org.temper.data.jinja.values.Attributed;
import org.temper.data.jinja.values.Budget;
import org.temper.data.jinja.values.Callable;
import org.temper.data.jinja.values.Fault;
import org.temper.data.jinja.values.Generator;
import org.temper.data.jinja.values.Namespace;
import org.temper.data.jinja.values.Texts;
import org.temper.data.jinja.values.Types;
import org.temper.data.jinja.values.Undefined;

/** One rendering of a template: it goes through the statements and writes. */
final class Rendering {
  private final ParsedTemplate template;
  private final Map<String, Object> context = new HashMap<>();
  private final Budget budget;
  private final Evaluator evaluator;
  private final Output root;
  private Output output;
  private int line = 1;
  private int unlocated;

  Rendering(ParsedTemplate template, Map<String, Object> variables, long size, Clock clock) {
    this.template = template;
    this.budget = new Budget(size);
    this.evaluator = new Evaluator(this, budget);
    this.root = new Output(budget);
    this.output = root;
    context.putAll(Functions.all(clock, budget));
    context.putAll(variables);
  }

  /** What a statement does to the loop around it. */
  enum Flow {
    ON,
    BREAK,
    CONTINUE
  }

  JinjaTemplate.Rendered run() {
    try {
      Frame frame = Frame.enter(template.scope(), null, this::context);
      frame.set("self", new Blocks());
      body(template.body(), frame);
      return new JinjaTemplate.Rendered(root.text(), root.generated(), unlocated);
    } catch (Fault fault) {
      throw new TemplateException(template.name(), line, String.valueOf(fault.getMessage()));
    } catch (StackOverflowError tooDeep) {
      throw new TemplateException(template.name(), line, "nests too deep");
    }
  }

  Budget budget() {
    return budget;
  }

  /** Notes the line that errors are said to be on. */
  void at(int where) {
    line = where;
  }

  /** A variable of the template, or a function that all templates have. */
  Object context(String name) {
    Object value = context.get(name);
    return value == null ? Frame.UNSET : value;
  }

  /** A variable where it is read. */
  Object variable(String name, Frame frame) {
    Object value = frame.get(name, this::context);
    return value == Frame.UNSET ? Undefined.variable(name) : value;
  }

  private Flow body(ImmutableList<Statement> statements, Frame frame) {
    budget.enter();
    Statements visitor = new Statements(frame);
    Flow flow = Flow.ON;
    for (int i = 0; i < statements.size() && flow == Flow.ON; i++) {
      Statement statement = statements.get(i);
      budget.step();
      line = statement.line();
      flow = statement.accept(visitor);
    }
    budget.leave();
    return flow;
  }

  /** The text that statements write, in place of writing it. */
  String captured(ImmutableList<Statement> statements, Frame frame) {
    return captured(() -> body(statements, frame)).text();
  }

  /** What was captured, and how its statements ended. */
  private record Captured(String text, Flow flow) {}

  private Captured captured(Supplier<Flow> writer) {
    Output before = output;
    Output inner = new Output(budget);
    output = inner;
    try {
      Flow flow = writer.get();
      return new Captured(inner.text(), flow);
    } finally {
      output = before;
    }
  }

  void write(ImmutableList<Statement> statements, Frame frame) {
    body(statements, frame);
  }

  private void print(Object value) {
    output.write(Texts.str(value, budget));
  }

  /** Calls a function and prints its value; a macro writes by itself. */
  private void printCall(Object function, Arguments arguments) {
    if (function instanceof MacroFunction macro) {
      budget.enter();
      macro.write(arguments);
      budget.leave();
    } else {
      print(evaluator.call(function, arguments));
    }
  }

  void assign(Target target, Object value, Frame frame) {
    if (target instanceof Target.Variable variable) {
      frame.set(variable.name(), value);
    } else if (target instanceof Target.NamespaceAttribute attribute) {
      if (!(variable(attribute.namespace(), frame) instanceof Namespace namespace)) {
        throw new Fault("cannot assign attribute on non-namespace object");
      }
      namespace.set(attribute.attribute(), value);
    } else if (target instanceof Target.Unpacking unpacking) {
      unpack(unpacking, value, frame);
    }
  }

  private void unpack(Target.Unpacking unpacking, Object value, Frame frame) {
    Iterator<Object> items = Types.iterator(value, budget);
    int expected = unpacking.targets().size();
    List<Object> values = new ArrayList<>();
    while (items.hasNext()) {
      if (values.size() == expected) {
        throw new Fault("too many values to unpack (expected " + expected + ")");
      }
      values.add(items.next());
    }
    if (values.size() < expected) {
      throw new Fault(
          "not enough values to unpack (expected " + expected + ", got " + values.size() + ")");
    }
    for (int i = 0; i < expected; i++) {
      assign(unpacking.targets().get(i), values.get(i), frame);
    }
  }

  /** Blocks by name, as functions. */
  private final class Blocks implements Attributed, Texts.Described {
    @Override
    public @Nullable Object attribute(String name) {
      Block block = template.block(name);
      if (block == null) {
        return null;
      }
      return (Callable)
          arguments -> {
            arguments.bindPositional(name, 0, 0);
            return captured(() -> body(block.body(), blockFrame(block))).text();
          };
    }

    @Override
    public String type() {
      return "TemplateReference";
    }

    @Override
    public String describe() {
      return "<TemplateReference None>";
    }
  }

  private Frame blockFrame(Block block) {
    Frame frame = Frame.enter(template.scope(block), null, this::context);
    frame.set("self", new Blocks());
    return frame;
  }

  /** Statements of a frame. */
  private final class Statements implements Statement.Visitor<Flow> {
    private final Frame frame;

    Statements(Frame frame) {
      this.frame = frame;
    }

    private Object value(Expression expression) {
      return evaluator.value(expression, frame);
    }

    private Frame inner(Scope scope) {
      return Frame.enter(scope, frame, Rendering.this::context);
    }

    @Override
    public Flow data(Data data) {
      output.write(data.text());
      return Flow.ON;
    }

    @Override
    public Flow print(Print print) {
      if (print.value() instanceof Expression.Call call) {
        Object function = value(call.target());
        printCall(function, evaluator.arguments(call.arguments(), frame));
      } else {
        Rendering.this.print(value(print.value()));
      }
      return Flow.ON;
    }

    @Override
    public Flow ifElse(If condition) {
      for (If.Branch branch : condition.branches()) {
        if (Types.truth(value(branch.condition()))) {
          return body(branch.body(), frame);
        }
      }
      return body(condition.otherwise(), frame);
    }

    @Override
    public Flow forEach(For loop) {
      Object items = value(loop.items());
      if (loop.depth() == For.Depth.FLAT) {
        return loop(loop, items, null, 0);
      }
      class Recursion implements LoopState.Recursion {
        @Override
        public String render(Object deeper, int depth) {
          return captured(() -> loop(loop, deeper, this, depth)).text();
        }
      }
      // The first level is written as it comes.
      loop(loop, items, new Recursion(), 0);
      return Flow.ON;
    }

    private Flow loop(For loop, Object items, LoopState.@Nullable Recursion recursion, int depth) {
      LoopScopes scopes = template.scopes(loop);
      Object iterated = loop.condition() == null ? items : filtered(loop, scopes, items);
      LoopState state =
          scopes.variable() == LoopVariable.READ
              ? new LoopState(iterated, recursion, depth, budget)
              : null;
      Iterator<Object> values = state == null ? Types.iterator(iterated, budget) : state.values();
      boolean any = false;
      boolean broken = false;
      while (!broken && values.hasNext()) {
        Object value = values.next();
        any = true;
        Frame each = inner(scopes.body());
        if (state != null) {
          each.set("loop", state);
        }
        assign(loop.target(), value, each);
        broken = body(loop.body(), each) == Flow.BREAK;
      }
      if (any || loop.otherwise().isEmpty()) {
        return Flow.ON;
      }
      return body(loop.otherwise(), inner(scopes.otherwise()));
    }

    private Generator filtered(For loop, LoopScopes scopes, Object items) {
      Iterator<Object> all = Types.iterator(items, budget);
      Expression condition = requireNonNull(loop.condition());
      return new Generator(
          "generator",
          new LazyIterator(
              () -> {
                while (all.hasNext()) {
                  Object item = all.next();
                  Frame each = inner(scopes.condition());
                  assign(loop.target(), item, each);
                  if (Types.truth(evaluator.value(condition, each))) {
                    return item;
                  }
                }
                return null;
              }));
    }

    @Override
    public Flow jump(Jump jump) {
      return jump.kind() == Jump.Kind.BREAK ? Flow.BREAK : Flow.CONTINUE;
    }

    private void set(Target target, Object value) {
      assign(target, value, frame);
      if (frame.isOutermost()) {
        export(target);
      }
    }

    /** Lets blocks see what the template sets outside of all scopes. */
    private void export(Target target) {
      if (target instanceof Target.Variable variable && !template.isWithoutBlocks()) {
        context.put(variable.name(), variable(variable.name(), frame));
      } else if (target instanceof Target.Unpacking unpacking) {
        unpacking.targets().forEach(this::export);
      }
    }

    @Override
    public Flow assignment(Assignment assignment) {
      set(assignment.target(), value(assignment.value()));
      return Flow.ON;
    }

    @Override
    public Flow blockAssignment(BlockAssignment assignment) {
      Frame inside = inner(template.scope(assignment));
      Captured captured = captured(() -> body(assignment.body(), inside));
      if (captured.flow() != Flow.ON) {
        return captured.flow();
      }
      Expression.Filter filter = assignment.filter();
      set(
          assignment.target(),
          filter == null ? captured.text() : evaluator.filtered(filter, captured.text(), inside));
      return Flow.ON;
    }

    @Override
    public Flow macro(Macro macro) {
      set(
          new Target.Variable(macro.name()),
          new MacroFunction(macro.name(), macro.function(), functionRunner(macro.function())));
      return Flow.ON;
    }

    private MacroFunction.Runner functionRunner(Statement.Function function) {
      return new MacroFunction.Runner(Rendering.this, evaluator, template.scope(function), frame);
    }

    @Override
    public Flow callBlock(CallBlock call) {
      MacroFunction caller =
          new MacroFunction("caller", call.function(), functionRunner(call.function()));
      Object function = value(call.call().target());
      Arguments arguments = evaluator.arguments(call.call().arguments(), frame);
      Map<String, Object> keywords = new HashMap<>(arguments.keywords());
      keywords.put("caller", caller);
      printCall(function, new Arguments(arguments.positional(), keywords));
      return Flow.ON;
    }

    @Override
    public Flow generation(Generation generation) {
      MacroFunction content =
          new MacroFunction("caller", generation.function(), functionRunner(generation.function()));
      Output written = output;
      if (written == root) {
        written.beginGenerated();
      } else {
        unlocated++;
      }
      content.write(Arguments.of());
      if (written == root) {
        written.endGenerated();
      }
      return Flow.ON;
    }

    @Override
    public Flow filterBlock(FilterBlock block) {
      Frame inside = inner(template.scope(block));
      Captured captured = captured(() -> body(block.body(), inside));
      if (captured.flow() == Flow.ON) {
        Rendering.this.print(evaluator.filtered(block.filter(), captured.text(), inside));
      }
      return captured.flow();
    }

    @Override
    public Flow with(With with) {
      Frame inside = inner(template.scope(with));
      for (int i = 0; i < with.targets().size(); i++) {
        assign(with.targets().get(i), value(with.values().get(i)), inside);
      }
      return body(with.body(), inside);
    }

    @Override
    public Flow block(Block block) {
      body(block.body(), blockFrame(block));
      return Flow.ON;
    }

    @Override
    public Flow unsupported(Unsupported statement) {
      throw new Fault("the statement " + statement.keyword() + " is not supported");
    }
  }
}
