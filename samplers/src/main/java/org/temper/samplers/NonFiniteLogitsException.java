package org.temper.samplers;

/** A policy's failure to say how probable tokens are: its weights are damaged, or diverged. */
public final class NonFiniteLogitsException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  NonFiniteLogitsException(int row, float logProb) {
    super(
        "logits: expected numbers in row "
            + row
            + ", got a log-probability of "
            + logProb
            + ": the model's weights are damaged, or were trained at too high a --learning-rate");
  }
}
