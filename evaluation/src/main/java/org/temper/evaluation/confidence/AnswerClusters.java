package org.temper.evaluation.confidence;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * Clusters of the answers to one question that say the same, and what their sizes tell:
 * self-consistency and semantic entropy.
 *
 * <p>Source: <a href="https://arxiv.org/abs/2203.11171">Wang et al. 2023</a> (self-consistency); <a
 * href="https://doi.org/10.1038/s41586-024-07421-0">Farquhar et al. 2024</a> (semantic entropy).
 *
 * @param <T> an answer: a number, a text, a trajectory
 * @param answers [n], as they were sampled, at least one
 * @param clusters [n], the cluster of each answer; clusters are numbered from 0 as they first
 *     appear
 */
public record AnswerClusters<T>(List<T> answers, ImmutableIntArray clusters) {

  /**
   * Copies and checks the clusters.
   *
   * @throws IllegalArgumentException if there is no answer, the lengths differ, or clusters are not
   *     numbered as they first appear
   */
  public AnswerClusters {
    answers = ImmutableList.copyOf(answers);
    checkArgument(!answers.isEmpty(), "answers: expected at least one, got none");
    checkArgument(
        clusters.length() == answers.size(),
        "clusters: expected %s, one for each answer, got %s",
        answers.size(),
        clusters.length());
    int next = 0;
    for (int i = 0; i < clusters.length(); i++) {
      checkArgument(
          clusters.get(i) >= 0 && clusters.get(i) <= next,
          "clusters[%s]: expected from 0 to %s, got %s",
          i,
          next,
          clusters.get(i));
      next = Math.max(next, clusters.get(i) + 1);
    }
  }

  /**
   * Clusters answers: each joins the first cluster whose first answer says the same, or opens one.
   *
   * @param <T> an answer
   * @param answers at least one
   * @param equivalence whether two say the same; where it is symmetric and transitive, the order of
   *     the answers does not matter
   * @return the clusters
   * @throws IllegalArgumentException if there is no answer
   */
  public static <T> AnswerClusters<T> of(
      List<T> answers, BiPredicate<? super T, ? super T> equivalence) {
    List<T> first = new ArrayList<>();
    int[] clusters = new int[answers.size()];
    for (int i = 0; i < clusters.length; i++) {
      T answer = answers.get(i);
      while (clusters[i] < first.size() && !equivalence.test(first.get(clusters[i]), answer)) {
        clusters[i]++;
      }
      if (clusters[i] == first.size()) {
        first.add(answer);
      }
    }
    return new AnswerClusters<>(answers, ImmutableIntArray.copyOf(clusters));
  }

  /**
   * The sizes of the clusters.
   *
   * @return how many answers each has, with sum n
   */
  public ImmutableIntArray sizes() {
    int[] sizes = new int[clusters.stream().max().orElseThrow() + 1];
    clusters.forEach(cluster -> sizes[cluster]++);
    return ImmutableIntArray.copyOf(sizes);
  }

  /**
   * The answer that most agree with.
   *
   * @return the first of the largest cluster; of clusters of the same size, the one that appeared
   *     first
   */
  public T majority() {
    return answers.get(clusters.indexOf(largest()));
  }

  /**
   * The self-consistency: the share of answers that agree with the majority, as its confidence.
   *
   * @return from 1 / n to 1
   */
  public double majorityShare() {
    return (double) sizes().get(largest()) / answers.size();
  }

  private int largest() {
    ImmutableIntArray sizes = sizes();
    return sizes.indexOf(sizes.stream().max().orElseThrow());
  }

  /**
   * The discrete semantic entropy: that of the clusters' shares.
   *
   * @return in nats, from 0 (all agree) to ln n (none do)
   */
  public double entropy() {
    return entropyOf(
        sizes().stream().mapToDouble(size -> (double) size / answers.size()).toArray());
  }

  /**
   * The semantic entropy by likelihood: a cluster's probability is the sum of its answers', as a
   * share of that of all.
   *
   * @param logProbs [n], the log-probability of each answer in nats, by a {@link LengthHandling};
   *     finite
   * @return in nats, from 0 to the logarithm of the number of clusters
   * @throws IllegalArgumentException if there is not one for each answer, or one is not finite
   */
  public double entropy(double[] logProbs) {
    checkArgument(
        logProbs.length == answers.size(),
        "logProbs: expected %s, one for each answer, got %s",
        answers.size(),
        logProbs.length);
    for (int i = 0; i < logProbs.length; i++) {
      checkArgument(
          Double.isFinite(logProbs[i]),
          "logProbs[%s]: expected a finite number, got %s",
          i,
          Double.valueOf(logProbs[i]));
    }
    double largest = Arrays.stream(logProbs).max().orElseThrow();
    double[] weights = new double[sizes().length()];
    for (int i = 0; i < logProbs.length; i++) {
      weights[clusters.get(i)] += Math.exp(logProbs[i] - largest);
    }
    double sum = Arrays.stream(weights).sum();
    return entropyOf(Arrays.stream(weights).map(weight -> weight / sum).toArray());
  }

  /**
   * The semantic agreement: 1 − entropy / ln n, a confidence.
   *
   * @return from 0, where no two of the n answers agree, to 1, where all do
   * @throws IllegalArgumentException if there is one answer alone, which tells nothing
   */
  public double agreement() {
    checkArgument(answers.size() >= 2, "answers: expected at least two to compare, got one");
    return Math.min(1, Math.max(0, 1 - entropy() / Math.log(answers.size())));
  }

  private static double entropyOf(double[] probabilities) {
    double entropy = 0;
    for (double probability : probabilities) {
      entropy -= probability > 0 ? probability * Math.log(probability) : 0;
    }
    return Math.max(0, entropy);
  }
}
