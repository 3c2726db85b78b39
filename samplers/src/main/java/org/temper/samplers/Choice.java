package org.temper.samplers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
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
    CategoricalDraws draws = CategoricalDraws.of(behavior, uniforms);
    return new Choice(
        draws.tokens(),
        behavior == logProbs
            ? draws.logProbs()
            : logProbs
                .gather(raw.getManager().create(draws.tokens()).expandDims(1), 1)
                .toFloatArray(),
        draws.logProbs());
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
