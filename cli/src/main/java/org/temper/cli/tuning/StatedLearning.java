package org.temper.cli.tuning;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.temper.algorithms.checkpoints.Retention.Direction;
import org.temper.algorithms.group.GroupConfig;
import org.temper.algorithms.group.GroupMethod;
import org.temper.algorithms.group.GroupTrainer;
import org.temper.algorithms.rollouts.RolloutConfig;
import org.temper.algorithms.rollouts.TaskRollouts;
import org.temper.algorithms.run.TrainingRun;
import org.temper.api.Seeds;
import org.temper.api.rollouts.RolloutBatch;
import org.temper.api.rollouts.Trajectory;
import org.temper.cli.arithmetic.ArithmeticTask;
import org.temper.cli.training.BestCheckpoint;
import org.temper.cli.training.LearningRates;
import org.temper.models.optimizer.AdamW;
import org.temper.samplers.rewards.RewardSource;

/**
 * Reinforcement learning of answers that state their confidence, by RLOO, which keeps a proper
 * score one. What is stated is compared with what other answers state that are as right: whether
 * the answer is right was decided before, and would drown what a digit more or less is worth. The
 * checkpoint with the largest reward of the validation questions is kept.
 *
 * @param settings how
 * @param identity what decides the weights it starts from
 */
record StatedLearning(TuningSettings settings, Map<String, String> identity) {
  private static final BestCheckpoint CHOICE = new BestCheckpoint("reward", Direction.MAX);
  private static final int PROMPTS = 32;
  private static final int GROUP = 8;
  private static final int EVALUATIONS = 4;

  /** Of each validation question: checkpoints near the end differ by a hundredth. */
  private static final int VALIDATION_ANSWERS = 4;

  /**
   * So many times the answers that the other methods see: a reward tells less of a confidence than
   * a label does, and the model goes on to answer better meanwhile.
   */
  private static final int MORE_ANSWERS = 8;

  /**
   * Keeps the neighbors of the best digit alive while answers get better: what is never stated any
   * more cannot be found to have become right. Neighbors differ by a hundredth of reward, several
   * times as much; answers by a hundred times that.
   */
  private static final double ENTROPY = 0.002;

  /**
   * Learns, or goes on where it was stopped.
   *
   * @param model what is trained
   * @param rewards what its answers are worth
   * @param training questions to answer
   * @param validation questions to choose a checkpoint by
   * @param out where the run writes
   * @return what decided its numbers
   */
  Map<String, String> learn(
      StatedModel model,
      RewardSource<ArithmeticTask> rewards,
      List<ArithmeticTask> training,
      List<ArithmeticTask> validation,
      Path out) {
    GroupConfig config =
        GroupConfig.of(GroupMethod.rloo())
            .withCredit(GroupConfig.Credit.ACTIONS)
            .withEntropyCoefficient(ENTROPY);
    config.checkRewards(rewards.kind());
    int prompts = Math.min(training.size(), PROMPTS);
    long answers = (long) MORE_ANSWERS * settings.updates() * settings.batchSize();
    int updates = Math.toIntExact(Math.max(1, answers / ((long) prompts * GROUP)));
    try (AdamW optimizer =
        AdamW.of(
            model.model().policy().parameters(),
            LearningRates.REINFORCEMENT.optimizer(
                model.model().policy().config().parameterCount(), updates))) {
      GroupTrainer trainer =
          new GroupTrainer(model.model().policy(), optimizer, config, settings.seed());
      TrainingRun<RolloutBatch> learning =
          TrainingRun.of(
                  trainer,
                  TaskRollouts.of(
                      model.sampler(),
                      model.prompted(training),
                      rewards,
                      RolloutConfig.of(prompts, GROUP)),
                  CHOICE.config(out, settings.seed(), updates, EVALUATIONS, identity))
              .withEvaluator(() -> reward(model, rewards, validation));
      return CHOICE.run(learning, out, settings.start(), trainer.state());
    }
  }

  private Map<String, Double> reward(
      StatedModel model, RewardSource<ArithmeticTask> rewards, List<ArithmeticTask> validation) {
    List<List<Trajectory>> groups =
        model
            .sampler()
            .sampleGroups(
                model.prompted(validation).stream().map(task -> task.prompt().toArray()).toList(),
                VALIDATION_ANSWERS,
                Seeds.derive(settings.seed(), "stated-validation"));
    List<ArithmeticTask> asked =
        validation.stream()
            .flatMap(question -> Collections.nCopies(VALIDATION_ANSWERS, question).stream())
            .toList();
    List<Trajectory> episodes = groups.stream().flatMap(List::stream).toList();
    return Map.of(
        CHOICE.metric(), Arrays.stream(rewards.rewards(asked, episodes)).average().orElse(0));
  }
}
