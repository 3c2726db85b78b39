package org.temper.models.tokenizer;

import static org.temper.models.tokenizer.JsonShape.TEXT;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.BitSet;
import java.util.Deque;

/**
 * The compiled character map of a {@code Precompiled} normalizer: bytes of a double-array trie,
 * with their number before them, and the texts that its leaves point into, each up to a zero byte.
 * Native code follows it without looking whether it leads out of the array.
 *
 * <p>Source of the layout: Yata, darts-clone; <a
 * href="https://github.com/huggingface/spm_precompiled">github.com/huggingface/spm_precompiled</a>.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record CharacterMap(int[] units, byte[] texts) {
  private static final String EXPECTED = "a character map in base64";

  static void check(String where, JsonNode node) {
    TEXT.check(where, node);
    JsonValue.check(isSound(node.textValue()), where, EXPECTED, node);
  }

  private static boolean isSound(String base64) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return false;
    }
    if (bytes.length < Integer.BYTES) {
      return false;
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int size = buffer.getInt();
    if (size < Integer.BYTES || size % Integer.BYTES != 0 || size > buffer.remaining()) {
      return false;
    }
    int[] units = new int[size / Integer.BYTES];
    for (int i = 0; i < units.length; i++) {
      units[i] = buffer.getInt();
    }
    byte[] texts = new byte[buffer.remaining()];
    buffer.get(texts);
    return isText(texts) && new CharacterMap(units, texts).staysInside();
  }

  private static boolean isText(byte[] texts) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(texts));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** Whether no text leads the search out of the units, nor a leaf out of the texts. */
  private boolean staysInside() {
    BitSet seen = new BitSet();
    Deque<Integer> open = new ArrayDeque<>();
    open.add(offset(units[0]));
    while (!open.isEmpty()) {
      int position = open.remove();
      for (int label = 1; label < 256; label++) {
        int next = position ^ label;
        if (next < 0 || next >= units.length) {
          return false;
        }
        int unit = units[next];
        if ((unit & 0x800000FF) != label) {
          continue;
        }
        int target = next ^ offset(unit);
        if ((unit >>> 8 & 1) == 1 && !isLeaf(target)) {
          return false;
        }
        if (target < 0) {
          return false;
        }
        if (!seen.get(target)) {
          seen.set(target);
          open.add(target);
        }
      }
    }
    return true;
  }

  private boolean isLeaf(int position) {
    if (position < 0 || position >= units.length) {
      return false;
    }
    int start = units[position] & 0x7FFFFFFF;
    // A byte within a character begins with the bits 10.
    return start < texts.length && (texts[start] & 0xC0) != 0x80;
  }

  private static int offset(int unit) {
    return unit >>> 10 << ((unit & 1 << 9) >>> 6);
  }
}
