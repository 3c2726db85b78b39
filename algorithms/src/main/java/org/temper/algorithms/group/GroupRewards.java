package org.temper.algorithms.group;

import ai.djl.ndarray.NDArray;
import java.util.Optional;

/**
 * The rewards of groups, to estimate advantages from.
 *
 * @param rewards float32 [P, G]; 0 where a group has no such member
 * @param mask true where a group has a member, boolean [P, G]
 * @param lengths tokens that the policy produced in each episode, float32 [P, G]
 * @param greedy rewards of the prompts' greedy completions, float32 [P], where there are any
 */
public record GroupRewards(
    NDArray rewards, NDArray mask, NDArray lengths, Optional<NDArray> greedy) {}
