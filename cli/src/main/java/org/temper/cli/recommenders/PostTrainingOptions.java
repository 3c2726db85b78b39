package org.temper.cli.recommenders;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.temper.cli.options.values.OptionLimits;
import org.temper.cli.recommenders.comparison.Choice;
import org.temper.cli.recommenders.comparison.MethodComparison.SearchConfig;
import org.temper.cli.recommenders.experiment.Models.Kind;
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
              + " ${DEFAULT-VALUE}); methods whose name ends in a baseline, such as crr-user, are"
              + " compared with that")
  private Baseline baseline;

  @Option(
      names = "--cap",
      paramLabel = "X",
      description =
          "largest weight of an event in a-sft, awr and iql alike (default: 5, 20 and 100; with"
              + " --preset 5)")
  private @Nullable Double cap;

  @Option(
      names = "--ensemble",
      paramLabel = "N",
      description =
          "reward models to train by, and as many others to judge by (default: 3; with --preset"
              + " 2)")
  private @Nullable Integer ensemble;

  @Option(
      names = "--ensemble-epochs",
      paramLabel = "N",
      description =
          "most passes of a reward model over the log; it is left as it was when it predicted"
              + " validation targets best (default: 10; with --preset 6)")
  private @Nullable Integer ensembleEpochs;

  @Option(
      names = "--judge",
      paramLabel = "NAME",
      description =
          "architecture of the reward models that judge: ${COMPLETION-CANDIDATES}; those that are"
              + " trained by are hstu (default: hstu; with --preset sasrec)")
  private @Nullable Kind judge;

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
      description =
          "by what of the validation targets a setting is chosen: ${COMPLETION-CANDIDATES}"
              + " (default: high_ndcg; with --preset slope)")
  private @Nullable Choice choice;

  @Option(
      names = "--widen",
      paramLabel = "N",
      description =
          "most values that are tried beyond a method's three while the best is on the edge"
              + " (default: 0; with --preset 1)")
  private @Nullable Integer widen;

  /** What is not given is as fits one log, or many worlds. */
  enum Defaults {
    /** As the published tables of one log have it. */
    LOG(3, 10, Kind.HSTU, Choice.HIGH_NDCG, 0, OptionalDouble.empty()),
    /** The same choices for all methods, and models that are trained in less time. */
    WORLDS(2, 6, Kind.SASREC, Choice.SLOPE, 1, OptionalDouble.of(5));

    private final int ensemble;
    private final int ensembleEpochs;
    private final Kind judge;
    private final Choice choice;
    private final int widen;
    private final OptionalDouble cap;

    Defaults(
        int ensemble,
        int ensembleEpochs,
        Kind judge,
        Choice choice,
        int widen,
        OptionalDouble cap) {
      this.ensemble = ensemble;
      this.ensembleEpochs = ensembleEpochs;
      this.judge = judge;
      this.choice = choice;
      this.widen = widen;
      this.cap = cap;
    }
  }

  void check() {
    OptionLimits.atLeast("--updates", 1, updates);
    OptionLimits.atLeast("--ensemble-epochs", 1, ensembleEpochs(Defaults.LOG));
    OptionLimits.atLeast("--candidates", 1, candidates);
    OptionLimits.atLeast("--rejected", 1, rejected);
    checkArgument(
        groupSize >= 2, "--group-size: expected at least 2, to compare, got %s", groupSize);
    checkArgument(
        ensemble(Defaults.LOG) >= 2,
        "--ensemble: expected at least 2, to have a spread, got %s",
        ensemble);
    checkArgument(widen == null || widen >= 0, "--widen: expected at least 0, got %s", widen);
    checkArgument(
        cap == null || (cap > 0 && Double.isFinite(cap)),
        "--cap: expected a finite number above 0, got %s",
        cap);
    checkArgument(
        learningRate > 0 && Double.isFinite(learningRate),
        "--post-learning-rate: expected a finite number above 0, got %s",
        learningRate);
    checkArgument(
        kappa >= 0 && Double.isFinite(kappa),
        "--kappa: expected a finite number of at least 0, got %s",
        kappa);
  }

  PostTrainingConfig config(int batchSize, Defaults defaults) {
    return new PostTrainingConfig(
        updates,
        batchSize,
        learningRate,
        reward,
        baseline,
        new PairConfig(kappa, candidates, rejected),
        groupSize,
        cap == null ? defaults.cap : OptionalDouble.of(cap));
  }

  int ensemble(Defaults defaults) {
    return ensemble == null ? defaults.ensemble : ensemble;
  }

  int ensembleEpochs(Defaults defaults) {
    return ensembleEpochs == null ? defaults.ensembleEpochs : ensembleEpochs;
  }

  Kind judge(Defaults defaults) {
    return judge == null ? defaults.judge : judge;
  }

  SearchConfig search(Defaults defaults) {
    return new SearchConfig(
        choice == null ? defaults.choice : choice, widen == null ? defaults.widen : widen);
  }
}
