package org.temper.data.chat;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;

/**
 * A conversation as its template wrote it.
 *
 * @param text the text
 * @param generated the parts that stood in {@code {% generation %}} blocks, in order; they do not
 *     overlap
 * @param unlocated how many such blocks wrote into a variable, a filter or a recursive loop, so
 *     that where their text went is unknown: they are not among {@code generated}
 */
public record RenderedChat(String text, ImmutableList<Span> generated, int unlocated) {
  /**
   * A part of a text.
   *
   * @param start the index of its first UTF-16 unit
   * @param end the index after its last
   */
  public record Span(int start, int end) {
    /**
     * Checks the order.
     *
     * @throws IllegalArgumentException if {@code start} is negative or after {@code end}
     */
    public Span {
      checkArgument(
          0 <= start && start <= end, "span: expected 0 <= start <= end, got %s, %s", start, end);
    }

    /**
     * What stands there.
     *
     * @param text the text
     * @return a part of it
     */
    public String of(String text) {
      return text.substring(start, end);
    }
  }
}
