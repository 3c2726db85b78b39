package org.temper.data;

import java.util.List;
import org.temper.api.ComparisonBatch.Comparison;
import org.temper.api.ComparisonBatch.Group;
import org.temper.api.ContentHash;
import org.temper.api.LabeledBatch.Labeled;
import org.temper.api.PreferenceBatch.Pair;
import org.temper.api.TokenSequence;
import org.temper.data.lists.StoredList;

/**
 * Hashes of examples by their contents and order, whatever file they came from: what a resumed run
 * knows its data by. Each is 16 hexadecimal digits, as {@link ContentHash#digits} gives them. A {@link
 * StoredList} knows its own, which is another than that of the same examples in memory.
 */
public final class DataHash {

  private DataHash() {}

  /**
   * A hash of sequences.
   *
   * @param sequences the sequences
   * @return the hash of their token ids and completion flags
   */
  public static String ofSequences(List<TokenSequence> sequences) {
    if (sequences instanceof StoredList<?> stored) {
      return stored.contents();
    }
    ContentHash hash = new ContentHash().add(sequences.size());
    sequences.forEach(hash::add);
    return hash.digits();
  }

  /**
   * A hash of preference pairs.
   *
   * @param pairs the pairs
   * @return the hash of their sequences
   */
  public static String ofPairs(List<Pair> pairs) {
    if (pairs instanceof StoredList<?> stored) {
      return stored.contents();
    }
    ContentHash hash = new ContentHash().add(pairs.size());
    pairs.forEach(pair -> hash.add(pair.chosen()).add(pair.rejected()));
    return hash.digits();
  }

  /**
   * A hash of compared completions.
   *
   * @param groups the groups
   * @return the hash of their sequences and comparisons
   */
  public static String ofGroups(List<Group> groups) {
    if (groups instanceof StoredList<?> stored) {
      return stored.contents();
    }
    ContentHash hash = new ContentHash().add(groups.size());
    for (Group group : groups) {
      hash.add(group.sequences().size());
      group.sequences().forEach(hash::add);
      hash.add(group.comparisons().size());
      for (Comparison comparison : group.comparisons()) {
        hash.add(comparison.chosen()).add(comparison.rejected()).add(comparison.margin());
      }
    }
    return hash.digits();
  }

  /**
   * A hash of labeled sequences.
   *
   * @param examples the examples
   * @return the hash of their sequences and labels
   */
  public static String ofLabeled(List<Labeled> examples) {
    if (examples instanceof StoredList<?> stored) {
      return stored.contents();
    }
    ContentHash hash = new ContentHash().add(examples.size());
    examples.forEach(example -> hash.add(example.sequence()).add(example.label()));
    return hash.digits();
  }

  /**
   * A hash of texts.
   *
   * @param records prompts with their completions
   * @return the hash of both
   */
  public static String ofTexts(List<PromptCompletion> records) {
    ContentHash hash = new ContentHash().add(records.size());
    records.forEach(record -> hash.add(record.prompt()).add(record.completion()));
    return hash.digits();
  }
}
