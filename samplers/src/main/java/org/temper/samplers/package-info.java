/**
 * Decoding: from a policy's logits to trajectories, by the token and by the turn.
 *
 * <p>{@link org.temper.samplers.Sampler} completes prompts, {@link org.temper.samplers.Rollouts}
 * plays episodes of an environment. Both record what {@link org.temper.api.Policy#score} would say
 * of every token that they chose, beside the log-probability under the distribution that it was
 * drawn from.
 */
@NullMarked
package org.temper.samplers;

import org.jspecify.annotations.NullMarked;
