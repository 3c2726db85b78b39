package org.temper.cli.text;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;
import org.temper.data.Split;

/** Documents of text files. */
public final class TextFiles {
  private TextFiles() {}

  /**
   * How many items to hold out.
   *
   * @param items how many there are
   * @param share the share to hold out
   * @return at least 1 where the share is above 0 and there are two items, and at most half of them
   * @throws IllegalArgumentException if the share is not from 0 to 0.5
   */
  public static int heldOutCount(int items, double share) {
    checkArgument(
        share >= 0 && share <= 0.5, "--held-out: expected a share from 0 to 0.5, got %s", share);
    return share == 0 ? 0 : (int) Math.min(items / 2, Math.max(1, Math.round(items * share)));
  }

  /**
   * Holds out the end of a text: documents beside one another are often parts of one whole, which a
   * random choice would tear apart.
   *
   * @param documents the documents in the order of the text
   * @param heldOut how many to hold out, fewer than there are
   * @param <T> what a document is
   * @return the split
   */
  public static <T> Split<T> holdOutEnd(List<T> documents, int heldOut) {
    int trained = documents.size() - heldOut;
    return new Split<>(documents.subList(0, trained), documents.subList(trained, documents.size()));
  }

  /**
   * The first words of a text.
   *
   * @param text any text
   * @param words how many, at least 1
   * @return the words with one space between them
   */
  public static String firstWords(String text, int words) {
    String[] parts = text.strip().split("\\s+", words + 1);
    return String.join(" ", List.of(parts).subList(0, Math.min(words, parts.length)));
  }
}
