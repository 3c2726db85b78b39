package org.temper.algorithms.sft;

import java.util.ArrayList;
import java.util.List;
import org.temper.algorithms.metrics.Metric;

/** Metrics of {@link SftTrainer}. An evaluation gives the loss alone. */
public final class SftMetrics {
  /** Negative log-likelihood, before the update. */
  public static final Metric LOSS =
      Metric.loss(
          "nats per token",
          "−(1/N) Σ log π(token given those before it), over the N scored tokens: those that the"
              + " completion mask shows, without the first token of a sequence");

  /** Tokens that the loss looked at. */
  public static final Metric SCORED_TOKENS = Metric.sum("scored_tokens", "tokens per update", "N");

  /** Real tokens. */
  public static final Metric TOKENS =
      Metric.sum(
          "tokens",
          "tokens per update",
          "real tokens that went through the model, prompts included, padding not");

  /** All of them, in the order in which they are written. */
  public static final List<Metric> ALL = Metric.ofUpdate(LOSS, SCORED_TOKENS, TOKENS);

  private SftMetrics() {}

  /**
   * The loss of the rows of one label.
   *
   * @param label the rows' label, in lower snake case
   * @return the metric {@code loss@LABEL}
   */
  public static Metric loss(String label) {
    return Metric.mean(
        "loss@" + label,
        "nats per token",
        "`loss` over the scored tokens of the rows of this label");
  }

  /**
   * The real tokens of the rows of one label.
   *
   * @param label the rows' label, in lower snake case
   * @return the metric {@code tokens@LABEL}
   */
  public static Metric tokens(String label) {
    return Metric.sum("tokens@" + label, "tokens per update", "`tokens` of the rows of this label");
  }

  /**
   * The rows of one label.
   *
   * @param label the rows' label, in lower snake case
   * @return the metric {@code examples@LABEL}
   */
  public static Metric examples(String label) {
    return Metric.sum("examples@" + label, "examples per update", "rows of this label");
  }

  /**
   * All of them for batches whose rows have labels, such as the buckets of a mixture.
   *
   * @param labels the labels, in lower snake case
   * @return {@link #ALL} and those of each label, in the order in which they are written
   * @throws IllegalArgumentException if a label has other characters than lower-case letters,
   *     digits and {@code _}
   */
  public static List<Metric> ofLabels(List<String> labels) {
    List<Metric> figures = new ArrayList<>(List.of(SCORED_TOKENS, TOKENS));
    for (String label : labels) {
      figures.addAll(List.of(loss(label), tokens(label), examples(label)));
    }
    return Metric.ofUpdate(LOSS, figures.toArray(Metric[]::new));
  }
}
