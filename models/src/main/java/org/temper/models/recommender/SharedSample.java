package org.temper.models.recommender;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.temper.models.kernel.Kernel;
import org.temper.models.scoring.Draws;
import org.temper.models.scoring.Encoding;
import org.temper.models.scoring.HeadPass;
import org.temper.models.scoring.LogitPrior;
import org.temper.models.scoring.SharedHead;
import org.temper.models.scoring.TokenLayout;

/**
 * A sample that all scored items share: the scored items themselves, where they are negatives, and
 * what is drawn.
 *
 * @param kernel {@code shared.py}
 */
record SharedSample(
    Kernel kernel, Negatives.Shared negatives, TokenLayout layout, @Nullable LogitPrior prior)
    implements SampledPass.Sample {

  /** The scored items, [M], and after them what is drawn. */
  @Override
  public NDArray items(NDManager scope, Draws draws) {
    NDArray scored = layout.targets(scope).flatten();
    return negatives.count() == 0 ? scored : scored.concat(draws.negatives(scope).flatten());
  }

  @Override
  public HeadPass score(NDManager scope, Encoding.States states, NDArray items, ItemTable table) {
    int scored = layout.targets().length;
    int first = negatives.frequencies() == null ? scored : 0;
    long[] all = items.toLongArray();
    long[] shared = Arrays.copyOfRange(all, first, all.length);
    NDArray placed = table.placed(scope, items);
    NDArray own = corrections(scope, layout.targets()).reshape(scored, 1);
    NDArray corrections = corrections(scope, shared).reshape(1, shared.length);
    return SharedHead.of(
        kernel,
        scope,
        states,
        new SharedHead.Sample(
            placed.get("0:{}", scored).reshape(scored, 1),
            placed.get("{}:", first),
            prior == null ? own : own.addi(prior.ofOwn(scope, layout.targets())),
            prior == null
                ? (within, from, to) -> corrections
                : (within, from, to) ->
                    prior.ofShared(within, shared, from, to).addi(corrections)));
  }

  /** −log Q, or nothing where all are drawn uniformly. */
  private NDArray corrections(NDManager scope, long[] items) {
    ItemFrequencies frequencies = negatives.frequencies();
    return frequencies == null
        ? scope.zeros(new Shape(items.length))
        : scope.create(frequencies.logQ(items, layout.targets().length, negatives.count())).negi();
  }
}
