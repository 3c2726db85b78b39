package org.temper.models.scoring;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.primitives.ImmutableLongArray;
import java.util.Arrays;
import org.temper.api.semantic.Continuations;

/**
 * A restriction of each state's softmax to the tokens that may come next: the logits of all others
 * are lowered until nothing is left of them.
 *
 * @param continuations what may come next
 * @param layout the states' tokens
 * @param vocabularySize V
 */
public record LegalLogits(Continuations continuations, TokenLayout layout, long vocabularySize)
    implements AddedLogits {
  // Finite, so that an entropy's 0 · log 0 is 0.
  private static final float NEVER = -1e30f;

  @Override
  public NDArray logits(NDManager scope, int from, int to) {
    int size = (int) vocabularySize;
    float[] added = none(to - from, size);
    ImmutableLongArray ids = ImmutableLongArray.copyOf(layout.ids());
    for (int state = from; state < to; state++) {
      int source = (int) layout.sources()[state];
      int first = source - (int) layout.positions()[source];
      allow(added, (state - from) * size, continuations.after(ids.subArray(first, source + 1)));
    }
    return scope.create(added, new Shape(to - from, size));
  }

  /** What allows no token, [rows · V]. */
  static float[] none(int rows, int vocabularySize) {
    float[] added = new float[Math.multiplyExact(rows, vocabularySize)];
    Arrays.fill(added, NEVER);
    return added;
  }

  /** Allows tokens of the row that begins at a place. */
  static void allow(float[] added, int row, ImmutableLongArray tokens) {
    tokens.forEach(token -> added[row + (int) token] = 0);
  }
}
