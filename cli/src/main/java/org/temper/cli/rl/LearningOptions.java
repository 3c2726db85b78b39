package org.temper.cli.rl;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.temper.algorithms.policygradient.KlController;
import org.temper.algorithms.policygradient.KlPenalty;
import org.temper.algorithms.policygradient.MinibatchConfig;
import org.temper.algorithms.policygradient.OldPolicy;
import org.temper.cli.options.values.OptionLimits;
import org.temper.cli.training.LearningRates;
import picocli.CommandLine.Option;

/** Options for how an iteration is learned from. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class LearningOptions {
  /** The most completions that are scored at once where nothing is said. */
  static final int USUAL_ROWS = 128;

  @Option(
      names = "--learning-rate",
      paramLabel = "X",
      description =
          "peak learning rate (default: by the model's size, told at the start; half of it for grpo's"
              + " methods that do not compare completions of a prompt with each other, remax and"
              + " reinforce)")
  private @Nullable Double learningRate;

  @Option(
      names = "--passes",
      paramLabel = "N",
      defaultValue = "1",
      description = "passes over an iteration's completions (default: ${DEFAULT-VALUE})")
  private int passes;

  @Option(
      names = "--minibatches",
      paramLabel = "N",
      defaultValue = "2",
      description = "optimizer updates in a pass (default: ${DEFAULT-VALUE})")
  private int minibatches;

  @Option(
      names = "--rows-at-once",
      paramLabel = "N",
      description =
          "completions scored at once: what bounds memory (default: by the model's size and the"
              + " machine's memory, at most "
              + USUAL_ROWS
              + ")")
  private @Nullable Integer rowsAtOnce;

  private int affordedRows = USUAL_ROWS;

  @Option(
      names = "--max-kl",
      paramLabel = "X",
      description =
          "leave out the rest of an iteration once the policy has moved so far in it, in nats a token"
              + " (default: never)")
  private @Nullable Double maxKl;

  @Option(
      names = "--kl-target",
      paramLabel = "X",
      description =
          "move the penalty's coefficient so that the divergence from the reference stays near this,"
              + " in nats a completion (default: a fixed coefficient)")
  private @Nullable Double klTarget;

  @Option(
      names = "--kl-horizon",
      paramLabel = "N",
      defaultValue = "10000",
      description =
          "completions over which --kl-target moves the coefficient (default: ${DEFAULT-VALUE})")
  private double klHorizon;

  @Option(
      names = "--entropy-coefficient",
      paramLabel = "X",
      defaultValue = "0",
      description = "what entropy is rewarded with (default: ${DEFAULT-VALUE})")
  private double entropyCoefficient;

  @Option(
      names = "--old-log-probs",
      paramLabel = "HOW",
      defaultValue = "recorded",
      description =
          "log-probabilities under the old policy: ${COMPLETION-CANDIDATES}; recomputed where sampling"
              + " was not at temperature 1 (default: ${DEFAULT-VALUE})")
  private OldPolicy.Source oldLogProbs;

  @Option(
      names = "--importance",
      paramLabel = "HOW",
      defaultValue = "none",
      description =
          "truncated weights where the old policy is not the one that sampled:"
              + " ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private OldPolicy.Correction importance;

  @Option(
      names = "--max-importance",
      paramLabel = "X",
      defaultValue = "2",
      description = "the most that --importance weighs (default: ${DEFAULT-VALUE})")
  private double maxImportance;

  /**
   * The peak learning rate.
   *
   * @param usual what it is where none was given
   * @param parameters the model's size
   * @return as it was given, or the usual one
   */
  public double learningRate(LearningRates usual, long parameters) {
    return learningRate == null ? usual.of(parameters) : learningRate;
  }

  /** Takes what memory allows to be scored at once, for where nothing else was asked for. */
  void afford(int rows) {
    affordedRows = rows;
  }

  /**
   * What entropy is rewarded with.
   *
   * @return as it was given
   */
  public double entropyCoefficient() {
    return entropyCoefficient;
  }

  /** Checks what can be checked without a model. */
  void check() {
    checkArgument(
        learningRate == null || (learningRate > 0 && Double.isFinite(learningRate)),
        "--learning-rate: expected a finite number above 0, got %s",
        learningRate);
    minibatches();
    oldPolicy();
  }

  /** The most updates that a run of so many iterations makes. */
  int updates(int iterations) {
    return OptionLimits.product(
        "--iterations × --passes × --minibatches",
        OptionLimits.UPDATES,
        iterations,
        passes,
        minibatches);
  }

  /**
   * The passes and their parts.
   *
   * @return the configuration
   * @throws IllegalArgumentException if a number is out of its range
   */
  public MinibatchConfig minibatches() {
    return new MinibatchConfig(
        passes,
        minibatches,
        rowsAtOnce == null ? affordedRows : rowsAtOnce,
        maxKl == null ? Double.POSITIVE_INFINITY : maxKl);
  }

  /**
   * Where log-probabilities under the old policy come from.
   *
   * @return the choice
   * @throws IllegalArgumentException if a number is out of its range
   */
  public OldPolicy oldPolicy() {
    return new OldPolicy(oldLogProbs, importance, maxImportance);
  }

  /**
   * The controller of a penalty.
   *
   * @param coefficient the coefficient, or the first one
   * @return the controller, to be closed by the caller; empty where the coefficient is 0
   * @throws IllegalArgumentException if a number is out of its range
   */
  public Optional<KlController> controller(double coefficient) {
    if (coefficient == 0) {
      return Optional.empty();
    }
    return Optional.of(
        klTarget == null
            ? KlController.fixed(coefficient)
            : KlController.adaptive(coefficient, klTarget, klHorizon));
  }

  /**
   * A penalty with the usual estimator of its placement.
   *
   * @param controller what it is multiplied by, if there is one
   * @param placement where it is taken off
   * @return the penalty; empty without a controller
   */
  public static Optional<KlPenalty> penalty(
      Optional<KlController> controller, KlPenalty.Placement placement) {
    return controller.map(
        chosen ->
            switch (placement) {
              case REWARD -> KlPenalty.inReward(chosen);
              case LOSS -> KlPenalty.inLoss(chosen);
            });
  }
}
