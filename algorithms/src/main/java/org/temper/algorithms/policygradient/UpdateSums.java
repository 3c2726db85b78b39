package org.temper.algorithms.policygradient;

import ai.djl.ndarray.NDArray;
import java.util.Optional;
import org.temper.algorithms.run.GradientAccumulation;
import org.temper.losses.ClipRange;
import org.temper.losses.PolicyLogProbs;

/** What adds up over the updates of an iteration. */
public final class UpdateSums {
  private long tokens;
  private double entropy;
  private double kl;
  private long clippedLow;
  private long clippedHigh;
  private double ratios;
  private double ratioMax;
  private long updates;
  private double losses;
  private double norms;
  private double learningRate;
  private double minibatchKl;
  private long minibatchTokens;

  /**
   * Adds a micro-batch.
   *
   * @param values log-probabilities without a gradient, of tokens or of items
   * @param mask true for each choice to count, the same shape
   */
  public void add(
      PolicyObjective objective, PolicyLogProbs values, NDArray advantages, NDArray mask) {
    boolean[] own = mask.toBooleanArray();
    float[] ratio = objective.ratios(values, mask).toFloatArray();
    float[] current = values.current().toFloatArray();
    float[] old = values.old().toFloatArray();
    float[] advantage = advantages.toFloatArray();
    Optional<ClipRange> clip = objective.clip();
    for (int i = 0; i < own.length; i++) {
      if (own[i]) {
        minibatchTokens++;
        // k3 from the old policy's view, whose choices they are, without rounding near 0.
        double logRatio = (double) current[i] - old[i];
        minibatchKl += Math.expm1(logRatio) - logRatio;
        ratios += ratio[i];
        ratioMax = Math.max(ratioMax, ratio[i]);
        if (clip.isPresent()) {
          clippedLow += advantage[i] < 0 && ratio[i] < 1 - clip.get().low() ? 1 : 0;
          clippedHigh += advantage[i] > 0 && ratio[i] > 1 + clip.get().high() ? 1 : 0;
        }
      }
    }
  }

  /** Adds the entropies of a micro-batch, [B, T]; 0 where no token is scored. */
  void addEntropies(NDArray entropies) {
    for (float each : entropies.toFloatArray()) {
      entropy += each;
    }
  }

  /** Ends an update; gives the mean k3 over its tokens. */
  double end(GradientAccumulation.Outcome outcome) {
    double mean = minibatchTokens == 0 ? 0 : minibatchKl / minibatchTokens;
    kl += minibatchKl;
    tokens += minibatchTokens;
    minibatchKl = 0;
    minibatchTokens = 0;
    losses += outcome.loss();
    norms += outcome.step().gradientNorm();
    learningRate = outcome.step().learningRate();
    updates++;
    return mean;
  }

  public UpdateFigures figures() {
    double count = Math.max(1, tokens);
    double made = Math.max(1, updates);
    return new UpdateFigures(
        losses / made,
        entropy / count,
        kl / count,
        clippedLow / count,
        clippedHigh / count,
        ratios / count,
        ratioMax,
        updates,
        norms / made,
        learningRate);
  }
}
