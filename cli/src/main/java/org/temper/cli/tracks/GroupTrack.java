package org.temper.cli.tracks;

import org.temper.algorithms.group.GroupConfig;
import org.temper.algorithms.group.GroupMethod;
import org.temper.algorithms.group.GroupTrainer;
import org.temper.algorithms.policygradient.KlController;
import org.temper.algorithms.policygradient.KlPenalty;
import org.temper.algorithms.tracks.TrackLearner;
import org.temper.algorithms.tracks.TrackMethod;
import org.temper.api.Policy;
import org.temper.cli.training.LearningRates;
import org.temper.models.optimizer.AdamW;

/** Reinforcement learning of a track by GRPO. */
final class GroupTrack {
  private GroupTrack() {}

  /**
   * Learning that is held to the policy as the track finds it.
   *
   * @param rates learning rates by a model's size
   * @param klCoefficient how much; 0 for not at all
   */
  static TrackMethod of(LearningRates rates, double klCoefficient) {
    return (policy, iterations, seed) -> {
      GroupConfig config = GroupConfig.of(GroupMethod.grpo());
      AdamW optimizer = optimizer(policy, rates, iterations);
      if (klCoefficient == 0) {
        return new TrackLearner(
            new GroupTrainer(policy, optimizer, config, seed), optimizer::close);
      }
      Policy reference = policy.reference();
      KlController controller = KlController.fixed(klCoefficient);
      return new TrackLearner(
          new GroupTrainer(
              policy,
              reference,
              optimizer,
              config.withKlPenalty(KlPenalty.inLoss(controller)),
              seed),
          () -> {
            optimizer.close();
            controller.close();
            reference.close();
          });
    };
  }

  /** One update an iteration, at a rate by the model's size. */
  static AdamW optimizer(Policy policy, LearningRates rates, int iterations) {
    long parameters =
        policy.parameters().asList().stream()
            .mapToLong(parameter -> parameter.array().getShape().size())
            .sum();
    return AdamW.of(policy.parameters(), rates.optimizer(parameters, iterations));
  }
}
