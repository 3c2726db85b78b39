package org.temper.algorithms.distillation;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.temper.algorithms.metrics.Metric;
import org.temper.algorithms.policygradient.PolicyMetrics;
import org.temper.algorithms.policygradient.UpdateMetrics;

/**
 * Metrics of {@link DistillationTrainer}. <i>Tokens</i> are those that the policy produced; those
 * of the episodes are {@link PolicyMetrics#ROLLOUTS}.
 */
public final class DistillationMetrics {
  /** Of the optimizer updates. */
  public static final UpdateMetrics UPDATE =
      UpdateMetrics.of(
          "token",
          "nats per token",
          "mean over the updates of Σ w · loss(π, π_teacher) over their tokens, w the token's share");

  /** How far the student is from its teachers. */
  public static final Metric KL =
      Metric.mean(
          "kl",
          "nats per token",
          "mean of log(π_old/π_teacher) over all tokens: k1 of the divergence from each token's"
              + " teacher, before the first update. May be negative by chance");

  /** What the importance mask leaves out. */
  public static final Metric DROPPED =
      Metric.mean(
          "dropped",
          "share of tokens",
          "tokens whose π_old/π_behavior is outside the range, which are not learned from");

  private DistillationMetrics() {}

  /**
   * How far the student is from the teacher of one domain.
   *
   * @param domain the domain, in lower snake case
   * @return the metric {@code kl@DOMAIN}
   */
  public static Metric kl(String domain) {
    return Metric.mean("kl@" + domain, "nats per token", "`kl` over the tokens of this domain");
  }

  /**
   * How many of the tokens are of one domain.
   *
   * @param domain the domain, in lower snake case
   * @return the metric {@code tokens@DOMAIN}
   */
  public static Metric tokens(String domain) {
    return Metric.mean(
        "tokens@" + domain,
        "share of tokens",
        "tokens of this domain, of all that are learned from");
  }

  /**
   * How much the tokens of one domain count.
   *
   * @param domain the domain, in lower snake case
   * @return the metric {@code weight@DOMAIN}
   */
  public static Metric weight(String domain) {
    return Metric.mean(
        "weight@" + domain,
        "share of the loss",
        "Σ w over the tokens of this domain, mean over the updates: `tokens@` under a token mean,"
            + " the same for all domains of an update under equal shares");
  }

  /**
   * All of them.
   *
   * @param domains the domains, in lower snake case
   * @return in the order in which they are written
   */
  public static ImmutableList<Metric> ofDomains(List<String> domains) {
    ImmutableList.Builder<Metric> all = ImmutableList.builder();
    all.add(UPDATE.loss()).addAll(PolicyMetrics.ROLLOUTS).add(KL);
    for (String domain : domains) {
      all.add(kl(domain), tokens(domain), weight(domain));
    }
    return all.add(DROPPED, PolicyMetrics.ENTROPY)
        .add(UPDATE.approximateKl(), UPDATE.clipLow(), UPDATE.clipHigh())
        .add(UPDATE.ratioMean(), UPDATE.ratioMax(), UPDATE.updates())
        .add(UPDATE.gradientNorm(), UPDATE.learningRate())
        .build();
  }
}
