package org.temper.models.recommender;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;
import org.temper.models.kernel.Kernel;
import org.temper.models.scoring.Draws;
import org.temper.models.scoring.Encoding;
import org.temper.models.scoring.HeadPass;
import org.temper.models.scoring.LogitPrior;
import org.temper.models.scoring.SampledHead;

/**
 * A sample of each scored item's own.
 *
 * @param kernel {@code sampled.py}
 * @param source gives the items [M, 1 + n], the scored one first
 */
record OwnSample(Kernel kernel, Source source, @Nullable LogitPrior prior)
    implements SampledPass.Sample {

  @Override
  public NDArray items(NDManager scope, Draws draws) {
    return source.items(scope, draws);
  }

  @Override
  public HeadPass score(NDManager scope, Encoding.States states, NDArray items, ItemTable table) {
    NDArray added =
        prior == null ? scope.zeros(new Shape(0)) : prior.ofOwn(scope, items.toLongArray());
    return SampledHead.of(kernel, scope, states, table.placed(scope, items), added);
  }

  /** Gives the items [M, 1 + n], the scored one first. */
  interface Source {
    NDArray items(NDManager scope, Draws draws);
  }
}
