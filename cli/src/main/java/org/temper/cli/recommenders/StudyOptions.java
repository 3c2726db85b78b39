package org.temper.cli.recommenders;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.Device;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.temper.cli.options.Inapplicable;
import org.temper.cli.recommenders.ModelOptions.Defaults;
import org.temper.cli.recommenders.Models.Kind;
import org.temper.cli.recommenders.Plan.PairPlan;
import org.temper.cli.recommenders.RewardColumns.Baseline;
import org.temper.cli.recommenders.RewardColumns.Reward;
import org.temper.cli.recommenders.RewardEnsemble.EnsemblePlan;
import org.temper.cli.recommenders.Study.Choice;
import org.temper.cli.recommenders.StudyRun.Noisy;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options of {@code a-sft}, output and device apart. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class StudyOptions {
  @Mixin private ExperimentOptions experiment;

  @Option(
      names = "--sweep",
      paramLabel = "X",
      split = ",",
      description =
          "without --data: several strengths of chance in the watch time, each a study of its own")
  private @Nullable List<Double> sweep;

  @Option(
      names = "--methods",
      paramLabel = "NAME",
      split = ",",
      description = "which methods (default: all); cloning is always among them")
  private @Nullable List<String> methods;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      defaultValue = "sasrec",
      description = "the model that is cloned: ${COMPLETION-CANDIDATES} (default: sasrec)")
  private Kind model;

  @Mixin private ModelOptions shape;
  @Mixin private PriorOptions prior;
  @Mixin private PostTrainingOptions postTraining;

  /**
   * Checks what can be checked without data.
   *
   * @param spec the command, parsed
   * @throws IllegalArgumentException if an option is out of its range or has no effect
   */
  public void check(CommandSpec spec) {
    experiment.check(spec);
    if (sweep != null) {
      Inapplicable.check(spec, "beside --sweep", "--noise");
    }
    chosenMethods();
    shape.shape(experiment.defaults());
    shape.training(experiment.defaults());
    postTraining.check();
  }

  /**
   * Reads the log, or simulates one for each strength of noise; writes nothing.
   *
   * @param device where models are computed
   * @param messages where rows that were left out are named
   * @return what is to be run
   * @throws IllegalArgumentException if the log is not one to train on
   */
  public StudyRun run(Device device, PrintWriter messages) {
    List<Noisy> studies = new ArrayList<>();
    for (double noise : sweep == null ? List.of(experiment.noise()) : sweep) {
      Experiment read = experiment.experiment(noise, messages);
      studies.add(new Noisy(noise, study(read, device)));
    }
    checkArgument(
        studies.stream().map(Noisy::noise).distinct().count() == studies.size(),
        "--sweep: expected each strength once, got %s",
        sweep);
    return new StudyRun(studies, experiment.seed());
  }

  private Study study(Experiment read, Device device) {
    NextItemTraining training = shape.training(experiment.defaults());
    return new Study(
        read,
        model,
        new Models(shape.shape(experiment.defaults()), read.items(), device, prior.prior(read)),
        training,
        new EnsemblePlan(
            postTraining.ensemble(),
            postTraining.ensembleEpochs(),
            training.batchSize(),
            training.optimizer()),
        postTraining.plan(training.batchSize(), experiment.defaults()),
        chosenMethods(),
        postTraining.choice(),
        LongStream.range(experiment.seed(), experiment.seed() + experiment.seeds())
            .boxed()
            .toList());
  }

  private List<Method> chosenMethods() {
    return Methods.of(methods == null ? Methods.names() : methods);
  }

  /** What every post-training method gets. */
  @SuppressWarnings("NullAway.Init") // picocli fills the fields
  static final class PostTrainingOptions {

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
        description =
            "what A-SFT compares a reward with: ${COMPLETION-CANDIDATES} (default: user; of a"
                + " simulated log user_item)")
    private @Nullable Baseline baseline;

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
            "items that ppo, grpo, ecpo and gbpo draw in each place (default: ${DEFAULT-VALUE})")
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

    Plan plan(int batchSize, Defaults defaults) {
      return new Plan(
          updates,
          batchSize,
          learningRate,
          reward,
          baseline == null ? usual(defaults) : baseline,
          new PairPlan(kappa, candidates, rejected),
          groupSize);
    }

    /** Of a simulated log it is known that what items differ in is mostly habit. */
    private static Baseline usual(Defaults defaults) {
      return switch (defaults) {
        case LOG -> Baseline.USER;
        case SIMULATION -> Baseline.USER_ITEM;
      };
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
}
