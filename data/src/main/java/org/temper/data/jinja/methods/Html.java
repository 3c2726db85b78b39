package org.temper.data.jinja.methods;

import java.util.Map;
import org.temper.data.jinja.values.Budget;
import org.temper.data.jinja.values.Strings;

/** Tags and entities of HTML. */
public final class Html {
  private static final Map<String, String> ENTITIES =
      Map.of(
          "amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'", "nbsp", "\u00a0", "copy",
          "©");

  /** The most characters between an entity's ends. */
  private static final int LONGEST = 10;

  private Html() {}

  /**
   * A text without tags and comments, its entities as characters, and its white space as single
   * spaces.
   *
   * @param text the text
   * @param budget what it may use up
   * @return plain text
   */
  public static String stripTags(String text, Budget budget) {
    String rest = without(without(text, "<!--", "-->", budget), "<", ">", budget);
    StringBuilder words = new StringBuilder();
    for (Object word : Strings.words(rest, -1, budget)) {
      words.append(words.isEmpty() ? "" : " ").append(word);
    }
    return unescape(words.toString(), budget);
  }

  private static String without(String text, String begin, String end, Budget budget) {
    budget.make(text.length());
    StringBuilder rest = new StringBuilder();
    int done = 0;
    while (true) {
      int from = text.indexOf(begin, done);
      int to = from < 0 ? -1 : text.indexOf(end, from + begin.length());
      if (to < 0) {
        return rest.append(text, done, text.length()).toString();
      }
      rest.append(text, done, from);
      done = to + end.length();
    }
  }

  /**
   * A text with its entities as characters.
   *
   * @param text the text
   * @param budget what it may use up
   * @return plain text
   */
  static String unescape(String text, Budget budget) {
    budget.make(text.length());
    StringBuilder plain = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      int end = text.charAt(i) == '&' ? end(text, i) : -1;
      String character = end < 0 ? "" : entity(text.substring(i + 1, end));
      if (character.isEmpty()) {
        plain.append(text.charAt(i++));
      } else {
        plain.append(character);
        i = end + 1;
      }
    }
    return plain.toString();
  }

  private static int end(String text, int from) {
    int last = Math.min(text.length(), from + LONGEST);
    for (int i = from; i < last; i++) {
      if (text.charAt(i) == ';') {
        return i;
      }
    }
    return -1;
  }

  private static String entity(String name) {
    if (!name.startsWith("#")) {
      return ENTITIES.getOrDefault(name, "");
    }
    boolean hex = name.startsWith("#x") || name.startsWith("#X");
    try {
      int point = Integer.parseInt(name.substring(hex ? 2 : 1), hex ? 16 : 10);
      return Character.isValidCodePoint(point) ? Character.toString(point) : "";
    } catch (NumberFormatException none) {
      return "";
    }
  }
}
