package org.temper.api.items;

import org.temper.api.Differentiable;

/** Scores of candidates that a loss can be differentiated through. */
public interface ScoredCandidates extends CandidateScores, Differentiable {}
