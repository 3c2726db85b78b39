package org.temper.cli.tracks;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.temper.algorithms.tracks.TrackEvaluation;
import org.temper.api.Seeds;
import org.temper.api.rollouts.Trajectory;
import org.temper.cli.training.Divergence;
import org.temper.cli.training.TrainingSettings;
import org.temper.models.hf.HuggingFaceCodec;
import org.temper.samplers.Sampler;

/**
 * A measurement on held-out tasks, played once each at temperature 1, always by the same draws.
 *
 * @param domains the domains
 * @param seed decides the draws
 */
record Measured(List<Domain<?>> domains, long seed) {
  /** The goal of all tracks; where no domain has it, the mean of all goals. */
  static final String BOTH = "both";

  /** The share of each domain's answers that meets each of its goals, and how long they are. */
  private record Figures(List<Trajectory> answers, ImmutableMap<String, Double> byName) {}

  TrackEvaluation evaluation(HuggingFaceCodec codec) {
    return sampler -> answer(sampler, codec).byName();
  }

  /**
   * All figures of a model.
   *
   * @return shares by goal, {@code both}, {@code tokens_DOMAIN}, and {@code kl} from the start in
   *     nats per completion
   */
  ImmutableMap<String, Double> figures(LanguageTracks models, Path model, Path start)
      throws IOException {
    try (LanguageTracks.Opened opened = models.open(model);
        LanguageTracks.Opened reference = models.open(start)) {
      Figures figures = answer(opened.sampler(), opened.model().codec());
      return ImmutableMap.<String, Double>builder()
          .putAll(figures.byName())
          .put(
              "kl",
              Divergence.kl(
                  opened.model().policy(),
                  reference.model().policy(),
                  figures.answers(),
                  TrainingSettings.EVALUATION_ROWS))
          .buildOrThrow();
    }
  }

  private Figures answer(Sampler sampler, HuggingFaceCodec codec) {
    List<Trajectory> all = new ArrayList<>();
    Map<String, Double> goals = new LinkedHashMap<>();
    Map<String, Double> lengths = new LinkedHashMap<>();
    for (Domain<?> domain : domains) {
      Domain.Answered answered =
          domain.measure(sampler, codec, Seeds.derive(seed, "tracks-measured-" + domain.name()));
      goals.putAll(answered.shares());
      lengths.put(
          "tokens_" + domain.name(),
          answered.episodes().stream()
              .mapToInt(answer -> answer.completion().length())
              .average()
              .orElse(0));
      all.addAll(answered.episodes());
    }
    double mean = goals.values().stream().mapToDouble(share -> share).average().orElse(0);
    goals.putIfAbsent(BOTH, mean);
    return new Figures(
        all, ImmutableMap.<String, Double>builder().putAll(goals).putAll(lengths).buildOrThrow());
  }
}
