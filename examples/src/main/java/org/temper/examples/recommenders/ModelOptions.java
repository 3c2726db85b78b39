package org.temper.examples.recommenders;

import static com.google.common.base.Preconditions.checkArgument;

import org.temper.examples.recommenders.NextItemTraining.OptimizerSettings;
import picocli.CommandLine.Option;

/** The shape of recommenders and how they are trained. */
final class ModelOptions {

  @Option(
      names = "--width",
      paramLabel = "N",
      defaultValue = "64",
      description = "width of a state (default: ${DEFAULT-VALUE})")
  private int width;

  @Option(
      names = "--layers",
      paramLabel = "N",
      defaultValue = "2",
      description = "layers (default: ${DEFAULT-VALUE})")
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
      defaultValue = "1e-3",
      description = "learning rate of next-item prediction (default: ${DEFAULT-VALUE})")
  private double learningRate;

  @Option(
      names = "--weight-decay",
      paramLabel = "X",
      defaultValue = "0",
      description = "decoupled weight decay of matrices (default: ${DEFAULT-VALUE})")
  private double weightDecay;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "128",
      description = "sequences of an update (default: ${DEFAULT-VALUE})")
  private int batchSize;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "60",
      description = "most passes of next-item prediction (default: ${DEFAULT-VALUE})")
  private int epochs;

  @Option(
      names = "--patience",
      paramLabel = "N",
      defaultValue = "5",
      description =
          "passes without a better validation NDCG@10 after which it ends; the best is kept"
              + " (default: ${DEFAULT-VALUE})")
  private int patience;

  /** The shape. */
  record Shape(int width, int layers, int heads, int maxLength, double dropout) {}

  Shape shape() {
    atLeastOne("width", width);
    atLeastOne("layers", layers);
    atLeastOne("heads", heads);
    checkArgument(
        width % heads == 0, "--heads: expected a divisor of the width %s, got %s", width, heads);
    checkArgument(maxLength >= 2, "--max-length: expected at least 2, got %s", maxLength);
    checkArgument(
        dropout >= 0 && dropout < 1, "--dropout: expected a share in [0, 1), got %s", dropout);
    return new Shape(width, layers, heads, maxLength, dropout);
  }

  NextItemTraining training() {
    atLeastOne("epochs", epochs);
    atLeastOne("patience", patience);
    atLeastOne("batch-size", batchSize);
    checkArgument(
        learningRate > 0 && Double.isFinite(learningRate),
        "--learning-rate: expected a finite number above 0, got %s",
        learningRate);
    checkArgument(
        weightDecay >= 0 && Double.isFinite(weightDecay),
        "--weight-decay: expected a finite number of at least 0, got %s",
        weightDecay);
    return new NextItemTraining(
        epochs,
        patience,
        batchSize,
        maxLength,
        new OptimizerSettings(learningRate, weightDecay, 20));
  }

  static void atLeastOne(String option, int value) {
    checkArgument(value >= 1, "--%s: expected at least 1, got %s", option, value);
  }
}
