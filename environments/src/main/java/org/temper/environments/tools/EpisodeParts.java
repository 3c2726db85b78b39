package org.temper.environments.tools;

import com.google.common.collect.ImmutableList;
import java.util.function.Supplier;

/**
 * Parts that episodes with tools are made of, beside their tasks.
 *
 * @param objects makes the object of an episode
 * @param dialog the conversation as the model's template has it
 * @param turnText the text of a turn
 * @param limits the limits of an episode
 * @param rewards judges beside the object itself
 * @param <T> what is known of a task
 */
record EpisodeParts<T>(
    Supplier<?> objects,
    ToolDialog dialog,
    TurnText turnText,
    ToolLimits limits,
    ImmutableList<WeightedReward<T>> rewards) {}
