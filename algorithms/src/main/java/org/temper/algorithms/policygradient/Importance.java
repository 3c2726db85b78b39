package org.temper.algorithms.policygradient;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.temper.algorithms.policygradient.OldPolicy.Correction;
import org.temper.losses.AdvantageWeights;
import org.temper.losses.ImportanceWeights;

/**
 * Truncated importance weights of tokens and what they are like.
 *
 * @param weights what the tokens' advantages are multiplied by, float32 [B, T]
 * @param figures of the weights, whether they are used or not
 */
public record Importance(NDArray weights, ImportanceFigures figures) {

  /**
   * Weights of rows.
   *
   * @param mask true for the policy's own tokens, boolean [B, T]
   */
  public static Importance of(
      NDManager host, List<EpisodeRow> rows, TokenTable old, NDArray mask, OldPolicy choice) {
    NDArray oldLogProbs = old.toArray(host);
    NDArray behavior = TokenTable.of(rows, EpisodeRow::behaviorLogProbs).toArray(host);
    NDArray weights =
        choice.correction() == Correction.SEQUENCE
            ? ImportanceWeights.sequence(oldLogProbs, behavior, mask, choice.maxWeight())
            : ImportanceWeights.token(oldLogProbs, behavior, choice.maxWeight());
    double sum = 0;
    double max = 0;
    float[] values = weights.toFloatArray();
    boolean[] own = mask.toBooleanArray();
    long tokens = 0;
    for (int i = 0; i < own.length; i++) {
      if (own[i]) {
        tokens++;
        sum += values[i];
        max = Math.max(max, values[i]);
      }
    }
    double effective = AdvantageWeights.effectiveSampleSize(weights, mask).getFloat();
    ImportanceFigures figures = new ImportanceFigures(sum / tokens, max, effective / tokens);
    return new Importance(
        choice.correction() == Correction.NONE ? weights.onesLike() : weights, figures);
  }
}
