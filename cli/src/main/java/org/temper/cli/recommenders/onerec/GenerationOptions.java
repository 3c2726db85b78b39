package org.temper.cli.recommenders.onerec;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.Device;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.ImmutableIntArray;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.temper.api.semantic.SemanticIds;
import org.temper.cli.options.SeedOption;
import org.temper.cli.options.values.Inapplicable;
import org.temper.cli.options.values.OptionLimits;
import org.temper.cli.recommenders.LogExperimentOptions;
import org.temper.cli.recommenders.Rewards;
import org.temper.cli.recommenders.experiment.Experiment;
import org.temper.cli.recommenders.experiment.ModelShape;
import org.temper.cli.recommenders.experiment.Models;
import org.temper.cli.recommenders.training.NextItemTraining.OptimizerSettings;
import org.temper.cli.recommenders.training.RewardEnsemble.EnsembleConfig;
import org.temper.models.semantic.Deduplication;
import org.temper.models.semantic.KMeansConfig;
import org.temper.models.semantic.KMeansConfig.LastLevel;
import org.temper.models.semantic.KMeansConfig.Sizes;
import org.temper.models.semantic.ResidualKMeans;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options of {@code one-rec}, output and device apart. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class GenerationOptions {
  private static final int WARMUP = 20;
  private static final int ALIGNMENT_WARMUP = 3;
  private static final double FEEDBACK_DROPOUT = 0.2;

  /** The reward models' own, as {@code a-sft} has them on a simulated log. */
  private static final OptimizerSettings FEEDBACK = new OptimizerSettings(3e-3, 0, WARMUP);

  private static final int FEEDBACK_WIDTH = 32;
  private static final int FEEDBACK_BATCH = 32;

  @Mixin private LogExperimentOptions log;
  @Mixin private CatalogIds given;
  @Mixin private WorldOptions world;
  @Mixin private NetworkOptions network;
  @Mixin private AlignmentOptions alignment;

  @Option(
      names = "--levels",
      paramLabel = "N",
      defaultValue = "2",
      description =
          "levels of a semantic id; where several items share one, another tells them apart"
              + " (default: ${DEFAULT-VALUE})")
  private int levels;

  @Option(
      names = "--codes",
      paramLabel = "N",
      defaultValue = "32",
      description = "codes of a level (default: ${DEFAULT-VALUE})")
  private int codes;

  @Option(
      names = "--baselines",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "atomic,random_ids",
      description =
          "other ways to write items, which a model of its own is trained for: one code each, and the"
              + " same ids given at random; of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private List<Baseline> baselines;

  @Option(
      names = "--beam-width",
      paramLabel = "N",
      defaultValue = "20",
      description = "beams of a search (default: ${DEFAULT-VALUE})")
  private int beamWidth;

  @Mixin private SeedOption seed;

  /** Another way to write items. */
  enum Baseline {
    ATOMIC,
    RANDOM_IDS,
    NONE
  }

  /**
   * Checks what can be checked before anything is read or simulated.
   *
   * @param spec the command, parsed
   * @throws IllegalArgumentException if an option is out of its range or has no effect
   */
  public void check(CommandSpec spec) {
    log.checkApplicable(spec);
    given.check(spec, log.isGiven());
    if (log.isGiven()) {
      Inapplicable.check(spec, "with --data", WorldOptions.NAMES);
      Inapplicable.check(spec, "with --ids", "--levels", "--codes");
      alignment.checkWithoutContent();
    } else {
      Inapplicable.check(spec, "without --data", LogExperimentOptions.NAMES.toArray(String[]::new));
      world.settings();
    }
    checkArgument(
        !baselines.contains(Baseline.NONE) || baselines.size() == 1,
        "--baselines: expected none alone, got %s",
        baselines);
    alignment.alignment();
    OptionLimits.atLeast("--levels", 1, levels);
    checkArgument(codes >= 2, "--codes: expected at least 2, got %s", codes);
    network.check(levels);
    checkArgument(
        beamWidth >= Experiment.CUTOFF,
        "--beam-width: expected at least %s, of which recall is measured, got %s",
        Experiment.CUTOFF,
        beamWidth);
  }

  /**
   * Reads or simulates, and makes ready to train; writes nothing.
   *
   * @param device where models are computed
   * @param messages where rows that were left out are named
   * @return what is to be run
   * @throws IOException if the ids cannot be read
   */
  public Generation generation(Device device, PrintWriter messages) throws IOException {
    World of =
        log.isGiven() ? World.of(logged(messages)) : World.of(world.settings(), seed.value());
    SemanticIds ids =
        log.isGiven() ? given.read(of.experiment().log().items()) : quantized(of, device);
    NextTokenTraining training = network.training(alignment.session());
    return new Generation(
        of,
        ids,
        others(ids),
        network.models(device),
        training,
        beamWidth,
        alignment.session(),
        aligned(of, training, device),
        seed.value());
  }

  /** How the model of semantic ids is aligned; a log that is read may be left without. */
  private Optional<SessionAlignment> aligned(World of, NextTokenTraining training, Device device) {
    Alignment how = alignment.alignment();
    return log.isGiven() && how.iterations() == 0
        ? Optional.empty()
        : Optional.of(
            new SessionAlignment(
                of,
                how,
                new Models(
                    new ModelShape(FEEDBACK_WIDTH, 2, 1, network.maxItems(), FEEDBACK_DROPOUT),
                    of.experiment().items(),
                    device,
                    Optional.empty()),
                new EnsembleConfig(
                    Models.Kind.HSTU,
                    alignment.ensemble(),
                    alignment.ensembleEpochs(),
                    FEEDBACK_BATCH,
                    FEEDBACK),
                alignment.towers(network.maxItems(), device),
                training,
                seed.value()));
  }

  /** The log; what a session is worth is learned from its feedback where it is aligned. */
  private Experiment logged(PrintWriter messages) {
    Rewards rewards = alignment.alignment().iterations() > 0 ? Rewards.NEEDED : Rewards.REPORTED;
    try {
      return log.read(seed.value(), rewards, messages);
    } catch (IllegalArgumentException e) {
      throw rewards == Rewards.NEEDED
          ? new IllegalArgumentException(
              e.getMessage() + " (with --iterations 0 no feedback is needed)", e)
          : e;
    }
  }

  private SemanticIds quantized(World simulated, Device device) {
    int[] sizes = new int[levels];
    Arrays.fill(sizes, codes);
    return Deduplication.number(
        ResidualKMeans.fit(
                simulated.content().orElseThrow(),
                ImmutableIntArray.copyOf(sizes),
                KMeansConfig.of(Sizes.BALANCED, LastLevel.DISTINCT, seed.value()),
                device)
            .ids());
  }

  private Map<String, SemanticIds> others(SemanticIds ids) {
    ImmutableMap.Builder<String, SemanticIds> others = ImmutableMap.builder();
    for (Baseline baseline : ImmutableSet.copyOf(baselines)) {
      switch (baseline) {
        case ATOMIC -> others.put("atomic", Catalogs.atomic(ids.items()));
        case RANDOM_IDS -> others.put("random_ids", Catalogs.shuffled(ids, seed.value()));
        case NONE -> {}
      }
    }
    return others.buildOrThrow();
  }

  static OptimizerSettings alignmentOptimizer(double rate) {
    return new OptimizerSettings(rate, 0, ALIGNMENT_WARMUP);
  }

  static void rate(String option, double value) {
    checkArgument(
        value > 0 && Double.isFinite(value),
        "--%s: expected a finite number above 0, got %s",
        option,
        value);
  }
}
