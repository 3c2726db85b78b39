package org.temper.models.scoring;

import static com.google.common.base.Preconditions.checkArgument;
import static org.temper.models.kernel.Kernel.Argument.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.temper.models.kernel.Kernel;

/**
 * Random numbers of one pass that is trained on: dropout's masks, and negatives behind them. They
 * follow from a seed and the batch's ids, whatever other threads draw; libtorch's process-wide
 * generator is neither read nor moved.
 *
 * <p>On the CPU they are those of {@code torch.dropout} and {@code torch.randint} after {@code
 * torch.manual_seed}.
 */
public final class Draws {
  private final Source source;
  private final TokenLayout layout;
  private final int tokens;
  private final int rows;
  private final int negatives;
  private @Nullable NDList drawn;

  private Draws(Source source, TokenLayout layout, int tokens, int rows, int negatives) {
    this.source = source;
    this.layout = layout;
    this.tokens = tokens;
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
  public List<NDArray> masks(NDManager scope) {
    return source.dropout == 0 ? source.noMasks : drawn(scope).subList(0, source.widths.size());
  }

  /**
   * Items drawn uniformly, with the same owner.
   *
   * @return int64 [rows, n]
   */
  public NDArray negatives(NDManager scope) {
    NDList all = drawn(scope);
    return all.get(all.size() - 1);
  }

  private NDList drawn(NDManager scope) {
    NDList known = drawn;
    if (known == null) {
      long[] numbers = {hash(layout, source.seed), tokens, rows, negatives};
      try (NDArray order = scope.create(numbers)) {
        known = source.kernel.call(scope, "draw", tensor(order));
      }
      drawn = known;
    }
    return known;
  }

  /**
   * The seed of a batch's numbers.
   *
   * @param layout the batch
   * @param seed the model's
   * @return a number that differs between batches, and is the same for the same batch
   */
  public static long hash(TokenLayout layout, long seed) {
    Hasher hasher = Hashing.murmur3_128().newHasher().putLong(seed);
    for (long id : layout.ids()) {
      hasher.putLong(id);
    }
    return hasher.hash().asLong();
  }

  /** A model's compiled draws. */
  public static final class Source implements AutoCloseable {
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
     * @param manager on whose device the numbers are drawn
     * @param items how many there are to draw negatives from, positive
     * @param widths how wide the activations are that the layers drop from, in order
     * @param dropout the share that is dropped, in [0, 1)
     * @param seed decides the numbers, together with the batch
     * @return the source
     * @throws IllegalArgumentException if the share is outside [0, 1)
     */
    public static Source compile(
        NDManager manager, long items, ImmutableList<Long> widths, double dropout, long seed) {
      checkArgument(
          dropout >= 0 && dropout < 1, "dropout: expected a share in [0, 1), got %s", dropout);
      Kernel kernel =
          Kernel.compile(
              manager,
              Draws.class,
              List.of("draws.py"),
              ImmutableMap.of(
                  "dropout", dropout, "items", items, "widths", dropout == 0 ? List.of() : widths));
      NDArray none = manager.zeros(new Shape(0));
      return new Source(kernel, widths, dropout, seed, Collections.nCopies(widths.size(), none));
    }

    /**
     * Compiles masks of one width, for a model that draws no negatives.
     *
     * @param manager on whose device they are drawn
     * @param count how many there are
     * @param width of each
     * @param dropout the share that is dropped, in [0, 1)
     * @param seed decides the masks, together with the batch
     * @return the source
     * @throws IllegalArgumentException if the share is outside [0, 1)
     */
    public static Source ofMasks(
        NDManager manager, int count, long width, double dropout, long seed) {
      ImmutableList<Long> widths = ImmutableList.copyOf(Collections.nCopies(count, width));
      return compile(manager, 1, widths, dropout, seed);
    }

    /** Masks that keep everything, for passes that are not trained on. */
    public List<NDArray> noMasks() {
      return noMasks;
    }

    /**
     * Draws for one pass, made when they are first asked for.
     *
     * @param layout the batch
     * @param rows how many rows of negatives
     * @param negatives of each row
     * @return the draws, with a mask for each of the layout's tokens
     */
    public Draws of(TokenLayout layout, int rows, int negatives) {
      return new Draws(this, layout, layout.ids().length, rows, negatives);
    }

    /**
     * Masks alone, for a pass whose activations are laid out in another way than the batch.
     *
     * @param scope owner of the masks
     * @param layout the batch
     * @param tokens how many activations there are, N
     * @return as {@link Draws#masks}
     */
    public List<NDArray> masks(NDManager scope, TokenLayout layout, int tokens) {
      return new Draws(this, layout, tokens, 0, 0).masks(scope);
    }

    @Override
    public void close() {
      kernel.close();
    }
  }
}
