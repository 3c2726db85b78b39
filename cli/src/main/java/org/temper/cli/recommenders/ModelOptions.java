package org.temper.cli.recommenders;

import static com.google.common.base.Preconditions.checkArgument;

import org.jspecify.annotations.Nullable;
import org.temper.cli.options.values.OptionLimits;
import org.temper.cli.recommenders.experiment.ModelShape;
import org.temper.cli.recommenders.training.NextItemTraining;
import org.temper.cli.recommenders.training.NextItemTraining.OptimizerSettings;
import picocli.CommandLine.Option;

/** The shape of recommenders and how they are trained. */
public final class ModelOptions {
  /** The most events of an update. */
  private static final long EVENTS_AT_ONCE = 1 << 22;

  @Option(
      names = "--width",
      paramLabel = "N",
      description = "width of a state (default: 64; of a simulated log 32)")
  private @Nullable Integer width;

  @Option(
      names = "--layers",
      paramLabel = "N",
      defaultValue = "2",
      description = "layers (default: ${DEFAULT-VALUE})")
  private int layers;

  @Option(
      names = "--heads",
      paramLabel = "N",
      description = "attention heads of a layer (default: 2; of a simulated log 1)")
  private @Nullable Integer heads;

  @Option(
      names = "--max-length",
      paramLabel = "N",
      defaultValue = "50",
      description =
          "most events of a sequence; longer histories are cut into windows (default:"
              + " ${DEFAULT-VALUE})")
  private int maxLength;

  @Option(
      names = "--dropout",
      paramLabel = "SHARE",
      defaultValue = "0.2",
      description = "share of activations dropped in training (default: ${DEFAULT-VALUE})")
  private double dropout;

  @Option(
      names = "--learning-rate",
      paramLabel = "X",
      description =
          "learning rate of next-item prediction (default: 1e-3; of a simulated log 3e-3)")
  private @Nullable Double learningRate;

  @Option(
      names = "--weight-decay",
      paramLabel = "X",
      defaultValue = "0",
      description = "decoupled weight decay of matrices (default: ${DEFAULT-VALUE})")
  private double weightDecay;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description = "sequences of an update (default: 128; of a simulated log 32)")
  private @Nullable Integer batchSize;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "30",
      description = "most passes of next-item prediction (default: ${DEFAULT-VALUE})")
  private int epochs;

  @Option(
      names = "--patience",
      paramLabel = "N",
      defaultValue = "8",
      description =
          "passes without a better validation NDCG@10 after which it ends; the best is kept"
              + " (default: ${DEFAULT-VALUE})")
  private int patience;

  /** What is not given is as fits a log of this kind. */
  enum Defaults {
    /** Thousands of users and more. */
    LOG(64, 2, 1e-3, 128),
    /** A thousand users. */
    SIMULATION(32, 1, 3e-3, 32);

    private final int width;
    private final int heads;
    private final double learningRate;
    private final int batchSize;

    Defaults(int width, int heads, double learningRate, int batchSize) {
      this.width = width;
      this.heads = heads;
      this.learningRate = learningRate;
      this.batchSize = batchSize;
    }
  }

  ModelShape shape(Defaults defaults) {
    int across = width == null ? defaults.width : width;
    int parts = heads == null ? defaults.heads : heads;
    OptionLimits.atLeast("--width", 1, across);
    OptionLimits.atLeast("--layers", 1, layers);
    OptionLimits.atLeast("--heads", 1, parts);
    checkArgument(
        across % parts == 0, "--heads: expected a divisor of the width %s, got %s", across, parts);
    checkArgument(maxLength >= 2, "--max-length: expected at least 2, got %s", maxLength);
    checkArgument(
        dropout >= 0 && dropout < 1, "--dropout: expected a share in [0, 1), got %s", dropout);
    return new ModelShape(across, layers, parts, maxLength, dropout);
  }

  NextItemTraining training(Defaults defaults) {
    double rate = learningRate == null ? defaults.learningRate : learningRate;
    int size = batchSize == null ? defaults.batchSize : batchSize;
    OptionLimits.atLeast("--epochs", 1, epochs);
    OptionLimits.atLeast("--patience", 1, patience);
    OptionLimits.atLeast("--batch-size", 1, size);
    checkArgument(
        rate > 0 && Double.isFinite(rate),
        "--learning-rate: expected a finite number above 0, got %s",
        rate);
    checkArgument(
        weightDecay >= 0 && Double.isFinite(weightDecay),
        "--weight-decay: expected a finite number of at least 0, got %s",
        weightDecay);
    OptionLimits.product("--batch-size × --max-length", EVENTS_AT_ONCE, size, maxLength);
    return new NextItemTraining(
        epochs, patience, size, maxLength, new OptimizerSettings(rate, weightDecay, 20));
  }
}
