package org.temper.samplers;

import java.time.Duration;

/**
 * What an environment must keep to.
 *
 * @param maxTurns the most actions of an episode
 * @param vocabularySize what its token ids are below
 * @param maxLength the most tokens of a prompt
 * @param deadline the longest that it may take to reset or step
 */
record EpisodeLimits(int maxTurns, long vocabularySize, int maxLength, Duration deadline) {}
