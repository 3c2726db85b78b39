package org.temper.data.chat;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Longs;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.temper.api.text.MarkedText.Span;
import org.temper.api.text.TextCodec;

/** The texts of special tokens, found in text: at each position the longest. */
final class SpecialTexts {
  private final TextCodec codec;
  private final List<String> longest;

  SpecialTexts(TextCodec codec) {
    this.codec = codec;
    Set<String> texts = codec.specialTokens();
    longest =
        ImmutableList.sortedCopyOf(
            Comparator.comparingInt(String::length).reversed().thenComparing(text -> text), texts);
  }

  /** The token that begins at a position. */
  Optional<Span> at(String text, int start) {
    for (String special : longest) {
      if (text.startsWith(special, start)) {
        return Optional.of(new Span(start, start + special.length()));
      }
    }
    return Optional.empty();
  }

  /** Whether a token is one that ends a sequence. */
  boolean ends(String text, Span token) {
    return Longs.asList(codec.encode(text.substring(token.start(), token.end()))).stream()
        .anyMatch(codec.endTokens()::contains);
  }

  /** All tokens of a text, in order. */
  List<Span> in(String text) {
    ImmutableList.Builder<Span> found = ImmutableList.builder();
    int i = 0;
    while (i < text.length()) {
      Optional<Span> special = at(text, i);
      special.ifPresent(found::add);
      i = special.map(Span::end).orElse(i + 1);
    }
    return found.build();
  }
}
