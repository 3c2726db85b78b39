package org.temper.models.tokenizer;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.temper.api.text.MarkedText;

/** A marked text with its special tokens spelled otherwise, and where its characters came from. */
final class SpelledText {
  private final StringBuilder spelled = new StringBuilder();
  private final int[] origins;

  private SpelledText(int[] origins) {
    this.origins = origins;
  }

  /**
   * Spells what is a special token outside of plain spans: at each position the longest.
   *
   * @param text the text
   * @param spelling the other spellings
   * @throws IllegalArgumentException if the text has the character that marks them
   */
  static SpelledText of(MarkedText text, SpecialSpelling spelling) {
    String all = text.text();
    checkArgument(
        !all.contains(SpecialSpelling.MARK),
        "text: expected none with the private character U+10FFFD beside text that spells a special"
            + " token, got one");
    List<Map.Entry<String, String>> longest =
        spelling.spellings().entrySet().stream()
            .sorted(
                Comparator.comparingInt(
                        (Map.Entry<String, String> entry) -> entry.getKey().length())
                    .reversed())
            .toList();
    boolean[] plain = new boolean[all.length()];
    text.plain().forEach(span -> Arrays.fill(plain, span.start(), span.end(), true));
    int most = spelling.spellings().values().stream().mapToInt(String::length).max().orElse(1);
    SpelledText made = new SpelledText(new int[all.length() * most + 1]);
    int i = 0;
    while (i < all.length()) {
      int at = i;
      Map.Entry<String, String> found =
          plain[i]
              ? null
              : longest.stream()
                  .filter(entry -> all.startsWith(entry.getKey(), at))
                  .findFirst()
                  .orElse(null);
      if (found == null) {
        made.add(all.substring(i, i + 1), i);
        i++;
      } else {
        made.add(found.getValue(), i);
        i += found.getKey().length();
      }
    }
    made.origins[made.spelled.length()] = all.length();
    return made;
  }

  private void add(String text, int origin) {
    for (int i = 0; i < text.length(); i++) {
      origins[spelled.length() + i] = origin;
    }
    spelled.append(text);
  }

  String text() {
    return spelled.toString();
  }

  /** The position in the marked text of one in the spelled text. */
  int origin(int position) {
    return origins[position];
  }
}
