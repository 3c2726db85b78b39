package org.temper.cli.recommenders.experiment;

import org.temper.evaluation.ranking.TargetValues;

/**
 * The rest of the targets' standardized rewards that biases leave.
 *
 * @param ofUsersAndItems what neither the user nor the item explains
 * @param ofUsers the reward less the user's mean
 */
public record RewardResiduals(TargetValues ofUsersAndItems, TargetValues ofUsers) {}
