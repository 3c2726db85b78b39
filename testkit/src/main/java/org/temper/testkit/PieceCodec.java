package org.temper.testkit;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.temper.api.text.TextCodec;

/**
 * Characters below 128, special tokens, which are left out of text, and pieces of text that are
 * never encoded but may be sampled: what is written with them is not how the codec would spell it.
 */
public final class PieceCodec implements TextCodec {
  private static final long FIRST = 128;

  private final ImmutableList<String> special;
  private final ImmutableList<String> pieces;

  /**
   * A codec.
   *
   * @param special the texts of special tokens, the first of which ends a turn; ids from 128
   * @param pieces the texts of pieces; ids after these
   */
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
    return text(tokens, token -> "");
  }

  /**
   * Text of token ids, special tokens spelled.
   *
   * @param tokens the ids
   * @return the text
   */
  public String spell(long... tokens) {
    return text(tokens, token -> token);
  }

  private String text(long[] tokens, UnaryOperator<String> ofSpecial) {
    StringBuilder text = new StringBuilder();
    for (long token : tokens) {
      if (token < FIRST) {
        text.append((char) token);
      } else if (token < FIRST + special.size()) {
        text.append(ofSpecial.apply(special.get((int) (token - FIRST))));
      } else {
        text.append(pieces.get((int) (token - FIRST) - special.size()));
      }
    }
    return text.toString();
  }

  /**
   * The token that a piece is.
   *
   * @param index its position among the pieces
   * @return its id
   */
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
    return Set.of(FIRST);
  }

  @Override
  public long vocabularySize() {
    return FIRST + special.size() + pieces.size();
  }
}
