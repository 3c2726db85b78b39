package org.temper.cli.recommenders;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.Device;
import com.google.common.collect.ImmutableList;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.temper.cli.options.values.Inapplicable;
import org.temper.cli.recommenders.PostTrainingOptions.Defaults;
import org.temper.cli.recommenders.comparison.Comparisons;
import org.temper.cli.recommenders.comparison.FeedbackLoops;
import org.temper.cli.recommenders.comparison.Method;
import org.temper.cli.recommenders.comparison.MethodComparison;
import org.temper.cli.recommenders.comparison.Methods;
import org.temper.cli.recommenders.comparison.NoiseSweep;
import org.temper.cli.recommenders.comparison.NoiseSweep.AtNoise;
import org.temper.cli.recommenders.comparison.WorldComparison;
import org.temper.cli.recommenders.comparison.WorldComparison.Preset;
import org.temper.cli.recommenders.experiment.Experiment;
import org.temper.cli.recommenders.experiment.Models;
import org.temper.cli.recommenders.experiment.Models.Kind;
import org.temper.cli.recommenders.training.NextItemTraining;
import org.temper.cli.recommenders.training.RewardEnsemble.EnsembleConfig;
import org.temper.interactions.simulation.SimulatedWorld;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options of {@code a-sft}, output and device apart. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class MethodComparisonOptions {
  @Mixin private ExperimentOptions experiment;
  @Mixin private WorldOptions worlds;
  @Mixin private LoopOptions loops;

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
      description =
          "which methods (default: one row of each; with --preset those without a model of the"
              + " reward, against several baselines); cloning is always among them")
  private @Nullable List<String> methods;

  @Option(
      names = "--settings",
      paramLabel = "NAME=X",
      split = ",",
      description =
          "values of the settings of some methods, which are then not searched for, such as"
              + " a-sft=0.5,item-tilt=1")
  private Map<String, Double> settings = new LinkedHashMap<>();

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
   * Whether the kinds of worlds are to be listed, and nothing else done.
   *
   * @return their list, a line each; empty where it was not asked for
   */
  public Optional<String> listed() {
    return worlds.isListed() ? Optional.of(WorldOptions.list()) : Optional.empty();
  }

  /**
   * Checks what can be checked without data.
   *
   * @param spec the command, parsed
   * @throws IllegalArgumentException if an option is out of its range or has no effect
   */
  public void check(CommandSpec spec) {
    experiment.check(spec);
    worlds.check(spec);
    loops.check(spec);
    if (sweep != null) {
      Inapplicable.check(spec, "beside --sweep", "--noise");
    }
    chosenMethods();
    shape.shape(experiment.defaults());
    shape.training(experiment.defaults());
    postTraining.check();
  }

  /**
   * What is to be run; writes nothing.
   *
   * @param device where models are computed
   * @param messages where rows that were left out are named
   * @return a comparison in worlds where they were asked for; otherwise on one log, which is read,
   *     or on a simulated one of each strength of noise
   * @throws IllegalArgumentException if the log is not one to train on
   */
  public Comparisons comparisons(Device device, PrintWriter messages) {
    if (loops.isGiven()) {
      return loops(device);
    }
    return worlds.isGiven() ? worlds(device) : sweep(device, messages);
  }

  private FeedbackLoops loops(Device device) {
    return new FeedbackLoops(
        experiment.simulator(),
        (simulator, of) ->
            comparison(experiment.experiment(simulator), experiment.seed(), of, device),
        ImmutableList.copyOf(chosenMethods()),
        loops.loops(),
        experiment.seed());
  }

  private WorldComparison worlds(Device device) {
    ImmutableList.Builder<Preset> presets = ImmutableList.builder();
    for (SimulatedWorld preset : worlds.presets()) {
      ImmutableList.Builder<Supplier<MethodComparison>> comparisons = ImmutableList.builder();
      for (int world = 0; world < worlds.worlds(); world++) {
        long seed = WorldOptions.seed(experiment.seed(), preset, world);
        comparisons.add(
            () -> comparison(experiment.experiment(preset, seed), seed, chosenMethods(), device));
      }
      presets.add(new Preset(preset.figureName(), preset.description(), comparisons.build()));
    }
    return new WorldComparison(presets.build(), experiment.seed());
  }

  private NoiseSweep sweep(Device device, PrintWriter messages) {
    List<AtNoise> comparisons = new ArrayList<>();
    for (double noise : sweep == null ? List.of(experiment.noise()) : sweep) {
      Experiment read = experiment.experiment(noise, Rewards.NEEDED, messages);
      comparisons.add(
          new AtNoise(noise, comparison(read, experiment.seed(), chosenMethods(), device)));
    }
    checkArgument(
        comparisons.stream().map(AtNoise::noise).distinct().count() == comparisons.size(),
        "--sweep: expected each strength once, got %s",
        sweep);
    return new NoiseSweep(comparisons, experiment.seed());
  }

  private MethodComparison comparison(Experiment read, long seed, List<Method> of, Device device) {
    NextItemTraining training = shape.training(experiment.defaults());
    boolean several = worlds.isGiven() || loops.isGiven();
    Defaults defaults = several ? Defaults.WORLDS : Defaults.LOG;
    int seeds = several ? experiment.seeds(1) : experiment.seeds();
    return new MethodComparison(
        read,
        model,
        new Models(shape.shape(experiment.defaults()), read.items(), device, prior.prior(read)),
        training,
        new EnsembleConfig(
            Kind.HSTU,
            postTraining.ensemble(defaults),
            postTraining.ensembleEpochs(defaults),
            training.batchSize(),
            training.optimizer()),
        postTraining.judge(defaults),
        postTraining.config(training.batchSize(), defaults),
        of,
        postTraining.search(defaults),
        LongStream.range(seed, seed + seeds).boxed().toList());
  }

  private List<Method> chosenMethods() {
    if (loops.isGiven()) {
      List<Method> looped = Methods.of(methods == null ? Methods.ofLoops() : methods, settings);
      Methods.checkPolicies(looped);
      return looped;
    }
    List<String> usual = worlds.isGiven() ? Methods.ofWorlds() : Methods.usual();
    return Methods.of(methods == null ? usual : methods, settings);
  }
}
