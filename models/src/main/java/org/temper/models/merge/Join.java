package org.temper.models.merge;

import java.io.IOException;

/** The numbers of a tensor as they are once joined, piece by piece. */
@FunctionalInterface
interface Join {

  /**
   * Joins a piece.
   *
   * @param piece the numbers of base and experts
   * @param into where the results go, as many as the piece has
   */
  void join(Piece piece, double[] into);

  /** What a method needs to know of a tensor before it can join it. */
  @FunctionalInterface
  interface OfTensor {
    Join of(String tensor, Pieces pieces) throws IOException;
  }
}
