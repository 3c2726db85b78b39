package org.temper.environments.verifiers.calls;

import com.google.common.collect.ImmutableList;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.temper.environments.verifiers.calls.PythonValue.Bool;
import org.temper.environments.verifiers.calls.PythonValue.Dict;
import org.temper.environments.verifiers.calls.PythonValue.Floating;
import org.temper.environments.verifiers.calls.PythonValue.Int;
import org.temper.environments.verifiers.calls.PythonValue.Items;
import org.temper.environments.verifiers.calls.PythonValue.Str;

/** Expressions of Java as text, and the values that BFCL takes them for by their declared type. */
final class JavaText {
  private static final String NUMBER = "-?\\d{1,400}(?:\\.\\d{1,400})?(?:[eE][+-]?\\d{1,3})?";
  private static final Pattern WHOLE = Pattern.compile("-?\\d{1,400}");
  private static final Pattern LONG = Pattern.compile("(-?\\d{1,400})[lL]");
  private static final Pattern FLOAT = Pattern.compile("(" + NUMBER + ")[fF]");
  private static final Pattern DOUBLE = Pattern.compile(NUMBER);
  private static final Pattern ARRAY =
      Pattern.compile("new\\s+[\\w.]{1,99}\\s*\\[\\s*\\]\\s*\\{(.*)\\}", Pattern.DOTALL);
  private static final Pattern EMPTY =
      Pattern.compile(
          "new\\s+\\w{1,99}\\s*<[\\w\\s,.]{0,99}>\\s*\\(\\s*\\)(?:\\s*\\{[\\s{}]*\\})?");
  private static final Pattern LISTED =
      Pattern.compile(
          "(?:new\\s+\\w{1,99}\\s*<[\\w.]{0,99}>\\s*\\(\\s*)?(?:Arrays\\.asList|List\\.of)\\((.*?)\\)+",
          Pattern.DOTALL);
  private static final Pattern FILLED =
      Pattern.compile(
          "new\\s+\\w{1,99}\\s*<[\\w\\s,.]{0,99}>\\s*\\(\\s*\\)\\s*\\{\\s*\\{(.*)\\}\\s*\\}",
          Pattern.DOTALL);
  private static final Pattern STATEMENT =
      Pattern.compile("\\s*(add|put)\\s*\\((.*)\\)\\s*", Pattern.DOTALL);

  private static final Pattern GENERICS = Pattern.compile("<[\\w\\s,.?<>]{0,99}>");

  private JavaText() {}

  /**
   * The value of an expression.
   *
   * @param text the expression, a string without its quotes
   * @param type its declared type
   * @param elements the type of its elements, where it has any
   * @return the value; the text where it is not of the type, as a variable's name is not
   */
  static PythonValue value(String text, String type, Optional<String> elements) {
    return switch (type) {
      case "byte", "short", "integer" ->
          matching(WHOLE, text)
              .<PythonValue>map(m -> new Int(new BigInteger(m.group())))
              .orElse(new Str(text));
      case "long" ->
          matching(LONG, text)
              .<PythonValue>map(m -> new Int(new BigInteger(m.group(1))))
              .orElse(new Str(text));
      case "float" ->
          matching(FLOAT, text).<PythonValue>map(m -> number(m.group(1))).orElse(new Str(text));
      case "double" ->
          matching(DOUBLE, text).<PythonValue>map(m -> number(m.group())).orElse(new Str(text));
      case "boolean" ->
          text.equals("true") || text.equals("false")
              ? new Bool(text.equals("true"))
              : new Str(text);
      case "Array", "ArrayList" -> list(text, elements).orElse(new Str(text));
      case "HashMap" -> map(text).orElse(new Str(text));
      default -> new Str(text);
    };
  }

  private static Optional<PythonValue> list(String text, Optional<String> elements) {
    return written(text)
        .map(
            values ->
                new Items(
                    PythonValue.ValueType.LIST,
                    values.stream().map(value -> element(value, elements)).toList()));
  }

  private static PythonValue element(String text, Optional<String> type) {
    String plain = unquoted(text);
    return plain.length() < text.length() || type.isEmpty() || type.get().equals("any")
        ? literal(text)
        : value(plain, type.get(), Optional.empty());
  }

  /** The elements that an expression lists. */
  private static Optional<List<String>> written(String text) {
    Optional<Matcher> array = matching(ARRAY, text).or(() -> matching(LISTED, text));
    if (array.isPresent()) {
      return Optional.of(split(array.get().group(1)));
    }
    return matching(EMPTY, text).isPresent()
        ? Optional.of(List.of())
        : statements(text, "add").map(calls -> calls.stream().map(String::strip).toList());
  }

  private static Optional<PythonValue> map(String text) {
    if (matching(EMPTY, text).isPresent()) {
      return Optional.of(new Dict(Map.of()));
    }
    return statements(text, "put")
        .map(
            calls -> {
              Map<String, PythonValue> values = new LinkedHashMap<>();
              for (String call : calls) {
                List<String> pair = split(call);
                if (pair.size() == 2) {
                  values.put(unquoted(pair.get(0)), literal(pair.get(1)));
                }
              }
              return new Dict(values);
            });
  }

  /** What the calls of a method within double braces are given. */
  private static Optional<List<String>> statements(String text, String method) {
    return matching(FILLED, text)
        .map(
            filled -> {
              ImmutableList.Builder<String> given = ImmutableList.builder();
              for (String statement : split(filled.group(1), ';')) {
                matching(STATEMENT, statement)
                    .filter(m -> m.group(1).equals(method))
                    .ifPresent(m -> given.add(m.group(2)));
              }
              return given.build();
            });
  }

  /** The value of a literal, whatever its type. */
  private static PythonValue literal(String text) {
    String plain = unquoted(text);
    if (plain.length() < text.length()) {
      return new Str(plain);
    }
    if (text.equals("true") || text.equals("false")) {
      return new Bool(text.equals("true"));
    }
    Optional<Matcher> suffixed = matching(LONG, text);
    if (suffixed.isPresent() || matching(WHOLE, text).isPresent()) {
      return new Int(new BigInteger(suffixed.map(m -> m.group(1)).orElse(text)));
    }
    return matching(FLOAT, text)
        .map(m -> m.group(1))
        .or(() -> matching(DOUBLE, text).map(Matcher::group))
        .<PythonValue>map(JavaText::number)
        .orElse(new Str(text));
  }

  private static Floating number(String digits) {
    return new Floating(Double.parseDouble(digits));
  }

  private static Optional<Matcher> matching(Pattern pattern, String text) {
    return Optional.of(pattern.matcher(text)).filter(Matcher::matches);
  }

  /** A string or a character without its quotes; another text as it is. */
  static String unquoted(String text) {
    boolean quoted =
        text.length() >= 2
            && (text.charAt(0) == '"' || text.charAt(0) == '\'')
            && text.charAt(text.length() - 1) == text.charAt(0);
    return quoted ? text.substring(1, text.length() - 1) : text;
  }

  /** What stands between commas that are in no brackets and no quotes. */
  static List<String> split(String text) {
    return split(text, ',');
  }

  private static List<String> split(String text, char separator) {
    ImmutableList.Builder<String> parts = ImmutableList.builder();
    int depth = 0;
    int start = 0;
    Matcher generics = GENERICS.matcher(text);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\'') {
        i = endOfQuote(text, i);
      } else if (c == '<' && generics.region(i, text.length()).lookingAt()) {
        i = generics.end() - 1;
      } else if ("([{".indexOf(c) >= 0) {
        depth++;
      } else if (")]}".indexOf(c) >= 0) {
        depth--;
      } else if (c == separator && depth == 0) {
        add(parts, text.substring(start, i));
        start = i + 1;
      }
    }
    add(parts, text.substring(start));
    return parts.build();
  }

  private static void add(ImmutableList.Builder<String> parts, String part) {
    if (!part.isBlank()) {
      parts.add(part.strip());
    }
  }

  private static int endOfQuote(String text, int start) {
    int i = start + 1;
    while (i < text.length() && text.charAt(i) != text.charAt(start)) {
      i += text.charAt(i) == '\\' ? 2 : 1;
    }
    return Math.min(i, text.length() - 1);
  }
}
