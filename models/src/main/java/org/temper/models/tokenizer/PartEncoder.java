package org.temper.models.tokenizer;

import ai.djl.huggingface.tokenizers.Encoding;
import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.temper.api.text.MarkedText;

/**
 * An encoder of marked text, each part to itself.
 *
 * @param usual encodes text in which special tokens are tokens
 * @param respelled encodes text in which they are tokens by their other spelling alone
 * @param spelling the other spellings
 * @param special ids of special tokens, which may take the white space beside them
 */
public record PartEncoder(
    Function<String, Encoding> usual,
    Function<String, Encoding> respelled,
    SpecialSpelling spelling,
    Set<Long> special) {

  /** What text is encoded after where its tokens reach over the border before it. */
  private static final List<String> ANCHORS = List.of("\n", ".", "a", "0", "|");

  /** Copies the ids. */
  public PartEncoder {
    special = Set.copyOf(special);
  }

  /**
   * Encodes a text.
   *
   * @param text the text
   * @return ids of each part
   */
  public List<long[]> encode(MarkedText text) {
    LocatedTokens tokens = locate(text);
    for (int border : text.borders()) {
      if (tokens.after(border, special).isEmpty()) {
        return ImmutableList.<long[]>builder()
            .addAll(encode(text.until(border)))
            .addAll(encodeAlone(text, border))
            .build();
      }
    }
    return tokens.parts(text, special);
  }

  /** The rest of a text, as it is encoded after something that it does not merge with. */
  private List<long[]> encodeAlone(MarkedText text, int start) {
    for (String anchor : ANCHORS) {
      MarkedText anchored = text.from(anchor, start);
      OptionalInt first = locate(anchored).after(anchor.length(), special);
      if (first.isPresent()) {
        List<long[]> parts = encode(anchored);
        return parts.subList(1, parts.size());
      }
    }
    return encode(text.from("", start));
  }

  private LocatedTokens locate(MarkedText text) {
    if (text.plain().isEmpty()) {
      return LocatedTokens.of(usual.apply(text.text()), text.text(), position -> position);
    }
    SpelledText spelled = SpelledText.of(text, spelling);
    return LocatedTokens.of(respelled.apply(spelled.text()), spelled.text(), spelled::origin);
  }
}
