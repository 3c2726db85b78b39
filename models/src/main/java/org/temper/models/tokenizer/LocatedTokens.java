package org.temper.models.tokenizer;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.temper.api.text.MarkedText;

/**
 * Tokens of a text and where in it they are; those of one character have its span each.
 *
 * @param ids the ids
 * @param starts where each begins (UTF-16)
 * @param ends where each ends
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record LocatedTokens(long[] ids, int[] starts, int[] ends) {

  /**
   * What native code gave, which counts code points.
   *
   * @param encoding the tokens
   * @param text the text that was encoded
   * @param origin the position in the marked text of one in that text
   */
  static LocatedTokens of(Encoding encoding, String text, IntUnaryOperator origin) {
    int[] units = new int[text.codePointCount(0, text.length()) + 1];
    int point = 0;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      units[point++] = i;
    }
    units[point] = text.length();
    CharSpan[] spans = encoding.getCharTokenSpans();
    int[] starts = new int[spans.length];
    int[] ends = new int[spans.length];
    int last = 0;
    for (int t = 0; t < spans.length; t++) {
      CharSpan span = spans[t];
      // What stands for no character is where the token before it ends.
      starts[t] = span == null ? last : origin.applyAsInt(units[span.getStart()]);
      ends[t] = span == null ? last : origin.applyAsInt(units[span.getEnd()]);
      last = ends[t];
    }
    return new LocatedTokens(encoding.getIds(), starts, ends);
  }

  /** The first token after a border; empty where a token reaches over it. */
  OptionalInt after(int border, Set<Long> special) {
    int first = 0;
    while (first < ids.length && starts[first] < border) {
      boolean within = ends[first] <= border || special.contains(ids[first]);
      if (!within) {
        return OptionalInt.empty();
      }
      first++;
    }
    return OptionalInt.of(first);
  }

  /** The ids of each part, where no token reaches over a border. */
  List<long[]> parts(MarkedText text, Set<Long> special) {
    List<long[]> parts = new ArrayList<>();
    int from = 0;
    for (int border : text.borders()) {
      int to = after(border, special).orElseThrow();
      parts.add(Arrays.copyOfRange(ids, from, to));
      from = to;
    }
    parts.add(Arrays.copyOfRange(ids, from, ids.length));
    return parts;
  }
}
