package org.temper.data.jinja.values;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/** Functions of texts, which count code points where Java counts UTF-16 units. */
public final class Strings {
  /** Patterns of this length and longer are found in linear time. */
  private static final int LONG_PATTERN = 16;

  private Strings() {}

  private static boolean hasPairs(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isHighSurrogate(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  /** The number of code points. */
  public static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /** The UTF-16 index of a code point. */
  public static int offset(String text, int index) {
    return hasPairs(text) ? text.offsetByCodePoints(0, index) : index;
  }

  /** The code points, each as a text. */
  public static Iterator<Object> characters(String text) {
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < text.length();
      }

      @Override
      public Object next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        int from = next;
        next += Character.charCount(text.codePointAt(from));
        return text.substring(from, next);
      }
    };
  }

  /** A text from one code point to another, in steps. */
  public static String slice(String text, int start, int step, int count) {
    if (!hasPairs(text)) {
      if (step == 1) {
        return text.substring(start, start + count);
      }
      StringBuilder slice = new StringBuilder(count);
      for (int i = 0; i < count; i++) {
        slice.append(text.charAt(start + i * step));
      }
      return slice.toString();
    }
    if (step == 1) {
      int from = text.offsetByCodePoints(0, start);
      return text.substring(from, text.offsetByCodePoints(from, count));
    }
    int[] points = text.codePoints().toArray();
    StringBuilder slice = new StringBuilder(count);
    for (int i = 0; i < count; i++) {
      slice.appendCodePoint(points[start + i * step]);
    }
    return slice.toString();
  }

  /**
   * Where a pattern is found.
   *
   * @param text the text
   * @param pattern the pattern
   * @param from the UTF-16 index to begin at
   * @param budget what it may use up
   * @return the UTF-16 index, or -1
   */
  public static int find(String text, String pattern, int from, Budget budget) {
    budget.scan(text.length() - from);
    if (pattern.length() < LONG_PATTERN || pattern.length() > text.length() - from) {
      return text.indexOf(pattern, from);
    }
    budget.scan(pattern.length());
    int[] borders = borders(pattern);
    int matched = 0;
    for (int i = from; i < text.length(); i++) {
      while (matched > 0 && text.charAt(i) != pattern.charAt(matched)) {
        matched = borders[matched - 1];
      }
      if (text.charAt(i) == pattern.charAt(matched) && ++matched == pattern.length()) {
        return i - matched + 1;
      }
    }
    return -1;
  }

  /** For each prefix, the length of its longest beginning that is its end too. */
  private static int[] borders(String pattern) {
    int[] borders = new int[pattern.length()];
    for (int i = 1, length = 0; i < pattern.length(); i++) {
      while (length > 0 && pattern.charAt(i) != pattern.charAt(length)) {
        length = borders[length - 1];
      }
      if (pattern.charAt(i) == pattern.charAt(length)) {
        length++;
      }
      borders[i] = length;
    }
    return borders;
  }

  /** The last index of a pattern that ends at another at most, or -1. */
  public static int findLast(String text, String pattern, int end, Budget budget) {
    if (pattern.length() < LONG_PATTERN) {
      budget.scan(end);
      return text.lastIndexOf(pattern, end - pattern.length());
    }
    String reversed = new StringBuilder(text.substring(0, end)).reverse().toString();
    String wanted = new StringBuilder(pattern).reverse().toString();
    // A reversal of code points does not change which units follow which.
    budget.make(reversed.length() + (long) wanted.length());
    int found = find(reversed, wanted, 0, budget);
    return found < 0 ? -1 : end - found - pattern.length();
  }

  /** How often a pattern is found from one index to another, without overlaps. */
  public static long count(String text, String pattern, int start, int end, Budget budget) {
    String part = text.substring(start, end);
    if (pattern.isEmpty()) {
      return length(part) + 1L;
    }
    long count = 0;
    for (int at = find(part, pattern, 0, budget); at >= 0; count++) {
      at = nextFind(part, pattern, at + pattern.length(), budget);
    }
    return count;
  }

  /** A text with a pattern replaced, the first times only where {@code most} is not negative. */
  public static String replace(String text, String pattern, String with, long most, Budget budget) {
    long left = most < 0 ? Long.MAX_VALUE : most;
    StringBuilder replaced = new StringBuilder();
    int done = 0;
    if (pattern.isEmpty()) {
      for (; left > 0; left--) {
        budget.make(with.length() + 1L);
        replaced.append(with);
        if (done == text.length()) {
          break;
        }
        int next = done + Character.charCount(text.codePointAt(done));
        replaced.append(text, done, next);
        done = next;
      }
    } else {
      // The scan of each piece is charged once.
      for (int at = find(text, pattern, 0, budget); at >= 0 && left > 0; left--) {
        budget.make((long) at - done + with.length());
        replaced.append(text, done, at).append(with);
        done = at + pattern.length();
        at = left > 1 ? nextFind(text, pattern, done, budget) : -1;
      }
      if (done == 0 && replaced.length() == 0) {
        return text;
      }
    }
    budget.make((long) text.length() - done);
    return replaced.append(text, done, text.length()).toString();
  }

  /** Finds on, charging for what is gone through alone. */
  private static int nextFind(String text, String pattern, int from, Budget budget) {
    if (pattern.length() >= LONG_PATTERN) {
      return find(text, pattern, from, budget);
    }
    int at = text.indexOf(pattern, from);
    budget.scan((at < 0 ? text.length() : at) - (long) from);
    return at;
  }

  /** A text without characters at its ends. */
  public static String strip(String text, IntPredicate removed, Ends ends) {
    int start = 0;
    int end = text.length();
    if (ends != Ends.RIGHT) {
      while (start < end && removed.test(text.codePointAt(start))) {
        start += Character.charCount(text.codePointAt(start));
      }
    }
    if (ends != Ends.LEFT) {
      while (end > start && removed.test(text.codePointBefore(end))) {
        end -= Character.charCount(text.codePointBefore(end));
      }
    }
    return text.substring(start, end);
  }

  /** Which ends of a text are stripped. */
  public enum Ends {
    LEFT,
    RIGHT,
    BOTH
  }

  /** Lines without what ends them, or with it. */
  public static List<Object> lines(String text, LineEnds ends, Budget budget) {
    List<Object> lines = new ArrayList<>();
    int start = 0;
    while (start < text.length()) {
      int end = start;
      while (end < text.length() && !Characters.isLineEnd(text.charAt(end))) {
        end++;
      }
      int next = Math.min(end + 1, text.length());
      if (end + 1 < text.length() && text.charAt(end) == '\r' && text.charAt(end + 1) == '\n') {
        next++;
      }
      int kept = ends == LineEnds.KEPT ? next : end;
      budget.items(1);
      budget.make((long) kept - start);
      lines.add(text.substring(start, kept));
      start = next;
    }
    return lines;
  }

  /** Whether lines keep what ends them. */
  public enum LineEnds {
    KEPT,
    DROPPED
  }

  /** Pieces between separators, at most one more than {@code most}, where it is not negative. */
  public static List<Object> split(String text, String separator, long most, Budget budget) {
    List<Object> pieces = new ArrayList<>();
    long left = most < 0 ? Long.MAX_VALUE : most;
    int done = 0;
    for (int at = find(text, separator, 0, budget); at >= 0 && left > 0; left--) {
      budget.items(1);
      budget.make((long) at - done);
      pieces.add(text.substring(done, at));
      done = at + separator.length();
      at = nextFind(text, separator, done, budget);
    }
    budget.items(1);
    budget.make((long) text.length() - done);
    pieces.add(text.substring(done));
    return pieces;
  }

  /** The same from the end. */
  public static List<Object> splitFromEnd(String text, String separator, long most, Budget budget) {
    List<Object> pieces = new ArrayList<>();
    int end = text.length();
    for (long left = most; left > 0; left--) {
      int at = findLast(text, separator, end, budget);
      if (at < 0) {
        break;
      }
      budget.items(1);
      budget.make((long) end - at);
      pieces.add(text.substring(at + separator.length(), end));
      end = at;
    }
    budget.items(1);
    budget.make(end);
    pieces.add(text.substring(0, end));
    Collections.reverse(pieces);
    return pieces;
  }

  /** Words between white space; the last is the rest where there are more than {@code most}. */
  public static List<Object> words(String text, long most, Budget budget) {
    budget.scan(text.length());
    List<Object> words = new ArrayList<>();
    int i = 0;
    while (true) {
      while (i < text.length() && Characters.isSpace(text.charAt(i))) {
        i++;
      }
      if (i == text.length()) {
        return words;
      }
      int start = i;
      boolean rest = most >= 0 && words.size() == most;
      while (i < text.length() && (rest || !Characters.isSpace(text.charAt(i)))) {
        i++;
      }
      budget.items(1);
      budget.make((long) i - start);
      String word = text.substring(start, i);
      words.add(word);
    }
  }

  /** The same from the end. */
  public static List<Object> wordsFromEnd(String text, long most, Budget budget) {
    budget.scan(text.length());
    List<Object> words = new ArrayList<>();
    int end = text.length();
    while (true) {
      while (end > 0 && Characters.isSpace(text.charAt(end - 1))) {
        end--;
      }
      if (end == 0) {
        break;
      }
      boolean rest = words.size() == most;
      int start = end;
      while (start > 0 && (rest || !Characters.isSpace(text.charAt(start - 1)))) {
        start--;
      }
      budget.items(1);
      budget.make((long) end - start);
      String word = text.substring(start, end);
      words.add(word);
      end = start;
    }
    Collections.reverse(words);
    return words;
  }

  public static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }

  public static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** The first character as a title has it, the others in lower case. */
  public static String capitalize(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int first = text.codePointAt(0);
    String rest = text.substring(Character.charCount(first));
    return titleCase(first) + lower("a" + rest).substring(1);
  }

  private static String titleCase(int point) {
    String text = Character.toString(point);
    int title = Character.toTitleCase(point);
    if (title != point) {
      return Character.toString(title);
    }
    // Such as a sharp s, which has two letters as a title, the first of them large.
    String upper = upper(text);
    int first = 0;
    while (first < upper.length() - 1 && !Characters.isCased(upper.charAt(first))) {
      first++;
    }
    return upper.substring(0, first + 1) + lower(upper.substring(first + 1));
  }

  /** Each run of letters as a title has it. */
  public static String title(String text) {
    StringBuilder title = new StringBuilder(text.length());
    boolean inWord = false;
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      boolean cased = Characters.isCased(point);
      if (!cased) {
        title.appendCodePoint(point);
      } else if (inWord) {
        title.append(lower(Character.toString(point)));
      } else {
        title.append(titleCase(point));
      }
      inWord = cased;
      i += Character.charCount(point);
    }
    return title.toString();
  }

  /** A text for comparisons that ignore case: letter by letter, wherever it stands in a word. */
  public static String caseFold(String text) {
    StringBuilder folded = new StringBuilder(text.length());
    text.codePoints().forEach(point -> folded.append(lower(upper(Character.toString(point)))));
    return folded.toString();
  }

  public static String swapCase(String text) {
    StringBuilder swapped = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            point -> {
              String one = Character.toString(point);
              if (Character.isUpperCase(point)) {
                swapped.append(lower(one));
              } else if (Character.isLowerCase(point)) {
                swapped.append(upper(one));
              } else {
                swapped.append(one);
              }
            });
    return swapped.toString();
  }

  /** Whether all characters, and at least one, are of a class. */
  public static boolean all(String text, IntPredicate is) {
    return !text.isEmpty() && text.codePoints().allMatch(is);
  }

  /** Whether all cased characters, and at least one, are of one case. */
  public static boolean isCase(String text, IntPredicate is) {
    int[] cased = text.codePoints().filter(Characters::isCased).toArray();
    return cased.length > 0 && Arrays.stream(cased).allMatch(is);
  }

  /** Whether runs of letters begin with a large one, and go on with small ones. */
  public static boolean isTitle(String text) {
    boolean inWord = false;
    boolean any = false;
    for (int point : text.codePoints().toArray()) {
      boolean large = Character.isUpperCase(point) || Character.isTitleCase(point);
      if (large ? inWord : Character.isLowerCase(point) && !inWord) {
        return false;
      }
      inWord = large || Character.isLowerCase(point);
      any |= inWord;
    }
    return any;
  }

  /** A text with characters on both sides to a width. */
  public static String pad(String text, long width, String fill, Ends ends, Budget budget) {
    long missing = width - length(text);
    if (missing <= 0) {
      return text;
    }
    budget.make(width);
    long left =
        switch (ends) {
          case LEFT -> missing;
          case RIGHT -> 0;
          case BOTH -> missing / 2 + (missing & width & 1);
        };
    return fill.repeat((int) left) + text + fill.repeat((int) (missing - left));
  }

  /** A text of characters that a function maps. */
  public static String map(String text, IntUnaryOperator function) {
    StringBuilder mapped = new StringBuilder(text.length());
    text.codePoints().map(function).forEach(mapped::appendCodePoint);
    return mapped.toString();
  }
}
