package org.temper.algorithms.run;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.temper.api.Optimizer;

/** One optimizer update over several micro-batches; what trainers have in common. */
public final class GradientAccumulation {

  private GradientAccumulation() {}

  /**
   * Adds up the gradients of the micro-batches and makes an update. Where a micro-batch's loss is
   * not finite, or scoring it fails, all gradients are dropped and no update is made.
   *
   * @param optimizer makes the update
   * @param microBatches the parts of the batch
   * @param backward scores a micro-batch, adds its gradients, and gives its share of the loss:
   *     shares add up to the loss, so each is divided by the global normalizer already
   * @param <B> the micro-batches
   * @return the loss and what the optimizer did
   */
  public static <B> Outcome update(
      Optimizer optimizer, List<B> microBatches, ToDoubleFunction<? super B> backward) {
    double loss = 0;
    try {
      for (B microBatch : microBatches) {
        loss += backward.applyAsDouble(microBatch);
        if (!Double.isFinite(loss)) {
          optimizer.zeroGradients();
          return new Outcome(loss, new Optimizer.Step(Double.NaN, 0));
        }
      }
    } catch (RuntimeException | Error e) {
      optimizer.zeroGradients();
      throw e;
    }
    return new Outcome(loss, optimizer.step());
  }

  /**
   * What became of an update.
   *
   * @param loss the sum of the shares; not finite where no update was made for that reason
   * @param step what the optimizer did; a norm that is not finite where it made no update
   */
  public record Outcome(double loss, Optimizer.Step step) {}
}
