package org.temper.samplers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.function.Function;

/** The tokens that were chosen in one step, on the host, one for each live row. */
@SuppressWarnings("ArrayRecordComponent") // lives for one step, never compared
record Choice(long[] tokens, float[] logProbs, float[] behaviorLogProbs) {

  /**
   * Chooses a token for each row.
   *
   * @param logits float32 [B, V]; left as they are
   * @param config how to choose
   * @param seen makes the ids that the rows hold already, int64 [B, S]; asked only for a penalty
   * @param uniforms one draw in [0, 1) for each row; not looked at when greedy
   * @throws NonFiniteLogitsException if the logits of a row are not numbers
   */
  static Choice of(
      NDArray logits, SamplingConfig config, Function<NDManager, NDArray> seen, double[] uniforms) {
    try (NDManager step = logits.getManager().newSubManager()) {
      // A view of its own, whose manager owns all that is computed from it.
      NDArray raw = logits.reshape(logits.getShape());
      raw.attach(step);
      NDArray penalized =
          config.repetitionPenalty() == 1
              ? raw
              : LogitsProcessors.repetitionPenalty(
                  raw, seen.apply(step), config.repetitionPenalty());
      NDArray logProbs = raw.logSoftmax(1);
      Choice choice =
          config.temperature() == 0
              ? greedy(penalized, logProbs)
              : draw(raw, penalized, logProbs, config, uniforms);
      for (int row = 0; row < choice.tokens.length; row++) {
        if (!Float.isFinite(choice.logProbs[row])
            || !Float.isFinite(choice.behaviorLogProbs[row])) {
          throw new NonFiniteLogitsException(row, choice.logProbs[row]);
        }
      }
      return choice;
    }
  }

  private static Choice greedy(NDArray penalized, NDArray logProbs) {
    NDArray best = penalized.argMax(1);
    float[] chosen = logProbs.gather(best.expandDims(1), 1).toFloatArray();
    return new Choice(best.toLongArray(), chosen, new float[chosen.length]);
  }

  private static Choice draw(
      NDArray raw, NDArray penalized, NDArray logProbs, SamplingConfig config, double[] uniforms) {
    NDArray processed = truncate(penalized, config);
    NDArray behavior = processed == raw ? logProbs : processed.logSoftmax(1);
    // In float64, so that a rounded sum never lets a draw fall on a token of probability 0.
    NDArray cumulative = behavior.toType(DataType.FLOAT64, false).exp().cumSum(1);
    NDArray draws = raw.getManager().create(uniforms).expandDims(1);
    NDArray total = cumulative.get(":, -1:");
    NDArray token = cumulative.lte(draws.mul(total)).sum(new int[] {1}, true);
    float[] chosen = logProbs.gather(token, 1).toFloatArray();
    return new Choice(
        token.toLongArray(),
        chosen,
        behavior == logProbs ? chosen : behavior.gather(token, 1).toFloatArray());
  }

  private static NDArray truncate(NDArray penalized, SamplingConfig config) {
    NDArray logits = penalized;
    if (config.temperature() != 1) {
      logits = LogitsProcessors.temperature(logits, config.temperature());
    }
    if (config.topK() > 0) {
      logits = LogitsProcessors.topK(logits, config.topK());
    }
    logits = LogitsProcessors.topP(logits, config.topP());
    return LogitsProcessors.minP(logits, config.minP());
  }
}
