package org.temper.models.merge;

import java.util.Arrays;

/** The weight of each number of a task vector: 0 where it was trimmed or dropped. */
@FunctionalInterface
interface Sparsity {

  /**
   * The factors of a piece.
   *
   * @param piece the numbers
   * @param expert whose task vector
   * @param into where they go, as many as the piece has
   */
  void factors(Piece piece, int expert, double[] into);

  /** Nothing is left out. */
  static Sparsity none() {
    return (piece, expert, into) -> Arrays.fill(into, 0, piece.count(), 1);
  }
}
