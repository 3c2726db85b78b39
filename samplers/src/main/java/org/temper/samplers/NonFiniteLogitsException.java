package org.temper.samplers;

/** A policy's failure to say how probable tokens are: its weights are damaged, or diverged. */
public final class NonFiniteLogitsException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /**
   * A failure at a row.
   *
   * @param row the row
   * @param logProb what its log-probability came to
   */
  public NonFiniteLogitsException(int row, float logProb) {
    super(
        "logits: expected numbers in row "
            + row
            + ", got a log-probability of "
            + logProb
            + ": the model's weights are damaged, or were trained at too high a --learning-rate");
  }
}
