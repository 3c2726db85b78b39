package org.temper.data.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.temper.api.ComparisonBatch.Comparison;
import org.temper.api.ComparisonBatch.Group;
import org.temper.api.LabeledBatch.Labeled;
import org.temper.api.PreferenceBatch.Pair;
import org.temper.api.TokenSequence;
import org.temper.data.DataHash;

/**
 * A format of examples as bytes.
 *
 * @param name what the format is known by
 * @param write writes an example
 * @param read reads what was written
 * @param tokens tokens of an example as it is scored, padding included
 * @param rows sequences of an example
 * @param hash a hash of an example, as {@link DataHash} makes it
 * @param <E> what an example is
 */
public record ExampleFormat<E>(
    String name,
    BiConsumer<ExampleBytes, E> write,
    Function<ExampleReader, E> read,
    ToIntFunction<E> tokens,
    ToIntFunction<E> rows,
    ToLongFunction<E> hash) {

  /** Single sequences. */
  public static final ExampleFormat<TokenSequence> SEQUENCES =
      new ExampleFormat<>(
          "sequences",
          ExampleBytes::sequence,
          ExampleReader::sequence,
          TokenSequence::length,
          sequence -> 1,
          DataHash::of);

  /** Preference pairs. */
  public static final ExampleFormat<Pair> PAIRS =
      new ExampleFormat<>(
          "pairs",
          (bytes, pair) -> bytes.sequence(pair.chosen()).sequence(pair.rejected()),
          bytes -> new Pair(bytes.sequence(), bytes.sequence()),
          Pair::paddedTokens,
          pair -> 2,
          DataHash::of);

  /** Compared completions. */
  public static final ExampleFormat<Group> GROUPS =
      new ExampleFormat<>(
          "groups",
          ExampleFormat::writeGroup,
          ExampleFormat::readGroup,
          Group::paddedTokens,
          group -> group.sequences().size(),
          DataHash::of);

  /** Sequences with numbers. */
  public static final ExampleFormat<Labeled> LABELED =
      new ExampleFormat<>(
          "labeled",
          (bytes, labeled) -> bytes.sequence(labeled.sequence()).number(labeled.label()),
          bytes -> new Labeled(bytes.sequence(), bytes.number()),
          labeled -> labeled.sequence().length(),
          labeled -> 1,
          DataHash::of);

  private static void writeGroup(ExampleBytes bytes, Group group) {
    bytes.count(group.sequences().size());
    group.sequences().forEach(bytes::sequence);
    bytes.count(group.comparisons().size());
    for (Comparison comparison : group.comparisons()) {
      bytes.count(comparison.chosen()).count(comparison.rejected()).number(comparison.margin());
    }
  }

  private static Group readGroup(ExampleReader bytes) {
    List<TokenSequence> sequences = new ArrayList<>();
    for (int left = bytes.count(); left > 0; left--) {
      sequences.add(bytes.sequence());
    }
    List<Comparison> comparisons = new ArrayList<>();
    for (int left = bytes.count(); left > 0; left--) {
      comparisons.add(new Comparison(bytes.count(), bytes.count(), bytes.number()));
    }
    return new Group(sequences, comparisons);
  }
}
