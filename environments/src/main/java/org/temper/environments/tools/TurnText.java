package org.temper.environments.tools;

import com.google.common.primitives.Longs;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.temper.api.text.TextCodec;

/** The text of turns, with special tokens as they are spelled, which codecs leave out. */
final class TurnText {
  private final TextCodec codec;
  private final Map<Long, String> special = new HashMap<>();

  TurnText(TextCodec codec) {
    this.codec = codec;
    for (String text : codec.specialTokens()) {
      long[] ids = codec.encode(text);
      if (ids.length == 1) {
        special.put(ids[0], text);
      }
    }
  }

  /** What a turn says as it stands after the tokens before it, the token that ends it left out. */
  String of(long[] before, long[] turn) {
    StringBuilder text = new StringBuilder();
    int end = ends(turn) ? turn.length - 1 : turn.length;
    long[] all = Longs.concat(before, turn);
    int from = 0;
    for (int i = 0; i <= end; i++) {
      boolean spelled = i < end && special.containsKey(turn[i]);
      if (i < end && !spelled) {
        continue;
      }
      if (from < i) {
        long[] context = Arrays.copyOf(all, before.length + from);
        text.append(codec.decodeAfter(context, Arrays.copyOfRange(turn, from, i)));
      }
      if (spelled) {
        text.append(special.get(turn[i]));
      }
      from = i + 1;
    }
    return text.toString();
  }

  /** Whether a turn ends with a token that ends turns: any special one where none is known to. */
  boolean ends(long[] turn) {
    if (turn.length == 0) {
      return false;
    }
    long last = turn[turn.length - 1];
    return codec.endTokens().isEmpty()
        ? special.containsKey(last)
        : codec.endTokens().contains(last);
  }
}
