package org.temper.environments.verifiers.calls;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.temper.api.Excerpt;

/**
 * A reader of a call in BFCL's Java syntax, {@code [Type.method(name="x", count=3)]}: arguments
 * have names, and each value is its text, without the quotes of a string. Brackets that are missing
 * at either end are added; several calls are separated by commas.
 */
public final class JavaCalls {
  private static final CharMatcher AROUND = CharMatcher.anyOf("`\n ;");
  private static final Pattern NAME =
      Pattern.compile("\\s*([\\p{L}_$][\\p{L}\\p{N}_$]*(?:\\.[\\p{L}_$][\\p{L}\\p{N}_$]*)*)\\s*");

  private JavaCalls() {}

  /**
   * Reads calls.
   *
   * @param text any text
   * @return the calls, whose arguments are text; may be none
   * @throws MalformedCallsException if the text is something else
   */
  public static List<FunctionCall> parse(String text) throws MalformedCallsException {
    String inner = AROUND.trimFrom(text);
    inner = inner.startsWith("[") ? inner.substring(1) : inner;
    inner = inner.endsWith("]") ? inner.substring(0, inner.length() - 1) : inner;
    ImmutableList.Builder<FunctionCall> calls = ImmutableList.builder();
    for (String call : JavaText.split(inner)) {
      calls.add(call(call));
    }
    return calls.build();
  }

  private static FunctionCall call(String text) throws MalformedCallsException {
    Matcher name = NAME.matcher(text);
    if (!name.lookingAt() || !text.startsWith("(", name.end()) || !text.endsWith(")")) {
      throw new MalformedCallsException("expected a call, got " + Excerpt.of(text, 40));
    }
    Map<String, PythonValue> arguments = new LinkedHashMap<>();
    for (String argument : JavaText.split(text.substring(name.end() + 1, text.length() - 1))) {
      Matcher parameter = NAME.matcher(argument);
      if (!parameter.lookingAt() || !argument.startsWith("=", parameter.end())) {
        throw new MalformedCallsException(
            "expected an argument with its name, got " + Excerpt.of(argument, 40));
      }
      String value = argument.substring(parameter.end() + 1).strip();
      if (arguments.put(parameter.group(1), new PythonValue.Str(JavaText.unquoted(value)))
          != null) {
        throw new MalformedCallsException("expected an argument once, got " + parameter.group(1));
      }
    }
    return new FunctionCall(name.group(1), arguments);
  }
}
