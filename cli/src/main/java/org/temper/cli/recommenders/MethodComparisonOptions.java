package org.temper.cli.recommenders;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.Device;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.temper.cli.options.Inapplicable;
import org.temper.cli.recommenders.comparison.Method;
import org.temper.cli.recommenders.comparison.MethodComparison;
import org.temper.cli.recommenders.comparison.Methods;
import org.temper.cli.recommenders.comparison.NoiseSweep;
import org.temper.cli.recommenders.comparison.NoiseSweep.AtNoise;
import org.temper.cli.recommenders.experiment.Experiment;
import org.temper.cli.recommenders.experiment.Models;
import org.temper.cli.recommenders.experiment.Models.Kind;
import org.temper.cli.recommenders.training.NextItemTraining;
import org.temper.cli.recommenders.training.RewardEnsemble.EnsembleConfig;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options of {@code a-sft}, output and device apart. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class MethodComparisonOptions {
  @Mixin private ExperimentOptions experiment;

  @Option(
      names = "--sweep",
      paramLabel = "X",
      split = ",",
      description =
          "without --data: several strengths of chance in the watch time, each a comparison of its own")
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
  public NoiseSweep sweep(Device device, PrintWriter messages) {
    List<AtNoise> comparisons = new ArrayList<>();
    for (double noise : sweep == null ? List.of(experiment.noise()) : sweep) {
      Experiment read = experiment.experiment(noise, Rewards.NEEDED, messages);
      comparisons.add(new AtNoise(noise, comparison(read, device)));
    }
    checkArgument(
        comparisons.stream().map(AtNoise::noise).distinct().count() == comparisons.size(),
        "--sweep: expected each strength once, got %s",
        sweep);
    return new NoiseSweep(comparisons, experiment.seed());
  }

  private MethodComparison comparison(Experiment read, Device device) {
    NextItemTraining training = shape.training(experiment.defaults());
    return new MethodComparison(
        read,
        model,
        new Models(shape.shape(experiment.defaults()), read.items(), device, prior.prior(read)),
        training,
        new EnsembleConfig(
            postTraining.ensemble(),
            postTraining.ensembleEpochs(),
            training.batchSize(),
            training.optimizer()),
        postTraining.config(training.batchSize()),
        chosenMethods(),
        postTraining.choice(),
        LongStream.range(experiment.seed(), experiment.seed() + experiment.seeds())
            .boxed()
            .toList());
  }

  private List<Method> chosenMethods() {
    return Methods.of(methods == null ? Methods.names() : methods);
  }
}
