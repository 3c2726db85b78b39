package org.temper.algorithms.rejection;

import java.util.Optional;
import org.temper.api.rollouts.Environment;
import org.temper.api.rollouts.Trajectory;

/**
 * An episode that was played just now.
 *
 * @param task what was asked
 * @param stream the episode's number among those of its task, from 0
 * @param trajectory what the policy and its environment said
 * @param environment where it was played: the one that the task's supplier made, which may be
 *     closed; empty where there is none, or none could be made
 * @param <T> what a task is
 */
public record PlayedEpisode<T>(
    T task, long stream, Trajectory trajectory, Optional<Environment> environment) {}
