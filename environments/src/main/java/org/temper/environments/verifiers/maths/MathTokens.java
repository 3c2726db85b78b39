package org.temper.environments.verifiers.maths;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.temper.environments.verifiers.maths.MathToken.Kind;

/** The tokens of a formula in LaTeX or in plain text. */
final class MathTokens {
  private static final Pattern NUMBER =
      Pattern.compile(
          "(?:\\d{1,3}(?:(?:,|\\{,\\}|\\\\,|\\\\!,|,\\\\!)\\d{3}){1,12}(?!\\d)|\\d{1,60}(?!\\d))"
              + "(?:\\.\\d{1,60}(?!\\d))?|\\.\\d{1,60}(?!\\d)");
  private static final Pattern EXPONENT = Pattern.compile("[eE][+-]?\\d{1,3}(?![\\p{L}\\d])");
  private static final Pattern CHOICE = Pattern.compile("\\(?[A-Za-z]\\)?");
  private static final Pattern LETTERS = Pattern.compile("[A-Za-z]+");
  private static final Pattern COMMAND = Pattern.compile("\\\\([A-Za-z]+)\\*?");
  private static final Pattern ENVIRONMENT = Pattern.compile("\\\\(begin|end)\\{([a-zA-Z*]+)\\}");
  private static final Pattern OPERATOR =
      Pattern.compile("<=|>=|!=|\\*\\*|\\\\\\{|\\\\\\}|\\\\\\\\|[-+*/^_=<>!|&,;(){}\\[\\]]");

  /** Commands with words in braces. */
  private static final Set<String> TEXT =
      ImmutableSet.of(
          "text",
          "textbf",
          "textit",
          "textrm",
          "textnormal",
          "textsf",
          "texttt",
          "mbox",
          "mathrm",
          "mathbf",
          "mathit",
          "mathsf",
          "operatorname",
          "hbox",
          "emph");

  private static final Set<String> FUNCTIONS =
      ImmutableSet.of(
          "sqrt", "sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "log",
          "ln", "exp", "pi", "infty", "frac", "binom", "pm", "cup", "in", "abs", "lfloor", "rfloor",
          "lceil", "rceil");

  /** Commands that say nothing about the value. */
  private static final Set<String> DROPPED =
      ImmutableSet.of(
          "left",
          "right",
          "big",
          "Big",
          "bigl",
          "bigr",
          "Bigl",
          "Bigr",
          "bigg",
          "displaystyle",
          "textstyle",
          "limits",
          "quad",
          "qquad",
          "thinspace",
          "circ",
          "degree",
          "hspace",
          "phantom");

  private static final Set<String> GREEK =
      ImmutableSet.of(
          "alpha",
          "beta",
          "gamma",
          "delta",
          "epsilon",
          "varepsilon",
          "zeta",
          "eta",
          "theta",
          "lambda",
          "mu",
          "nu",
          "xi",
          "rho",
          "sigma",
          "tau",
          "phi",
          "varphi",
          "chi",
          "psi",
          "omega",
          "Gamma",
          "Delta",
          "Theta",
          "Lambda",
          "Sigma",
          "Phi",
          "Psi",
          "Omega",
          "ell");

  private static final Map<String, String> SAME =
      ImmutableMap.<String, String>builder()
          .put("dfrac", "frac")
          .put("tfrac", "frac")
          .put("cfrac", "frac")
          .put("dbinom", "binom")
          .put("tbinom", "binom")
          .put("mp", "pm")
          .put("inf", "infty")
          .put("infinity", "infty")
          .put("lg", "log")
          .put("asin", "arcsin")
          .put("acos", "arccos")
          .put("atan", "arctan")
          .buildOrThrow();

  private static final Map<String, String> SYMBOLS =
      ImmutableMap.<String, String>builder()
          .put("times", "*")
          .put("cdot", "*")
          .put("ast", "*")
          .put("div", "/")
          .put("le", "<=")
          .put("leq", "<=")
          .put("leqslant", "<=")
          .put("ge", ">=")
          .put("geq", ">=")
          .put("geqslant", ">=")
          .put("lt", "<")
          .put("gt", ">")
          .put("ne", "!=")
          .put("neq", "!=")
          .put("lbrace", "\\{")
          .put("rbrace", "\\}")
          .put("vert", "|")
          .put("lvert", "|")
          .put("rvert", "|")
          .put("mid", "|")
          .buildOrThrow();

  /** Units of two letters; longer words are none but units or names. */
  private static final Set<String> UNITS =
      ImmutableSet.of(
          "mm", "cm", "dm", "km", "mg", "kg", "ml", "cl", "dl", "ft", "yd", "mi", "in", "lb", "oz",
          "hr", "pm", "am", "mph", "kph", "sec", "min", "hrs", "lbs", "deg", "gal");

  private static final Map<String, String> UNICODE =
      ImmutableMap.<String, String>builder()
          .put("\u2212", "-")
          .put("\u2013", "-")
          .put("\u00d7", "*")
          .put("\u00b7", "*")
          .put("\u22c5", "*")
          .put("\u00f7", "/")
          .put("\u221a", "\\sqrt ")
          .put("\u03c0", "\\pi ")
          .put("\u221e", "\\infty ")
          .put("\u2264", "<=")
          .put("\u2265", ">=")
          .put("\u2260", "!=")
          .put("\u222a", "\\cup ")
          .put("\u00b1", "\\pm ")
          .put("\u00b0", "")
          .put("\u00b2", "^2")
          .put("\u00b3", "^3")
          .put("\u00bd", "\\frac12 ")
          .put("\u00bc", "\\frac14 ")
          .put("\u00be", "\\frac34 ")
          .buildOrThrow();

  private static final Pattern LEFT_OUT =
      Pattern.compile(
          "(?<!\\\\)\\\\[()\\[\\]!;: ]|\\\\?[$%]|[\u20ac\u00a3\u00a5\u20b9\u20a9]|\\^\\{?\\\\circ\\}?|~");

  private final String text;
  private final List<MathToken> tokens = new ArrayList<>();
  private int position;

  private MathTokens(String text) {
    this.text = text;
  }

  /** The tokens of a text; empty where something in it is none. */
  static Optional<List<MathToken>> of(String text) {
    String plain = text;
    for (Map.Entry<String, String> sign : UNICODE.entrySet()) {
      plain = plain.replace(sign.getKey(), sign.getValue());
    }
    // Between digits a thin space separates thousands.
    plain = LEFT_OUT.matcher(plain).replaceAll(" ").strip();
    MathTokens read = new MathTokens(plain);
    boolean whole = true;
    while (whole && read.position < read.text.length()) {
      whole = read.next();
    }
    return whole ? Optional.of(read.tokens) : Optional.empty();
  }

  private boolean next() {
    if (Character.isWhitespace(text.charAt(position)) || text.startsWith("\\,", position)) {
      position += text.charAt(position) == '\\' ? 2 : 1;
      return true;
    }
    Optional<String> environment = group(ENVIRONMENT, 0);
    if (environment.isPresent()) {
      boolean matrix = environment.get().contains("matrix") || environment.get().contains("array");
      add(Kind.SYMBOL, environment.get().startsWith("\\begin") ? "begin" : "end");
      return matrix;
    }
    Optional<String> number = group(NUMBER, 0);
    if (number.isPresent()) {
      String exponent = group(EXPONENT, 0).orElse("");
      add(Kind.NUMBER, number.get().replaceAll("[^\\d.]", "") + exponent);
      return true;
    }
    Optional<String> command = group(COMMAND, 1);
    if (command.isPresent()) {
      return command(command.get());
    }
    Optional<String> letters = group(LETTERS, 0);
    if (letters.isPresent()) {
      letters(letters.get());
      return true;
    }
    Optional<String> operator = group(OPERATOR, 0);
    operator.ifPresent(o -> add(Kind.SYMBOL, o.equals("**") ? "^" : o.equals(";") ? "," : o));
    return operator.isPresent();
  }

  private boolean command(String name) {
    if (TEXT.contains(name)) {
      return words();
    }
    String same = SAME.getOrDefault(name, name);
    if (DROPPED.contains(name)) {
      return true;
    }
    if (SYMBOLS.containsKey(name)) {
      add(Kind.SYMBOL, SYMBOLS.getOrDefault(name, name));
    } else if (FUNCTIONS.contains(same)) {
      add(Kind.COMMAND, same);
    } else if (GREEK.contains(name)) {
      add(Kind.VARIABLE, name);
    } else {
      return false;
    }
    return true;
  }

  /** What stands in braces after a command for text. */
  private boolean words() {
    int open = text.indexOf('{', position);
    int close = text.indexOf('}', position);
    if (open < 0 || close < open || !text.substring(position, open).isBlank()) {
      return false;
    }
    position = close + 1;
    String words = text.substring(open + 1, close).strip();
    String lower = words.toLowerCase(Locale.ROOT);
    if (lower.equals("and") || lower.equals("or")) {
      add(Kind.SYMBOL, ",");
    } else if (FUNCTIONS.contains(lower)) {
      add(Kind.COMMAND, lower);
    } else if (NUMBER.matcher(words).matches()) {
      add(Kind.NUMBER, words.replaceAll("[^\\d.]", ""));
    } else if (CHOICE.matcher(words).matches()) {
      add(Kind.VARIABLE, words.replaceAll("[()]", ""));
    } else if (!words.isEmpty()) {
      add(Kind.WORDS, words);
    }
    return true;
  }

  private void letters(String run) {
    boolean attached = position > run.length() && isDigit(text.charAt(position - run.length() - 1));
    String lower = run.toLowerCase(Locale.ROOT);
    String same = SAME.getOrDefault(run, run);
    if (lower.equals("and") || lower.equals("or")) {
      add(Kind.SYMBOL, ",");
    } else if (FUNCTIONS.contains(same) && !UNITS.contains(run)) {
      add(Kind.COMMAND, same);
    } else if (run.length() <= (attached ? 3 : 2) && !UNITS.contains(lower)) {
      run.chars().forEach(c -> add(Kind.VARIABLE, String.valueOf((char) c)));
    } else {
      add(Kind.WORDS, run);
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private void add(Kind kind, String tokenText) {
    tokens.add(new MathToken(kind, tokenText));
  }

  private Optional<String> group(Pattern pattern, int group) {
    Matcher matcher =
        pattern.matcher(text).region(position, text.length()).useTransparentBounds(true);
    if (!matcher.lookingAt()) {
      return Optional.empty();
    }
    position = matcher.end();
    return Optional.of(matcher.group(group));
  }
}
