package org.temper.api.text;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import java.util.ArrayList;
import java.util.List;

/**
 * A text that is to become tokens as a whole, of which it is known where parts of it begin and what
 * in it is mere text though it spells a special token.
 *
 * @param text the text
 * @param borders where a part ends and the next begins, within the text, ascending
 * @param plain spans in which nothing is a special token, ascending, apart from one another and
 *     within one part each
 */
public record MarkedText(String text, List<Integer> borders, List<Span> plain) {

  /**
   * A stretch of a text.
   *
   * @param start the index of its first character (UTF-16)
   * @param end one more than the index of its last
   */
  public record Span(int start, int end) {
    /** Checks the order. */
    public Span {
      checkArgument(start >= 0 && start <= end, "end: expected at least %s, got %s", start, end);
    }

    private Span moved(int by) {
      return new Span(start + by, end + by);
    }
  }

  /**
   * Copies, sorts the borders and checks that all is within the text.
   *
   * @throws IllegalArgumentException if it is not
   */
  public MarkedText {
    borders = ImmutableSortedSet.copyOf(borders).asList();
    plain = ImmutableList.copyOf(plain);
    for (int border : borders) {
      checkArgument(
          border > 0 && border < text.length(),
          "borders: expected positions within %s characters, got %s",
          text.length(),
          border);
    }
    int last = 0;
    for (Span span : plain) {
      checkArgument(
          span.start() >= last && span.end() <= text.length(),
          "plain: expected spans in order within %s characters, got %s",
          text.length(),
          span);
      last = span.end();
    }
  }

  /**
   * Text without marks.
   *
   * @param text the text
   * @return one part
   */
  public static MarkedText of(String text) {
    return new MarkedText(text, ImmutableList.of(), ImmutableList.of());
  }

  /**
   * The end of this text, after another.
   *
   * @param before what stands before it, as a part of its own; may be empty
   * @param start where the end begins
   * @return the text with its marks
   */
  public MarkedText from(String before, int start) {
    int by = before.length() - start;
    List<Integer> moved = new ArrayList<>();
    if (!before.isEmpty() && start < text.length()) {
      moved.add(before.length());
    }
    borders.stream().filter(border -> border > start).forEach(border -> moved.add(border + by));
    return new MarkedText(
        before + text.substring(start),
        moved,
        plain.stream().filter(s -> s.start() >= start).map(s -> s.moved(by)).toList());
  }

  /**
   * The beginning of this text.
   *
   * @param end where it ends
   * @return the text with its marks
   */
  public MarkedText until(int end) {
    return new MarkedText(
        text.substring(0, end),
        borders.stream().filter(border -> border < end).toList(),
        plain.stream().filter(span -> span.end() <= end).toList());
  }

  /**
   * The parts.
   *
   * @return one more than there are borders; their texts make up the text
   */
  public List<MarkedText> parts() {
    ImmutableList.Builder<MarkedText> parts = ImmutableList.builder();
    int start = 0;
    for (int border : borders) {
      parts.add(until(border).from("", start));
      start = border;
    }
    return parts.add(from("", start)).build();
  }
}
