package org.temper.cli.recommenders;

import static com.google.common.base.Preconditions.checkArgument;

import org.temper.cli.recommenders.comparison.MethodComparison.Choice;
import org.temper.cli.recommenders.training.PostTrainingConfig;
import org.temper.cli.recommenders.training.PostTrainingConfig.PairConfig;
import org.temper.cli.recommenders.training.RewardColumns.Baseline;
import org.temper.cli.recommenders.training.RewardColumns.Reward;
import picocli.CommandLine.Option;

/** Options that every post-training method gets. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class PostTrainingOptions {

  @Option(
      names = "--updates",
      paramLabel = "N",
      defaultValue = "60",
      description = "updates of each post-training (default: ${DEFAULT-VALUE})")
  private int updates;

  @Option(
      names = "--post-learning-rate",
      paramLabel = "X",
      defaultValue = "1e-3",
      description = "learning rate of post-training (default: ${DEFAULT-VALUE})")
  private double learningRate;

  @Option(
      names = "--reward",
      paramLabel = "SOURCE",
      defaultValue = "log",
      description =
          "an event's reward: ${COMPLETION-CANDIDATES}; model is what the ensemble expects,"
              + " conservative that less a deviation of its members (default: ${DEFAULT-VALUE})")
  private Reward reward;

  @Option(
      names = "--baseline",
      paramLabel = "KIND",
      defaultValue = "user",
      description =
          "what A-SFT compares a reward with: ${COMPLETION-CANDIDATES} (default:"
              + " ${DEFAULT-VALUE}); a-sft-user-item is compared with user_item whatever is said"
              + " here")
  private Baseline baseline;

  @Option(
      names = "--ensemble",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "reward models to train by, and as many others to judge by (default:"
              + " ${DEFAULT-VALUE})")
  private int ensemble;

  @Option(
      names = "--ensemble-epochs",
      paramLabel = "N",
      defaultValue = "10",
      description =
          "most passes of a reward model over the log; it is left as it was when it predicted"
              + " validation targets best (default: ${DEFAULT-VALUE})")
  private int ensembleEpochs;

  @Option(
      names = "--kappa",
      paramLabel = "X",
      defaultValue = "1",
      description =
          "deviations of the ensemble between whose bounds a preference needs a gap (default:"
              + " ${DEFAULT-VALUE})")
  private double kappa;

  @Option(
      names = "--candidates",
      paramLabel = "N",
      defaultValue = "15",
      description =
          "items that compete with the logged one for a preference (default: ${DEFAULT-VALUE})")
  private int candidates;

  @Option(
      names = "--rejected",
      paramLabel = "N",
      defaultValue = "4",
      description = "most rejected items of a preference (default: ${DEFAULT-VALUE})")
  private int rejected;

  @Option(
      names = "--group-size",
      paramLabel = "N",
      defaultValue = "16",
      description =
          "items that ppo, grpo, ecpo and gbpo draw at each position (default: ${DEFAULT-VALUE})")
  private int groupSize;

  @Option(
      names = "--choose-by",
      paramLabel = "FIGURE",
      defaultValue = "high_ndcg",
      description =
          "by what of the validation targets a setting is chosen: ${COMPLETION-CANDIDATES}"
              + " (default: ${DEFAULT-VALUE})")
  private Choice choice;

  void check() {
    ModelOptions.atLeastOne("updates", updates);
    ModelOptions.atLeastOne("ensemble-epochs", ensembleEpochs);
    ModelOptions.atLeastOne("candidates", candidates);
    ModelOptions.atLeastOne("rejected", rejected);
    checkArgument(
        groupSize >= 2, "--group-size: expected at least 2, to compare, got %s", groupSize);
    checkArgument(
        ensemble >= 2, "--ensemble: expected at least 2, to have a spread, got %s", ensemble);
    checkArgument(
        learningRate > 0 && Double.isFinite(learningRate),
        "--post-learning-rate: expected a finite number above 0, got %s",
        learningRate);
    checkArgument(
        kappa >= 0 && Double.isFinite(kappa),
        "--kappa: expected a finite number of at least 0, got %s",
        kappa);
  }

  PostTrainingConfig config(int batchSize) {
    return new PostTrainingConfig(
        updates,
        batchSize,
        learningRate,
        reward,
        baseline,
        new PairConfig(kappa, candidates, rejected),
        groupSize);
  }

  int ensemble() {
    return ensemble;
  }

  int ensembleEpochs() {
    return ensembleEpochs;
  }

  Choice choice() {
    return choice;
  }
}
