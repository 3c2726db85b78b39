package org.temper.data.chat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.temper.api.text.TextCodec;

/** Code points, and special tokens after them, which decode as their texts. */
final class CharacterCodec implements TextCodec {
  private static final long FIRST = Character.MAX_CODE_POINT + 1L;
  private final ImmutableList<String> special;
  private final ImmutableSet<Long> ends;

  /** A codec whose special tokens all end a sequence. */
  CharacterCodec(String... special) {
    this(ImmutableList.copyOf(special), Set.of(special));
  }

  CharacterCodec(List<String> special, Set<String> ends) {
    this.special = ImmutableList.copyOf(special);
    this.ends =
        ends.stream()
            .map(end -> FIRST + this.special.indexOf(end))
            .collect(ImmutableSet.toImmutableSet());
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
    return ends;
  }

  @Override
  public long vocabularySize() {
    return FIRST + special.size();
  }
}
