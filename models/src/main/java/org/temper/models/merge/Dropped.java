package org.temper.models.merge;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongPredicate;
import org.temper.models.merge.methods.Dare;

/** The numbers of a tensor's task vectors that were not dropped, scaled up. */
final class Dropped implements Sparsity {
  /** Below this, norms are too small to be divided by; as in mergekit. */
  private static final double SMALLEST_NORM = 1e-7;

  private final ImmutableList<LongPredicate> kept;
  private final double[] factors;

  private Dropped(List<LongPredicate> kept, double[] factors) {
    this.kept = ImmutableList.copyOf(kept);
    this.factors = factors;
  }

  /**
   * What is kept of a tensor.
   *
   * @param method how it is scaled up
   * @param kept whether the number at an index is kept, for each expert
   * @param tensor its numbers
   */
  static Dropped of(Dare method, List<LongPredicate> kept, Pieces tensor) throws IOException {
    double[] factors = new double[kept.size()];
    switch (method.rescale()) {
      case EXPECTATION -> Arrays.fill(factors, 1 / (1 - method.drop()));
      case L1_NORM -> {
        double[] before = new double[factors.length];
        double[] after = new double[factors.length];
        tensor.forEach(piece -> addNorms(piece, kept, before, after));
        for (int e = 0; e < factors.length; e++) {
          boolean small = before[e] < SMALLEST_NORM || after[e] < SMALLEST_NORM;
          factors[e] = small ? 1 : before[e] / after[e];
        }
      }
    }
    return new Dropped(kept, factors);
  }

  @Override
  public void factors(Piece piece, int expert, double[] into) {
    LongPredicate keeps = kept.get(expert);
    for (int i = 0; i < piece.count(); i++) {
      into[i] = keeps.test(piece.start() + i) ? factors[expert] : 0;
    }
  }

  private static void addNorms(
      Piece piece, List<LongPredicate> kept, double[] before, double[] after) {
    for (int e = 0; e < before.length; e++) {
      LongPredicate keeps = kept.get(e);
      for (int i = 0; i < piece.count(); i++) {
        double magnitude = Math.abs(piece.difference(e, i));
        before[e] += magnitude;
        after[e] += keeps.test(piece.start() + i) ? magnitude : 0;
      }
    }
  }
}
