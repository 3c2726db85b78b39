package org.temper.cli.recommenders.onerec;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.Device;
import org.temper.cli.options.values.OptionLimits;
import org.temper.cli.options.values.Schedule;
import org.temper.cli.recommenders.training.NextItemTraining.OptimizerSettings;
import picocli.CommandLine.Option;

/** The network that generates, and its next-token prediction, in options. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class NetworkOptions {
  private static final double WEIGHT_DECAY = 0.01;
  private static final int WARMUP = 20;

  @Option(
      names = "--network",
      paramLabel = "NAME",
      defaultValue = "decoder",
      description =
          "what generates: ${COMPLETION-CANDIDATES}; the last two are OneRec's and OneRec-V2's, which"
              + " read a history as a whole (default: ${DEFAULT-VALUE})")
  private Network network;

  @Option(
      names = "--softmax",
      paramLabel = "NAME",
      defaultValue = "vocabulary",
      description =
          "what a token's probability is a share of: ${COMPLETION-CANDIDATES}; legal are the codes"
              + " that lead to an item (default: ${DEFAULT-VALUE})")
  private Softmax softmax;

  @Option(
      names = "--width",
      paramLabel = "N",
      defaultValue = "48",
      description = "width of a decoder's state (default: ${DEFAULT-VALUE})")
  private int width;

  @Option(
      names = "--layers",
      paramLabel = "N",
      defaultValue = "2",
      description = "layers of a decoder (default: ${DEFAULT-VALUE})")
  private int layers;

  @Option(
      names = "--heads",
      paramLabel = "N",
      defaultValue = "2",
      description = "attention heads of a layer (default: ${DEFAULT-VALUE})")
  private int heads;

  @Option(
      names = "--max-length",
      paramLabel = "N",
      defaultValue = "30",
      description = "most items of a history (default: ${DEFAULT-VALUE})")
  private int maxItems;

  @Option(
      names = "--learning-rate",
      paramLabel = "X",
      defaultValue = "3e-3",
      description = "learning rate of next-token prediction (default: ${DEFAULT-VALUE})")
  private double learningRate;

  @Option(
      names = "--schedule",
      paramLabel = "FORM",
      defaultValue = "constant",
      description =
          "how the learning rate of next-token prediction goes on after the warmup:"
              + " ${COMPLETION-CANDIDATES}; a falling one ends with a tenth of it"
              + " (default: ${DEFAULT-VALUE})")
  private Schedule schedule;

  @Option(
      names = "--dropout",
      paramLabel = "SHARE",
      defaultValue = "0",
      description =
          "share of activations dropped in next-token prediction (default: ${DEFAULT-VALUE})")
  private double dropout;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "16",
      description = "users of an update (default: ${DEFAULT-VALUE})")
  private int batchSize;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "10",
      description =
          "passes of next-token prediction, of every model; each is left as it was when --choose-by"
              + " was best (default: ${DEFAULT-VALUE})")
  private int epochs;

  @Option(
      names = "--choose-by",
      paramLabel = "FIGURE",
      defaultValue = "loss",
      description =
          "what tells which epoch is kept: ${COMPLETION-CANDIDATES} of validation targets; a search"
              + " finds where they are ranked, after each epoch (default: ${DEFAULT-VALUE})")
  private ChooseBy chooseBy;

  @Option(
      names = "--choose-targets",
      paramLabel = "N",
      defaultValue = "4000",
      description =
          "most validation targets that are searched for with --choose-by ndcg"
              + " (default: ${DEFAULT-VALUE})")
  private int chosenTargets;

  /**
   * Checks the ranges.
   *
   * @param levels of a semantic id, at least 1
   * @throws IllegalArgumentException if an option is out of its range
   */
  void check(int levels) {
    OptionLimits.atLeast("--width", 1, width);
    OptionLimits.atLeast("--layers", 1, layers);
    OptionLimits.atLeast("--heads", 1, heads);
    OptionLimits.atLeast("--batch-size", 1, batchSize);
    OptionLimits.atLeast("--epochs", 1, epochs);
    OptionLimits.atLeast("--choose-targets", 1, chosenTargets);
    checkArgument(maxItems >= 2, "--max-length: expected at least 2, got %s", maxItems);
    GenerationOptions.rate("learning-rate", learningRate);
    checkArgument(
        dropout >= 0 && dropout < 1, "--dropout: expected a share in [0, 1), got %s", dropout);
    OptionLimits.product(
        "--batch-size × --max-length × --levels", 1 << 22, batchSize, maxItems, levels + 1L);
  }

  /** The most items of a history. */
  int maxItems() {
    return maxItems;
  }

  TokenModels models(Device device) {
    return new TokenModels(network, softmax, width, layers, heads, maxItems, device);
  }

  /**
   * The training.
   *
   * @param session the most items that are generated after a history
   */
  NextTokenTraining training(int session) {
    return new NextTokenTraining(
        network,
        session,
        epochs,
        batchSize,
        maxItems,
        dropout,
        new OptimizerSettings(learningRate, WEIGHT_DECAY, WARMUP),
        schedule,
        chooseBy,
        chosenTargets);
  }
}
