package org.temper.samplers;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Longs;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.LongStream;
import org.temper.api.text.TextCodec;

/**
 * Text that ends a completion: as it stands in the completion's text, or, where it spells special
 * tokens, which have no text, as their ids.
 */
public final class StopStrings {
  // A tail of a completion may decode to other first characters than it has within the whole:
  // a stripped space, or bytes of a character whose first byte is cut off.
  private static final int SLACK = 8;

  /** Tokens before a tail that tell how it begins, such as whether with a space. */
  private static final int CONTEXT = 16;

  private final ImmutableList<String> strings;
  private final ImmutableList<long[]> special;
  private final TextCodec codec;
  private final long[] before;
  private final int longest;
  private int start;

  /** Watches one completion, which follows the given tokens. */
  StopStrings(ImmutableList<String> strings, TextCodec codec, long[] before) {
    this.strings = strings;
    this.codec = codec;
    this.before = before;
    this.longest = strings.stream().mapToInt(String::length).max().orElse(0);
    this.special =
        strings.stream()
            .map(codec::encode)
            .filter(ids -> LongStream.of(ids).anyMatch(this::isWithoutText))
            .collect(toImmutableList());
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
    if (special.stream().anyMatch(ids -> endsWith(tokens, ids))) {
      return true;
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
    long[] all = Longs.concat(before, tokens);
    int border = before.length + from;
    int context = Math.min(border, CONTEXT);
    while (context < border
        && codec.decode(Arrays.copyOfRange(all, border - context, border)).isEmpty()) {
      context = Math.min(border, 2 * context);
    }
    return codec.decodeAfter(
        Arrays.copyOfRange(all, border - context, border),
        Arrays.copyOfRange(all, border, all.length));
  }

  private static boolean endsWith(long[] tokens, long[] ids) {
    return tokens.length >= ids.length
        && Arrays.equals(tokens, tokens.length - ids.length, tokens.length, ids, 0, ids.length);
  }

  /** Whether a token is a special one, which decoding leaves out wherever it stands. */
  private boolean isWithoutText(long token) {
    long[] letter = codec.encode("a");
    return token >= 0
        && codec
            .decode(Longs.concat(letter, new long[] {token}, letter))
            .equals(codec.decode(Longs.concat(letter, letter)));
  }
}
