package org.temper.algorithms.ppo;

import ai.djl.ndarray.NDArray;
import java.util.Optional;
import org.temper.algorithms.run.GradientAccumulation;
import org.temper.losses.ClipRange;

/** What adds up over the updates of an iteration. */
final class UpdateSums {
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
   * @param ratioArray importance ratios as the objective sees them, [B, T]
   * @param divergence k3 of each token, [B, T]
   */
  void add(
      NDArray mask,
      NDArray ratioArray,
      NDArray divergence,
      NDArray entropies,
      NDArray advantages,
      Optional<ClipRange> clip) {
    boolean[] own = mask.toBooleanArray();
    float[] ratio = ratioArray.toFloatArray();
    float[] divergences = divergence.toFloatArray();
    float[] entropyOf = entropies.toFloatArray();
    float[] advantage = advantages.toFloatArray();
    for (int i = 0; i < own.length; i++) {
      if (own[i]) {
        minibatchTokens++;
        minibatchKl += divergences[i];
        entropy += entropyOf[i];
        ratios += ratio[i];
        ratioMax = Math.max(ratioMax, ratio[i]);
        if (clip.isPresent()) {
          clippedLow += advantage[i] < 0 && ratio[i] < 1 - clip.get().low() ? 1 : 0;
          clippedHigh += advantage[i] > 0 && ratio[i] > 1 + clip.get().high() ? 1 : 0;
        }
      }
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

  UpdateFigures figures() {
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
