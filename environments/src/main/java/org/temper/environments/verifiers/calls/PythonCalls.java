package org.temper.environments.verifiers.calls;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A reader of calls in Python's syntax, {@code [f(a=1, b='x'), m.g(c=[1, 2])]}, as BFCL asks for
 * them: brackets that are missing at either end are added, backticks and space around are left out.
 * Arguments by position are read and left out, as the benchmark's reader leaves them out.
 *
 * <p>Values are numbers and arithmetic of them, text, {@code True}, {@code False}, {@code None},
 * lists, tuples, dictionaries, names (read as text), calls within calls (with named arguments as a
 * dictionary, without as their text) and subscripts (as their text).
 */
public final class PythonCalls {
  /** The most brackets in one another. */
  static final int MAX_DEPTH = 100;

  private static final CharMatcher AROUND = CharMatcher.anyOf("`\n ");

  private final PythonSource source;

  private PythonCalls(PythonSource source) {
    this.source = source;
  }

  /**
   * Reads calls.
   *
   * @param text any text
   * @return the calls, in their order; may be none
   * @throws MalformedCallsException if the text is something else
   */
  public static List<FunctionCall> parse(String text) throws MalformedCallsException {
    String inner = AROUND.trimFrom(text);
    String whole = (inner.startsWith("[") ? "" : "[") + inner + (inner.endsWith("]") ? "" : "]");
    return new PythonCalls(new PythonSource(whole)).list();
  }

  private List<FunctionCall> list() throws MalformedCallsException {
    ImmutableList.Builder<FunctionCall> calls = ImmutableList.builder();
    source.expect('[');
    while (!source.skips(']')) {
      calls.add(call(source.dottedName(), 1));
      if (!source.skips(',')) {
        source.expect(']');
        break;
      }
    }
    source.expectEnd();
    return calls.build();
  }

  /** A call whose name was read. */
  private FunctionCall call(String name, int depth) throws MalformedCallsException {
    Map<String, PythonValue> named = new LinkedHashMap<>();
    source.expect('(');
    while (!source.skips(')')) {
      Optional<String> keyword = source.keyword();
      PythonValue value = value(depth);
      if (keyword.isPresent()) {
        // Of an argument that is there twice the last counts, as in Python's syntax trees.
        named.put(keyword.get(), value);
      } else if (!named.isEmpty()) {
        throw source.malformed("a name for each argument after one with a name");
      }
      if (!source.skips(',')) {
        source.expect(')');
        break;
      }
    }
    return new FunctionCall(name, named);
  }

  private PythonValue value(int depth) throws MalformedCallsException {
    if (depth > MAX_DEPTH) {
      throw source.malformed("at most " + MAX_DEPTH + " brackets in one another");
    }
    PythonValue sum = product(depth);
    for (char sign = source.skipsAny("+-"); sign != 0; sign = source.skipsAny("+-")) {
      sum = apply(String.valueOf(sign), sum, product(depth));
    }
    return sum;
  }

  private PythonValue product(int depth) throws MalformedCallsException {
    PythonValue product = signed(depth);
    for (char sign = source.skipsAny("*/%"); sign != 0; sign = source.skipsAny("*/%")) {
      String operator = sign == '/' && source.skipsAtOnce('/') ? "//" : String.valueOf(sign);
      product = apply(operator, product, signed(depth));
    }
    return product;
  }

  private PythonValue signed(int depth) throws MalformedCallsException {
    if (depth > MAX_DEPTH) {
      throw source.malformed("at most " + MAX_DEPTH + " signs and brackets in one another");
    }
    char sign = source.skipsAny("+-");
    if (sign != 0) {
      PythonValue zero = new PythonValue.Int(BigInteger.ZERO);
      PythonValue value = signed(depth + 1);
      return value instanceof PythonValue.Floating number
          ? new PythonValue.Floating(sign == '-' ? -number.value() : number.value())
          : apply(String.valueOf(sign), zero, value);
    }
    PythonValue base = atom(depth);
    return source.skipsPower() ? apply("**", base, signed(depth + 1)) : base;
  }

  private PythonValue apply(String operator, PythonValue left, PythonValue right)
      throws MalformedCallsException {
    return PythonArithmetic.apply(operator, left, right)
        .orElseThrow(() -> source.malformed("numbers that " + operator + " can be applied to"));
  }

  private PythonValue atom(int depth) throws MalformedCallsException {
    if (source.skips('[')) {
      return new PythonValue.Items(PythonValue.ValueType.LIST, items(']', depth));
    }
    if (source.skips('(')) {
      return parenthesized(depth);
    }
    if (source.skips('{')) {
      return dictionary(depth);
    }
    Optional<PythonValue> literal = source.literal();
    return literal.isPresent() ? literal.get() : named(depth);
  }

  private List<PythonValue> items(char end, int depth) throws MalformedCallsException {
    ImmutableList.Builder<PythonValue> items = ImmutableList.builder();
    while (!source.skips(end)) {
      items.add(value(depth + 1));
      if (!source.skips(',')) {
        source.expect(end);
        break;
      }
    }
    return items.build();
  }

  /** A value in parentheses, or a tuple. */
  private PythonValue parenthesized(int depth) throws MalformedCallsException {
    if (source.skips(')')) {
      return new PythonValue.Items(PythonValue.ValueType.TUPLE, List.of());
    }
    PythonValue first = value(depth + 1);
    if (source.skips(')')) {
      return first;
    }
    source.expect(',');
    List<PythonValue> others = items(')', depth);
    return new PythonValue.Items(
        PythonValue.ValueType.TUPLE,
        ImmutableList.<PythonValue>builder().add(first).addAll(others).build());
  }

  private PythonValue dictionary(int depth) throws MalformedCallsException {
    Map<String, PythonValue> values = new LinkedHashMap<>();
    while (!source.skips('}')) {
      PythonValue key = value(depth + 1);
      source.expect(':');
      // Keys of allowed values are text; another's is none of them, however it is spelled.
      values.put(key instanceof PythonValue.Str text ? text.value() : "\0" + key, value(depth + 1));
      if (!source.skips(',')) {
        source.expect('}');
        break;
      }
    }
    return new PythonValue.Dict(values);
  }

  /** A name, a truth value, or a call or a subscript of a name. */
  private PythonValue named(int depth) throws MalformedCallsException {
    int start = source.position();
    String name = source.dottedName();
    if (source.isNext('(')) {
      FunctionCall call = call(name, depth + 1);
      return call.arguments().isEmpty()
          ? new PythonValue.Str(source.since(start))
          : new PythonValue.Dict(Map.of(call.name(), new PythonValue.Dict(call.arguments())));
    }
    if (source.skips('[')) {
      items(']', depth);
      return new PythonValue.Str(source.since(start));
    }
    return switch (name) {
      case "True" -> new PythonValue.Bool(true);
      case "False" -> new PythonValue.Bool(false);
      case "None" -> new PythonValue.None();
      default -> {
        if (name.indexOf('.') >= 0) {
          throw source.malformed("a value, not an attribute");
        }
        yield new PythonValue.Str(name);
      }
    };
  }
}
