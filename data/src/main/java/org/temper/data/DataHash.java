package org.temper.data;

import java.util.List;
import java.util.function.ToLongFunction;
import org.temper.api.ComparisonBatch.Comparison;
import org.temper.api.ComparisonBatch.Group;
import org.temper.api.ContentHash;
import org.temper.api.LabeledBatch.Labeled;
import org.temper.api.PreferenceBatch.Pair;
import org.temper.api.TokenSequence;
import org.temper.data.lists.StoredList;

/**
 * Hashes of examples by their contents and order, whatever file they came from: what a resumed run
 * knows its data by. That of a list is made of those of its examples, which a {@link StoredList}
 * remembers, and is 16 hexadecimal digits, as {@link ContentHash#digits} gives them.
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
    return of(sequences, DataHash::of);
  }

  /**
   * A hash of preference pairs.
   *
   * @param pairs the pairs
   * @return the hash of their sequences
   */
  public static String ofPairs(List<Pair> pairs) {
    return of(pairs, DataHash::of);
  }

  /**
   * A hash of compared completions.
   *
   * @param groups the groups
   * @return the hash of their sequences and comparisons
   */
  public static String ofGroups(List<Group> groups) {
    return of(groups, DataHash::of);
  }

  /**
   * A hash of labeled sequences.
   *
   * @param examples the examples
   * @return the hash of their sequences and labels
   */
  public static String ofLabeled(List<Labeled> examples) {
    return of(examples, DataHash::of);
  }

  /**
   * A hash of a sequence.
   *
   * @param sequence the sequence
   * @return 64 bits
   */
  public static long of(TokenSequence sequence) {
    return new ContentHash().add(sequence).bits();
  }

  /**
   * A hash of a preference pair.
   *
   * @param pair the pair
   * @return 64 bits
   */
  public static long of(Pair pair) {
    return new ContentHash().add(pair.chosen()).add(pair.rejected()).bits();
  }

  /**
   * A hash of compared completions.
   *
   * @param group the completions
   * @return 64 bits
   */
  public static long of(Group group) {
    ContentHash hash = new ContentHash().add(group.sequences().size());
    group.sequences().forEach(hash::add);
    hash.add(group.comparisons().size());
    for (Comparison comparison : group.comparisons()) {
      hash.add(comparison.chosen()).add(comparison.rejected()).add(comparison.margin());
    }
    return hash.bits();
  }

  /**
   * A hash of a labeled sequence.
   *
   * @param example the sequence
   * @return 64 bits
   */
  public static long of(Labeled example) {
    return new ContentHash().add(example.sequence()).add(example.label()).bits();
  }

  private static <E> String of(List<E> examples, ToLongFunction<E> hashOfOne) {
    ContentHash hash = new ContentHash().add(examples.size());
    if (examples instanceof StoredList<E> stored) {
      for (int i = 0; i < stored.size(); i++) {
        hash.add(stored.hash(i));
      }
    } else {
      examples.forEach(example -> hash.add(hashOfOne.applyAsLong(example)));
    }
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
