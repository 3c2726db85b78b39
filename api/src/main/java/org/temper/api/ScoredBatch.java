package org.temper.api;

/** Token scores that a loss can be differentiated through. */
public interface ScoredBatch extends TokenScores, Differentiable {}
