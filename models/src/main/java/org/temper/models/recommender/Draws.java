package org.temper.models.recommender;

import static org.temper.models.kernel.Kernel.Argument.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.temper.models.kernel.Kernel;
import org.temper.models.scoring.TokenLayout;

/**
 * Random numbers of one pass that is trained on: dropout's masks, and negatives behind them. They
 * follow from the options' seed and the batch's items, whatever other threads draw; libtorch's
 * process-wide generator is neither read nor moved.
 *
 * <p>On the CPU they are those of {@code torch.dropout} and {@code torch.randint} after {@code
 * torch.manual_seed}.
 */
final class Draws {
  private final Source source;
  private final TokenLayout layout;
  private final int rows;
  private final int negatives;
  private @Nullable NDList drawn;

  private Draws(Source source, TokenLayout layout, int rows, int negatives) {
    this.source = source;
    this.layout = layout;
    this.rows = rows;
    this.negatives = negatives;
  }

  /**
   * What the activations are multiplied by.
   *
   * @param scope owner of whatever is drawn, for this pass
   * @return float32 [N, width] of 0 and 1 / (1 − dropout), one for each of the layers' widths;
   *     empty arrays without dropout
   */
  List<NDArray> masks(NDManager scope) {
    return source.dropout == 0 ? source.noMasks : drawn(scope).subList(0, source.widths.size());
  }

  /**
   * Items drawn uniformly, with the same owner.
   *
   * @return int64 [rows, n]
   */
  NDArray negatives(NDManager scope) {
    NDList all = drawn(scope);
    return all.get(all.size() - 1);
  }

  private NDList drawn(NDManager scope) {
    NDList known = drawn;
    if (known == null) {
      long[] numbers = {ItemLayout.hash(layout, source.seed), layout.ids().length, rows, negatives};
      try (NDArray order = scope.create(numbers)) {
        known = source.kernel.call(scope, "draw", tensor(order));
      }
      drawn = known;
    }
    return known;
  }

  /** A recommender's compiled draws. */
  static final class Source implements AutoCloseable {
    private final Kernel kernel;
    private final ImmutableList<Long> widths;
    private final double dropout;
    private final long seed;
    private final List<NDArray> noMasks;

    private Source(
        Kernel kernel,
        ImmutableList<Long> widths,
        double dropout,
        long seed,
        List<NDArray> noMasks) {
      this.kernel = kernel;
      this.widths = widths;
      this.dropout = dropout;
      this.seed = seed;
      this.noMasks = noMasks;
    }

    /**
     * Compiles.
     *
     * @param widths how wide the activations are that the layers drop from, in order
     */
    static Source compile(
        NDManager manager, long items, ImmutableList<Long> widths, RecommenderOptions options) {
      Kernel kernel =
          Kernel.compile(
              manager,
              Draws.class,
              List.of("draws.py"),
              ImmutableMap.of(
                  "dropout",
                  options.dropout(),
                  "items",
                  items,
                  "widths",
                  options.dropout() == 0 ? List.of() : widths));
      NDArray none = manager.zeros(new Shape(0));
      return new Source(
          kernel,
          widths,
          options.dropout(),
          options.seed(),
          Collections.nCopies(widths.size(), none));
    }

    /** Masks that keep everything, for passes that are not trained on. */
    List<NDArray> noMasks() {
      return noMasks;
    }

    /**
     * Draws for one pass, made when they are first asked for.
     *
     * @param rows how many rows of negatives
     * @param negatives of each row
     */
    Draws of(TokenLayout layout, int rows, int negatives) {
      return new Draws(this, layout, rows, negatives);
    }

    @Override
    public void close() {
      kernel.close();
    }
  }
}
