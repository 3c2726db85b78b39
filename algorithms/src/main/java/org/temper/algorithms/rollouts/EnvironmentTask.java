package org.temper.algorithms.rollouts;

import java.util.function.Supplier;
import org.temper.api.rollouts.Environment;

/**
 * A task to act on in an environment.
 *
 * @param id what the task is called where a run has to name it
 * @param task what rewards see
 * @param environment makes an environment of this task, a new one for each episode; it is closed
 *     after that. One that throws fails its episode alone
 * @param <T> what a task is
 */
public record EnvironmentTask<T>(String id, T task, Supplier<? extends Environment> environment) {}
