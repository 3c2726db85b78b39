package org.temper.environments;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.temper.api.TextCodec;

/**
 * Characters below 128, special tokens, which are left out of text, and pieces of text that are
 * never encoded but may be sampled: what is written with them is not how the codec would spell it.
 */
public final class PieceCodec implements TextCodec {
  private static final int FIRST = 128;
  private final ImmutableList<String> special;
  private final ImmutableList<String> pieces;

  public PieceCodec(List<String> special, List<String> pieces) {
    this.special = ImmutableList.copyOf(special);
    this.pieces = ImmutableList.copyOf(pieces);
  }

  @Override
  public long[] encode(String text) {
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < text.length(); ) {
      int at = i;
      String found =
          special.stream().filter(token -> text.startsWith(token, at)).findFirst().orElse("");
      char character = text.charAt(i);
      ids.add(
          found.isEmpty()
              ? (long) (character < FIRST ? character : '?')
              : FIRST + special.indexOf(found));
      i += found.isEmpty() ? 1 : found.length();
    }
    return ids.stream().mapToLong(Long::longValue).toArray();
  }

  @Override
  public long[] encodePrompt(String text) {
    return encode(text);
  }

  @Override
  public String decode(long... tokens) {
    return text(tokens, "");
  }

  /** The text with special tokens spelled. */
  public String spell(long... tokens) {
    return text(tokens, null);
  }

  private String text(long[] tokens, @org.jspecify.annotations.Nullable String ofSpecial) {
    StringBuilder text = new StringBuilder();
    for (long token : tokens) {
      if (token < FIRST) {
        text.append((char) token);
      } else if (token < FIRST + special.size()) {
        String spelled = special.get((int) token - FIRST);
        text.append(ofSpecial == null ? spelled : ofSpecial);
      } else {
        text.append(pieces.get((int) token - FIRST - special.size()));
      }
    }
    return text.toString();
  }

  /** The token that a piece is. */
  public long piece(int index) {
    return FIRST + special.size() + index;
  }

  @Override
  public Set<String> specialTokens() {
    return Set.copyOf(special);
  }

  @Override
  public OptionalLong beginToken() {
    return OptionalLong.empty();
  }

  /** The first special token. */
  @Override
  public Set<Long> endTokens() {
    return Set.of((long) FIRST);
  }

  @Override
  public long vocabularySize() {
    return FIRST + special.size() + pieces.size();
  }
}
