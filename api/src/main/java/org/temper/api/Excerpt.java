package org.temper.api;

import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a text that somebody else wrote, as errors repeat it: on one line, with control
 * characters escaped.
 */
public final class Excerpt {
  /** The most characters of a value, {@value}. */
  public static final int LENGTH = 120;

  private static final int NAME_LENGTH = 48;
  private static final int NAMES = 4;
  private static final String MORE = "…";

  private Excerpt() {}

  /**
   * The beginning of a value's text.
   *
   * @param value anything; null is shown as such
   * @return one line of at most {@value #LENGTH} characters, of which the last is an ellipsis where
   *     there was more
   */
  public static String of(@Nullable Object value) {
    return of(value, LENGTH);
  }

  /**
   * The beginning of a value's text.
   *
   * @param value anything; null is shown as such
   * @param length the most characters of the result, at least 1
   * @return one line, of which the last character is an ellipsis where there was more
   */
  public static String of(@Nullable Object value, int length) {
    String text = text(value).strip();
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      String next = shown(point);
      i += Character.charCount(point);
      int room = i < text.length() ? length - MORE.length() : length;
      if (shown.length() + next.length() > room) {
        return cut(shown, length);
      }
      shown.append(next);
    }
    return shown.toString();
  }

  /**
   * The first of some names.
   *
   * @param names their number may be any
   * @return such as {@code [a, b, c, d, … 12 more]}, on one line of less than 250 characters
   */
  public static String ofAll(Collection<?> names) {
    int more = names.size() - NAMES;
    return names.stream()
        .limit(NAMES)
        .map(name -> of(name, NAME_LENGTH))
        .collect(
            Collectors.joining(", ", "[", more > 0 ? ", " + MORE + " " + more + " more]" : "]"));
  }

  /**
   * A message as one line: whole where it is short enough, else its beginning and its end, which
   * says what was found and what to do.
   *
   * @param message the message
   * @param length the most characters of the result, at least 3
   * @return one line
   */
  public static String line(@Nullable String message, int length) {
    StringBuilder shown = new StringBuilder();
    String.valueOf(message).strip().codePoints().mapToObj(Excerpt::shown).forEach(shown::append);
    if (shown.length() <= length) {
      return shown.toString();
    }
    int end = shown.length() - (length - MORE.length()) / 2;
    if (Character.isLowSurrogate(shown.charAt(end))) {
      end++;
    }
    String rest = shown.substring(end);
    return cut(shown, length - rest.length()) + rest;
  }

  private static String text(@Nullable Object value) {
    try {
      return String.valueOf(value);
    } catch (RuntimeException unspeakable) {
      // A user's exception may throw another when it is asked what it is.
      return value == null ? "null" : value.getClass().getName();
    }
  }

  private static String cut(StringBuilder shown, int length) {
    int kept = Math.min(shown.length(), length - MORE.length());
    if (kept > 0 && Character.isHighSurrogate(shown.charAt(kept - 1))) {
      kept--;
    }
    return shown.substring(0, kept) + MORE;
  }

  /** A character as it is, or escaped where it would be unseen or move what is around it. */
  private static String shown(int point) {
    return switch (point) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default ->
          switch (Character.getType(point)) {
            case Character.CONTROL,
                Character.FORMAT,
                Character.LINE_SEPARATOR,
                Character.PARAGRAPH_SEPARATOR,
                Character.SURROGATE,
                Character.UNASSIGNED ->
                String.format("\\u%04x", point);
            default -> Character.toString(point);
          };
    };
  }
}
