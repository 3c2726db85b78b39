package org.temper.cli.recommenders.onerec;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.Device;
import java.util.Optional;
import org.temper.cli.options.values.OptionLimits;
import org.temper.cli.recommenders.onerec.TowerTraining.Fusion;
import picocli.CommandLine.Option;

/** Options for sessions, their reward, and the alignment with it. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class AlignmentOptions {
  private static final int BATCH_SIZE = 16;
  private static final double TOWERS_RATE = 2e-3;

  @Option(
      names = "--session",
      paramLabel = "N",
      defaultValue = "5",
      description = "items of a session (default: ${DEFAULT-VALUE})")
  private int session;

  @Option(
      names = "--iterations",
      paramLabel = "N",
      defaultValue = "6",
      description = "iterations of alignment; 0 for none (default: ${DEFAULT-VALUE})")
  private int iterations;

  @Option(
      names = "--histories",
      paramLabel = "N",
      defaultValue = "256",
      description = "histories that sessions are drawn for in an iteration (default: 256)")
  private int histories;

  @Option(
      names = "--group-size",
      paramLabel = "N",
      defaultValue = "8",
      description =
          "sessions that are drawn for each, of which the best and the worst become a pair"
              + " (default: ${DEFAULT-VALUE})")
  private int groupSize;

  @Option(
      names = "--beta",
      paramLabel = "X",
      defaultValue = "0.1",
      description = "beta of DPO (default: ${DEFAULT-VALUE})")
  private double beta;

  @Option(
      names = "--next-token-weight",
      paramLabel = "X",
      defaultValue = "1",
      description =
          "weight of next-token prediction on the log beside DPO; 0 for none (default:"
              + " ${DEFAULT-VALUE})")
  private double nextTokenWeight;

  @Option(
      names = "--alignment-learning-rate",
      paramLabel = "X",
      defaultValue = "5e-4",
      description = "learning rate of alignment (default: ${DEFAULT-VALUE})")
  private double learningRate;

  @Option(
      names = "--ensemble",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "reward models to align with, and as many others to judge by (default: ${DEFAULT-VALUE})")
  private int ensemble;

  @Option(
      names = "--ensemble-epochs",
      paramLabel = "N",
      defaultValue = "8",
      description =
          "most passes of a reward model over the log; it is left as it was when it predicted"
              + " validation targets best (default: ${DEFAULT-VALUE})")
  private int ensembleEpochs;

  @Option(
      names = "--session-reward",
      paramLabel = "KIND",
      defaultValue = "items",
      description =
          "what a session is worth in alignment: ${COMPLETION-CANDIDATES}; the mean of what is"
              + " expected of its items; or by OneRec's judge of whole sessions the sum of what its"
              + " towers expect, one for each outcome, or the one score that it has learned of all"
              + " (default: ${DEFAULT-VALUE})")
  private SessionReward sessionReward;

  /** What a session is worth. */
  enum SessionReward {
    ITEMS,
    TOWERS,
    PREFERENCE
  }

  Optional<TowerTraining> towers(int maxItems, Device device) {
    return switch (sessionReward) {
      case ITEMS -> Optional.empty();
      case TOWERS -> Optional.of(towers(maxItems, Fusion.SUM, device));
      case PREFERENCE -> Optional.of(towers(maxItems, Fusion.LEARNED, device));
    };
  }

  private TowerTraining towers(int maxItems, Fusion fusion, Device device) {
    return new TowerTraining(
        session,
        maxItems,
        ensembleEpochs,
        GenerationOptions.alignmentOptimizer(TOWERS_RATE),
        fusion,
        device);
  }

  /** Refuses what looks at items' content, which nobody has told. */
  void checkWithoutContent() {
    checkArgument(
        sessionReward == SessionReward.ITEMS,
        "--session-reward: expected items with --data, of whose items no content is given, got %s",
        sessionReward);
  }

  Alignment alignment() {
    OptionLimits.atLeast("--session", 1, session);
    OptionLimits.atLeast("--histories", 1, histories);
    OptionLimits.atLeast("--ensemble", 1, ensemble);
    OptionLimits.atLeast("--ensemble-epochs", 1, ensembleEpochs);
    GenerationOptions.rate("alignment-learning-rate", learningRate);
    GenerationOptions.rate("beta", beta);
    return new Alignment(
        iterations,
        histories,
        groupSize,
        BATCH_SIZE,
        beta,
        nextTokenWeight,
        GenerationOptions.alignmentOptimizer(learningRate));
  }

  int session() {
    return session;
  }

  int ensemble() {
    return ensemble;
  }

  int ensembleEpochs() {
    return ensembleEpochs;
  }
}
