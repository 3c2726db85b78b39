package org.temper.algorithms.policygradient;

import com.google.common.collect.Lists;
import com.google.common.primitives.Booleans;
import com.google.common.primitives.ImmutableLongArray;
import com.google.common.primitives.Ints;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;

/**
 * Parts of sequences that go through a model at once: those of a prompt beside each other, since a
 * model may compute it once for all rows of a part, and else of like length; the longest first, so
 * that a lack of memory shows at once.
 */
public final class SequenceParts {
  private SequenceParts() {}

  /** Parts of the chosen rows. */
  static List<int[]> of(List<TokenSequence> rows, int[] chosen, int rowsAtOnce) {
    Map<ImmutableLongArray, List<Integer>> prompts =
        IntStream.of(chosen)
            .boxed()
            .sorted(Comparator.comparingInt(row -> -rows.get(row).length()))
            .collect(
                Collectors.groupingBy(
                    row -> prompt(rows.get(row)), LinkedHashMap::new, Collectors.toList()));
    List<Integer> ordered = prompts.values().stream().flatMap(List::stream).toList();
    return Lists.partition(ordered, rowsAtOnce).stream().map(Ints::toArray).toList();
  }

  private static ImmutableLongArray prompt(TokenSequence sequence) {
    int length = Booleans.indexOf(sequence.completion(), true);
    return ImmutableLongArray.copyOf(Arrays.copyOf(sequence.tokens(), length));
  }

  /**
   * What a function gives for sequences, some at a time.
   *
   * @param rowsAtOnce the most sequences of a batch
   * @param numbers gives numbers of a batch, row-major [B, T]
   * @return a row for each sequence, as long as it
   */
  public static float[][] scores(
      List<TokenSequence> sequences, int rowsAtOnce, Function<SequenceBatch, float[]> numbers) {
    float[][] scores = new float[sequences.size()][];
    int[] all = IntStream.range(0, sequences.size()).toArray();
    for (int[] part : of(sequences, all, rowsAtOnce)) {
      SequenceBatch batch = SequenceBatch.of(IntStream.of(part).mapToObj(sequences::get).toList());
      float[] values = numbers.apply(batch);
      for (int i = 0; i < part.length; i++) {
        int from = i * batch.columns();
        scores[part[i]] = Arrays.copyOfRange(values, from, from + sequences.get(part[i]).length());
      }
    }
    return scores;
  }
}
