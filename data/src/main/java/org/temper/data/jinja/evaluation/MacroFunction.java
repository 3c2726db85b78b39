package org.temper.data.jinja.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.temper.data.jinja.syntax.Expression;
import org.temper.data.jinja.syntax.ParsedTemplate.FunctionScope;
import org.temper.data.jinja.syntax.Statement.Function;
import org.temper.data.jinja.values.Arguments;
import org.temper.data.jinja.values.Attributed;
import org.temper.data.jinja.values.Callable;
import org.temper.data.jinja.values.Dict;
import org.temper.data.jinja.values.Fault;
import org.temper.data.jinja.values.Texts;
import org.temper.data.jinja.values.Tuple;
import org.temper.data.jinja.values.Undefined;

/** A macro, or the body of a block that calls one, as a function. */
final class MacroFunction implements Callable, Attributed, Texts.Described {
  private static final String CALLER = "caller";

  private final String name;
  private final Function function;
  private final Runner runner;

  MacroFunction(String name, Function function, Runner runner) {
    this.name = name;
    this.function = function;
    this.runner = runner;
  }

  /** Where a macro runs: in the frame that it was defined in. */
  record Runner(Rendering rendering, Evaluator evaluator, FunctionScope scope, Frame frame) {}

  @Override
  public Object call(Arguments arguments) {
    return runner.rendering.captured(function.body(), frame(arguments));
  }

  /** Writes what {@link #call} would return. */
  void write(Arguments arguments) {
    runner.rendering.write(function.body(), frame(arguments));
  }

  private Frame frame(Arguments arguments) {
    Frame frame = Frame.enter(runner.scope.scope(), runner.frame, runner.rendering::context);
    bind(arguments, frame);
    int required = function.parameters().size() - function.defaults().size();
    for (int i = 0; i < function.parameters().size(); i++) {
      String parameter = function.parameters().get(i);
      if (frame.get(parameter, runner.rendering::context) == Frame.UNSET) {
        Object value =
            i < required
                ? new Undefined("parameter '" + parameter + "' was not provided")
                : value(function.defaults().get(i - required), frame);
        frame.set(parameter, value);
      }
    }
    return frame;
  }

  private Object value(Expression expression, Frame frame) {
    return runner.evaluator.value(expression, frame);
  }

  private void bind(Arguments arguments, Frame frame) {
    List<String> parameters = function.parameters();
    List<Object> positional = arguments.positional();
    Map<String, Object> keywords = new LinkedHashMap<>(arguments.keywords());
    boolean foundCaller = false;
    for (int i = 0; i < parameters.size(); i++) {
      String parameter = parameters.get(i);
      if (i < positional.size()) {
        frame.set(parameter, positional.get(i));
      } else {
        Object value = keywords.remove(parameter);
        frame.set(parameter, value == null ? Frame.UNSET : value);
        foundCaller |= parameter.equals(CALLER);
      }
    }
    if (positional.size() >= parameters.size()) {
      foundCaller = parameters.contains(CALLER);
    }
    if (runner.scope.special().contains(CALLER) && !foundCaller) {
      Object caller = keywords.remove(CALLER);
      frame.set(CALLER, caller == null ? new Undefined("No caller defined") : caller);
    }
    if (runner.scope.special().contains("kwargs")) {
      Dict rest = new Dict();
      keywords.forEach(rest::put);
      frame.set("kwargs", rest);
    } else if (!keywords.isEmpty()) {
      throw new Fault(
          "macro '"
              + name
              + "' takes no keyword argument '"
              + keywords.keySet().iterator().next()
              + "'");
    }
    if (runner.scope.special().contains("varargs")) {
      frame.set("varargs", Tuple.of(rest(positional, parameters.size())));
    } else if (positional.size() > parameters.size()) {
      throw new Fault(
          "macro '" + name + "' takes not more than " + parameters.size() + " argument(s)");
    }
  }

  private static List<Object> rest(List<Object> values, int from) {
    return new ArrayList<>(values.subList(Math.min(from, values.size()), values.size()));
  }

  @Override
  public @Nullable Object attribute(String attribute) {
    return switch (attribute) {
      case "name" -> name;
      case "arguments" -> Tuple.of(new ArrayList<>(function.parameters()));
      case "catch_kwargs" -> runner.scope.special().contains("kwargs");
      case "catch_varargs" -> runner.scope.special().contains("varargs");
      case CALLER -> runner.scope.special().contains(CALLER);
      case "explicit_caller" -> function.parameters().contains(CALLER);
      default -> null;
    };
  }

  @Override
  public String type() {
    return "Macro";
  }

  @Override
  public String describe() {
    return "<Macro '" + name + "'>";
  }
}
