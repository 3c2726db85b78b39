package org.temper.cli.recommenders;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.Device;
import java.io.PrintWriter;
import java.util.List;
import org.temper.cli.recommenders.comparison.ModelComparison;
import org.temper.cli.recommenders.experiment.Experiment;
import org.temper.cli.recommenders.experiment.Models;
import org.temper.cli.recommenders.experiment.Models.Kind;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options of {@code recommend}, output and device apart. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class ModelComparisonOptions {
  @Mixin private ExperimentOptions experiment;

  @Option(
      names = "--models",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "sasrec,hstu",
      description = "which models: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private List<Kind> models;

  @Mixin private ModelOptions shape;
  @Mixin private PriorOptions prior;

  @Option(
      names = "--negatives",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "uniform negatives of HSTU's sampled softmax, 128 in its paper; 0 for the softmax over the"
              + " whole catalog (default: ${DEFAULT-VALUE})")
  private int negatives;

  /**
   * Checks what can be checked without data.
   *
   * @param spec the command, parsed
   * @throws IllegalArgumentException if an option is out of its range or has no effect
   */
  public void check(CommandSpec spec) {
    experiment.check(spec);
    checkArgument(
        models.stream().distinct().count() == models.size(),
        "--models: expected each once, got %s",
        models);
    checkArgument(negatives >= 0, "--negatives: expected at least 0, got %s", negatives);
    shape.shape(experiment.defaults());
    shape.training(experiment.defaults());
  }

  /**
   * Reads the log and makes ready to train; writes nothing.
   *
   * @param device where models are computed
   * @param messages where rows that were left out are named
   * @return the comparison
   * @throws IllegalArgumentException if the log is not one to train on
   */
  public ModelComparison comparison(Device device, PrintWriter messages) {
    Experiment read = experiment.experiment(experiment.noise(), Rewards.REPORTED, messages);
    return new ModelComparison(
        read,
        List.copyOf(models),
        new Models(shape.shape(experiment.defaults()), read.items(), device, prior.prior(read)),
        shape.training(experiment.defaults()),
        prior.recent(read),
        negatives,
        experiment.seed(),
        experiment.seeds());
  }
}
