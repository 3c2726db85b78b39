package org.temper.algorithms.policygradient;

import ai.djl.ndarray.NDArray;
import com.google.common.collect.Lists;
import com.google.common.primitives.Ints;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.temper.api.Policy;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenOutput;
import org.temper.api.TokenScores;
import org.temper.api.TokenSequence;

/** What models say of rows, some at a time, without a graph. */
public final class RowScores {
  private RowScores() {}

  /** Log-probabilities of the policy's own tokens. */
  public static TokenTable logProbs(Policy policy, List<TokenSequence> rows, int rowsAtOnce) {
    return of(policy, rows, rowsAtOnce, Set.of(), TokenScores::tokenLogProbs);
  }

  /** Values of the states in which the policy's own tokens were chosen. */
  public static TokenTable values(Policy policy, List<TokenSequence> rows, int rowsAtOnce) {
    return of(policy, rows, rowsAtOnce, Set.of(TokenOutput.VALUE), TokenScores::values);
  }

  private static TokenTable of(
      Policy policy,
      List<TokenSequence> rows,
      int rowsAtOnce,
      Set<TokenOutput> outputs,
      Function<TokenScores, NDArray> output) {
    return of(
        rows,
        rowsAtOnce,
        batch -> {
          try (TokenScores scores = policy.evaluate(batch, outputs)) {
            return output.apply(scores).toFloatArray();
          }
        });
  }

  /** Numbers that a function gives batches, row-major [B, T]. */
  public static TokenTable of(
      List<TokenSequence> rows, int rowsAtOnce, Function<SequenceBatch, float[]> numbers) {
    float[][] table = new float[rows.size()][];
    for (int[] part : byLength(rows, IntStream.range(0, rows.size()).toArray(), rowsAtOnce)) {
      SequenceBatch batch = SequenceBatch.of(IntStream.of(part).mapToObj(rows::get).toList());
      float[] values = numbers.apply(batch);
      for (int i = 0; i < part.length; i++) {
        float[] row = new float[rows.get(part[i]).length()];
        System.arraycopy(values, i * batch.columns(), row, 0, row.length);
        table[part[i]] = row;
      }
    }
    return new TokenTable(table);
  }

  /** Parts of rows of like length, the longest first, so that a lack of memory shows at once. */
  public static List<int[]> byLength(List<TokenSequence> rows, int[] chosen, int rowsAtOnce) {
    List<Integer> ordered =
        IntStream.of(chosen)
            .boxed()
            .sorted(Comparator.comparingInt(row -> -rows.get(row).length()))
            .toList();
    return Lists.partition(ordered, rowsAtOnce).stream().map(Ints::toArray).toList();
  }
}
