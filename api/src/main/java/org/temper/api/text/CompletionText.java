package org.temper.api.text;

import com.google.common.primitives.Longs;
import java.util.Arrays;
import java.util.List;

/** Completions between text and token ids, each in the context of what stands before it. */
final class CompletionText {
  /** What a completion is encoded after where it merges with its own prompt. */
  private static final List<String> ANCHORS = List.of("\n", ".", "a", "0", "|");

  private CompletionText() {}

  static long[] encode(TextCodec codec, String prompt, long[] before, String completion) {
    long[] whole = codec.encodePrompt(prompt + completion);
    if (isPrefix(before, whole)) {
      return Arrays.copyOfRange(whole, before.length, whole.length);
    }
    long[] alone = codec.encode(completion);
    String text = codec.decode(whole);
    if (codec.decode(Longs.concat(before, alone)).equals(text)) {
      return alone;
    }
    for (String anchor : ANCHORS) {
      long[] start = codec.encodePrompt(anchor);
      long[] anchored = codec.encodePrompt(anchor + completion);
      if (isPrefix(start, anchored)) {
        long[] tokens = Arrays.copyOfRange(anchored, start.length, anchored.length);
        if (codec.decode(Longs.concat(before, tokens)).equals(text)) {
          return tokens;
        }
      }
    }
    return alone;
  }

  static String decode(TextCodec codec, long[] context, long[] tokens) {
    String before = codec.decode(context);
    String all = codec.decode(Longs.concat(context, tokens));
    int shared = 0;
    while (shared < Math.min(before.length(), all.length())
        && before.charAt(shared) == all.charAt(shared)) {
      shared++;
    }
    boolean halved =
        shared > 0 && shared < all.length() && Character.isLowSurrogate(all.charAt(shared));
    return all.substring(halved ? shared - 1 : shared);
  }

  private static boolean isPrefix(long[] prefix, long[] ids) {
    return prefix.length <= ids.length
        && Arrays.equals(prefix, 0, prefix.length, ids, 0, prefix.length);
  }
}
