package org.temper.algorithms.ppo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.OptionalDouble;
import org.temper.algorithms.policygradient.LearnedRows;
import org.temper.algorithms.policygradient.TokenTable;
import org.temper.losses.Reductions;
import org.temper.losses.ValueEstimates;
import org.temper.losses.ValueLosses;

/**
 * What values are fitted to.
 *
 * @param old values before the first update
 * @param returns what they should have been
 * @param clip how far a value may move from the old one before it stops counting
 */
record ValueFit(TokenTable old, TokenTable returns, OptionalDouble clip) {

  /** A part's share of the mean over an update's tokens. */
  NDArray share(NDArray values, NDArray mask, LearnedRows.Part part, double tokens) {
    NDManager manager = values.getManager();
    NDArray target = part.array(manager, returns);
    NDArray losses =
        clip.isPresent()
            ? ValueLosses.clipped(
                new ValueEstimates(values, part.array(manager, old)), target, clip.getAsDouble())
            : ValueLosses.squared(values.sub(target));
    return Reductions.tokenMean(losses, mask, tokens);
  }
}
