package org.temper.algorithms.rejection;

import com.google.common.collect.ImmutableSortedSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.temper.algorithms.metrics.Metric;
import org.temper.algorithms.metrics.MetricTally;
import org.temper.samplers.selection.Candidate;

/** A tally of episodes, over all and by bucket. */
final class RoundTally {
  private final double threshold;
  private final Metric passPower;
  private final ImmutableSortedSet<String> buckets;
  private final List<Metric> metrics;
  private final MetricTally tally;
  private final List<Metric> figures;

  /**
   * An empty tally.
   *
   * @param threshold the least reward of a success
   * @param samples the episodes of each task
   * @param metrics what is tallied
   * @param figures what else episodes tell
   * @param buckets the buckets; by these too where there are several
   */
  RoundTally(
      double threshold,
      int samples,
      List<Metric> metrics,
      List<Metric> figures,
      Set<String> buckets) {
    this.threshold = threshold;
    this.passPower = RejectionMetrics.passPower(samples);
    this.buckets =
        buckets.size() > 1 ? ImmutableSortedSet.copyOf(buckets) : ImmutableSortedSet.of();
    List<Metric> all = new ArrayList<>(metrics);
    figures.stream().filter(figure -> !all.contains(figure)).forEach(all::add);
    this.figures = all.stream().filter(metric -> !isCounted(metric)).toList();
    this.metrics = List.copyOf(all);
    List<Metric> declared = new ArrayList<>(all);
    for (String bucket : this.buckets) {
      all.forEach(metric -> declared.add(RejectionMetrics.ofBucket(metric, bucket)));
    }
    this.tally = new MetricTally(declared);
    metrics.stream()
        .filter(metric -> metric.averaging() == Metric.Averaging.MEAN)
        .forEach(metric -> add(metric, this.buckets, 0, 0));
    if (metrics.contains(RejectionMetrics.ACCEPTED)) {
      count(RejectionMetrics.ACCEPTED, this.buckets, 0);
    }
  }

  private boolean isCounted(Metric metric) {
    return metric.equals(passPower)
        || (RejectionMetrics.ofRound(1).contains(metric)
            && !metric.equals(RejectionMetrics.MALFORMED_CALLS));
  }

  /** Adds all episodes of one task. */
  void add(List<Candidate> task) {
    Set<String> bucket = Set.of(task.get(0).bucket());
    int successes = 0;
    int failures = 0;
    for (Candidate candidate : task) {
      boolean succeeded = candidate.isScored() && candidate.reward() >= threshold;
      successes += succeeded ? 1 : 0;
      failures += candidate.isScored() && !succeeded ? 1 : 0;
      add(RejectionMetrics.TURNS, bucket, candidate.trajectory().actions().size(), 1);
      add(RejectionMetrics.TOKENS, bucket, candidate.trajectory().completion().length(), 1);
      for (Metric figure : figures) {
        Double value = candidate.figures().get(figure.name());
        if (value != null) {
          add(figure, bucket, value, 1);
        }
      }
    }
    int unverified = task.size() - successes - failures;
    add(RejectionMetrics.SUCCESS, bucket, successes, successes + failures);
    add(RejectionMetrics.UNVERIFIED_SHARE, bucket, unverified, task.size());
    if (tally.declares(RejectionMetrics.ACCEPTED_SHARE)) {
      add(RejectionMetrics.ACCEPTED_SHARE, bucket, 0, task.size());
    }
    if (failures > 0 || unverified == 0) {
      add(passPower, bucket, failures > 0 ? 0 : 1, 1);
    }
  }

  /** Adds an episode that was accepted, beside its task. */
  void addAccepted(Candidate candidate) {
    Set<String> bucket = Set.of(candidate.bucket());
    add(RejectionMetrics.ACCEPTED_SHARE, bucket, 1, 0);
    count(RejectionMetrics.ACCEPTED, bucket, 1);
  }

  private void add(Metric metric, Set<String> ofBuckets, double sum, double count) {
    tally.add(metric, sum, count);
    for (String bucket : ofBuckets) {
      if (buckets.contains(bucket)) {
        tally.add(RejectionMetrics.ofBucket(metric, bucket), sum, count);
      }
    }
  }

  private void count(Metric metric, Set<String> ofBuckets, double value) {
    tally.add(metric, value);
    for (String bucket : ofBuckets) {
      if (buckets.contains(bucket)) {
        tally.add(RejectionMetrics.ofBucket(metric, bucket), value);
      }
    }
  }

  /** The figures by name, those without any value NaN. */
  Map<String, Double> figures() {
    return new LinkedHashMap<>(tally.metrics().toMap());
  }

  /** What is tallied over all tasks. */
  List<Metric> metrics() {
    return metrics;
  }
}
