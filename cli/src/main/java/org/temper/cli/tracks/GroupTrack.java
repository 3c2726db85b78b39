package org.temper.cli.tracks;

import java.util.Optional;
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

/** Reinforcement learning of a track by a group method. */
final class GroupTrack {
  private GroupTrack() {}

  static TrackMethod of(GroupMethod method, double klCoefficient, double rate) {
    return (policy, iterations, seed) -> {
      Policy reference = policy.reference();
      KlController controller = KlController.fixed(klCoefficient);
      AdamW optimizer = optimizer(policy, iterations, rate);
      GroupConfig config = GroupConfig.of(method);
      return new TrackLearner(
          new GroupTrainer(
              policy,
              reference,
              optimizer,
              klCoefficient == 0 ? config : config.withKlPenalty(KlPenalty.inLoss(controller)),
              seed),
          () -> {
            optimizer.close();
            controller.close();
            reference.close();
          });
    };
  }

  /** One update an iteration, at a rate by the model's size. */
  static AdamW optimizer(Policy policy, int iterations, double rate) {
    long parameters =
        policy.parameters().asList().stream().mapToLong(p -> p.array().getShape().size()).sum();
    return AdamW.of(
        policy.parameters(), LearningRates.REINFORCEMENT.times(rate).optimizer(parameters, iterations));
  }
}
