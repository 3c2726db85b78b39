package org.temper.samplers;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.Collection;
import java.util.function.Function;

/** Text that ends a completion. */
public final class StopStrings {
  // A tail of a completion may decode to other first characters than it has within the whole:
  // a stripped space, or bytes of a character whose first byte is cut off.
  private static final int SLACK = 8;

  private final ImmutableList<String> strings;
  private final Function<long[], String> decode;
  private final int longest;
  private int start;

  /** Watches one completion. */
  StopStrings(ImmutableList<String> strings, Function<long[], String> decode) {
    this.strings = strings;
    this.decode = decode;
    this.longest = strings.stream().mapToInt(String::length).max().orElse(0);
  }

  /**
   * Text up to the first stop string in it.
   *
   * @param text a completion's text
   * @param stopStrings the stop strings
   * @return what stands before the first position where any of them begins; the text itself where
   *     there is none
   */
  public static String textBefore(String text, Collection<String> stopStrings) {
    int end = text.length();
    for (String stop : stopStrings) {
      int at = text.indexOf(stop);
      if (at >= 0) {
        end = Math.min(end, at);
      }
    }
    return text.substring(0, end);
  }

  /** Whether the completion contains a stop string; to be asked after each of its tokens. */
  boolean isIn(long[] tokens) {
    if (strings.isEmpty()) {
      return false;
    }
    String tail = decode(tokens, start);
    if (contains(tail)) {
      return start == 0 || contains(decode(tokens, 0));
    }
    // Decoding all tokens each time would be quadratic, so the watched tail is halved when long.
    if (tail.length() > 4 * (longest + SLACK)) {
      int middle = (start + tokens.length) >>> 1;
      if (decode(tokens, middle).length() >= longest + SLACK) {
        start = middle;
      }
    }
    return false;
  }

  private boolean contains(String text) {
    return strings.stream().anyMatch(text::contains);
  }

  private String decode(long[] tokens, int from) {
    return decode.apply(Arrays.copyOfRange(tokens, from, tokens.length));
  }
}
