package org.temper.data.chat;

import com.google.common.collect.ImmutableList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.temper.api.MarkedText.Span;

/** The texts of special tokens, found in text: at each position the longest. */
final class SpecialTexts {
  private final List<String> longest;

  SpecialTexts(Set<String> texts) {
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
