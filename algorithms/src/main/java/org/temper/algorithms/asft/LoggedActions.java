package org.temper.algorithms.asft;

import ai.djl.ndarray.NDArray;

/**
 * The logged actions of an update, over all of its micro-batches.
 *
 * @param rewards the reward of each, finite float32 [N]
 * @param advantages the reward of each less its baseline, finite float32 [N]
 */
public record LoggedActions(NDArray rewards, NDArray advantages) {}
