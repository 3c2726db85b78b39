package org.temper.models.merge;

import java.io.IOException;

/** The pieces of a tensor, or of all tensors, in order; they can be gone through again. */
@FunctionalInterface
interface Pieces {

  /** What is done with each piece. */
  @FunctionalInterface
  interface Visitor {
    void visit(Piece piece) throws IOException;
  }

  void forEach(Visitor visitor) throws IOException;
}
