package org.temper.cli.tracks;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.temper.algorithms.metrics.MetricLine;
import org.temper.algorithms.metrics.MetricsFile;
import org.temper.algorithms.run.Summary;
import org.temper.algorithms.tracks.TrackResult;
import org.temper.models.merge.TaskVectors;

/**
 * The outcome of a run of tracks.
 *
 * @param goals the goal of each track
 * @param models the start, the experts and the joined models, by name and in this order
 * @param vectors a comparison of what the experts learned
 */
public record TracksOutcome(
    ImmutableMap<String, String> goals, ImmutableMap<String, Model> models, TaskVectors vectors) {
  static final String START = "start";

  /** The smallest gain of a track whose recovery says anything. */
  private static final double LEAST_GAIN = 0.01;

  /**
   * A model of the run.
   *
   * @param figures what it comes to, as {@link Measured} has them
   * @param made what it took; empty of the start
   */
  record Model(ImmutableMap<String, Double> figures, Optional<TrackResult> made) {
    double figure(String name) {
      return requireNonNull(figures.get(name));
    }
  }

  /** What the expert of a track is called. */
  static String expert(String track) {
    return "expert_" + track;
  }

  /** The goal of a track. */
  String goal(String track) {
    return requireNonNull(goals.get(track));
  }

  private boolean isJoined(String name) {
    return !name.equals(START) && goals.keySet().stream().noneMatch(t -> expert(t).equals(name));
  }

  /** The share of an expert's gain that a model has; empty where there was nearly none. */
  OptionalDouble recovery(String track, Model model) {
    String goal = goal(track);
    double start = requireNonNull(models.get(START)).figure(goal);
    double gain = requireNonNull(models.get(expert(track))).figure(goal) - start;
    return gain < LEAST_GAIN
        ? OptionalDouble.empty()
        : OptionalDouble.of((model.figure(goal) - start) / gain);
  }

  /**
   * The figures for programs.
   *
   * @return {@code MODEL.GOAL}, and of each model what it took
   */
  public Summary summary() {
    Summary summary = new Summary();
    models.forEach(
        (name, model) -> {
          model.figures().forEach((figure, value) -> summary.put(name, figure, value));
          if (isJoined(name)) {
            recoveries(summary, name, model);
          }
          model
              .made()
              .ifPresent(
                  made -> {
                    summary.put(name, "seconds", made.effort().seconds());
                    summary.put(name, "rollouts", (double) made.effort().completions());
                    summary.put(name, "peak_memory_mib", made.effort().peakMemoryMib());
                    shares(made).forEach((figure, value) -> summary.put(name, figure, value));
                  });
        });
    vectors(summary);
    return summary;
  }

  private void recoveries(Summary summary, String name, Model model) {
    List<Double> all = new ArrayList<>();
    for (String track : goals.keySet()) {
      recovery(track, model)
          .ifPresent(
              share -> {
                summary.put(name, "recovery_" + track, share);
                all.add(share);
              });
    }
    all.stream()
        .mapToDouble(share -> share)
        .average()
        .ifPresent(mean -> summary.put(name, "recovery", mean));
  }

  private void vectors(Summary summary) {
    List<String> tracks = goals.keySet().asList();
    for (int i = 0; i < tracks.size(); i++) {
      summary.put(expert(tracks.get(i)), "norm", vectors.norms().get(i));
      for (int other = i + 1; other < tracks.size(); other++) {
        summary.put(
            "cosine." + tracks.get(i), tracks.get(other), vectors.cosines().get(i).get(other));
      }
    }
    summary.put("sign_conflicts", vectors.conflicts());
  }

  /** The mean share of the tokens, and of the loss, that each track had in a distillation. */
  private Map<String, Double> shares(TrackResult made) {
    Path metrics = made.model().resolveSibling("metrics.jsonl");
    if (!Files.exists(metrics)) {
      return Map.of();
    }
    ImmutableMap.Builder<String, Double> shares = ImmutableMap.builder();
    List<MetricLine> lines =
        MetricsFile.readUpTo(metrics, Long.MAX_VALUE).stream()
            .filter(line -> line.kind() == MetricLine.Kind.TRAINING)
            .toList();
    for (String track : goals.keySet()) {
      for (String figure : List.of("tokens", "weight")) {
        lines.stream()
            .filter(line -> line.values().containsKey(figure + "@" + track))
            .mapToDouble(line -> requireNonNull(line.values().get(figure + "@" + track)))
            .average()
            .ifPresent(mean -> shares.put(figure + "@" + track, mean));
      }
    }
    return shares.buildOrThrow();
  }
}
