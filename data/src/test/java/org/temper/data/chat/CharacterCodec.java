package org.temper.data.chat;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.LongStream;
import org.temper.api.TextCodec;

/** Code points, and special tokens after them, which decode as their texts. */
final class CharacterCodec implements TextCodec {
  private static final long FIRST = Character.MAX_CODE_POINT + 1L;
  private final ImmutableList<String> special;

  CharacterCodec(String... special) {
    this.special = ImmutableList.copyOf(special);
  }

  @Override
  public long[] encode(String text) {
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < text.length(); ) {
      int at = i;
      String found =
          special.stream().filter(token -> text.startsWith(token, at)).findFirst().orElse("");
      ids.add(found.isEmpty() ? text.codePointAt(i) : FIRST + special.indexOf(found));
      i += found.isEmpty() ? Character.charCount(text.codePointAt(i)) : found.length();
    }
    return ids.stream().mapToLong(Long::longValue).toArray();
  }

  @Override
  public long[] encodePrompt(String text) {
    return encode(text);
  }

  @Override
  public String decode(long... tokens) {
    StringBuilder text = new StringBuilder();
    for (long token : tokens) {
      if (token >= FIRST) {
        text.append(special.get((int) (token - FIRST)));
      } else {
        text.appendCodePoint((int) token);
      }
    }
    return text.toString();
  }

  boolean isSpecial(long token) {
    return token >= FIRST;
  }

  @Override
  public Set<String> specialTokens() {
    return Set.copyOf(special);
  }

  @Override
  public OptionalLong beginToken() {
    return OptionalLong.empty();
  }

  @Override
  public Set<Long> endTokens() {
    return LongStream.range(FIRST, vocabularySize())
        .boxed()
        .collect(java.util.stream.Collectors.toSet());
  }

  @Override
  public long vocabularySize() {
    return FIRST + special.size();
  }
}
