package org.temper.cli.recommenders;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.Device;
import com.google.common.collect.ImmutableMap;
import java.io.PrintWriter;
import java.util.List;
import org.temper.cli.recommenders.comparison.ModelComparison;
import org.temper.cli.recommenders.experiment.Experiment;
import org.temper.cli.recommenders.experiment.Models;
import org.temper.cli.recommenders.experiment.Models.Kind;
import org.temper.cli.recommenders.training.NextItemTraining;
import org.temper.models.recommender.Negatives;
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

  @Mixin private NegativeOptions negatives;

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
    negatives.check();
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
    ImmutableMap.Builder<Kind, Negatives> sampled = ImmutableMap.builder();
    models.forEach(
        kind -> negatives.negatives(kind, read).ifPresent(drawn -> sampled.put(kind, drawn)));
    NextItemTraining training = shape.training(experiment.defaults());
    return new ModelComparison(
        read,
        List.copyOf(models),
        new Models(shape.shape(experiment.defaults()), read.items(), device, prior.prior(read)),
        negatives.byRows() ? training.withRowUpdates() : training,
        prior.recent(read),
        sampled.buildOrThrow(),
        experiment.seed(),
        experiment.seeds());
  }
}
