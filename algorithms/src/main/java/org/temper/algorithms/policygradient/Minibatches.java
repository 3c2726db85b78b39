package org.temper.algorithms.policygradient;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.temper.api.Seeds;
import org.temper.api.TokenSequence;

/** The parts of a pass over an iteration's rows. */
public final class Minibatches {
  private static final String ORDER = "minibatch-order";

  private Minibatches() {}

  /**
   * The minibatches of a pass, each in parts that are scored at once.
   *
   * @param iteration what tells this iteration's draws from others'
   */
  public static List<List<int[]>> of(
      List<TokenSequence> rows, MinibatchConfig config, long seed, long iteration, int epoch) {
    int[] order = Seeds.permutation(rows.size(), seed, ORDER, iteration, epoch);
    int count = Math.min(config.minibatches(), rows.size());
    List<List<int[]>> minibatches = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int from = (int) ((long) rows.size() * i / count);
      int to = (int) ((long) rows.size() * (i + 1) / count);
      minibatches.add(
          RowScores.byLength(rows, Arrays.copyOfRange(order, from, to), config.rowsAtOnce()));
    }
    return minibatches;
  }
}
