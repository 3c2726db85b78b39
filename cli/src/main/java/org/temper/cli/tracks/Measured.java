package org.temper.cli.tracks;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.temper.algorithms.tracks.TrackEvaluation;
import org.temper.api.Seeds;
import org.temper.api.TextCodec;
import org.temper.api.rollouts.Trajectory;
import org.temper.cli.arithmetic.ArithmeticTask;
import org.temper.cli.arithmetic.ArithmeticTasks.Part;
import org.temper.cli.training.Divergence;
import org.temper.cli.training.TrainingSettings;
import org.temper.samplers.Sampler;

/**
 * Held-out questions, answered once each at temperature 1, always by the same draws.
 *
 * @param domains the domains
 * @param count questions of each
 * @param seed decides questions and draws
 */
record Measured(List<Domain> domains, int count, long seed) {
  private static final String BOTH = "both";

  /** The share of each domain's answers that meets each of its goals. */
  ImmutableMap<String, Double> goals(Sampler sampler, TextCodec codec) {
    ImmutableMap.Builder<String, Double> shares = ImmutableMap.builder();
    for (Domain domain : domains) {
      shares.putAll(goals(domain, answers(domain, sampler, codec), codec));
    }
    return shares.buildOrThrow();
  }

  TrackEvaluation evaluation(TextCodec codec) {
    return sampler -> goals(sampler, codec);
  }

  /** The goals, and how far a model is from where it started. */
  ImmutableMap<String, Double> figures(LanguageTracks models, Path model, Path start)
      throws IOException {
    try (LanguageTracks.Opened opened = models.open(model);
        LanguageTracks.Opened reference = models.open(start)) {
      TextCodec codec = opened.model().codec();
      List<Trajectory> all = new ArrayList<>();
      ImmutableMap.Builder<String, Double> figures = ImmutableMap.builder();
      double sum = 0;
      boolean both = false;
      int goals = 0;
      for (Domain domain : domains) {
        List<Trajectory> answers = answers(domain, opened.sampler(), codec);
        all.addAll(answers);
        Map<String, Double> shares = goals(domain, answers, codec);
        figures.putAll(shares);
        both |= shares.containsKey(BOTH);
        for (double share : shares.values()) {
          sum += share;
          goals++;
        }
        if (domains.size() > 1) {
          figures.put(
              "tokens_" + domain.name(),
              answers.stream().mapToInt(answer -> answer.completion().length()).average().orElse(0));
        }
      }
      if (!both) {
        figures.put(BOTH, sum / goals);
      }
      figures.put(
          "kl",
          Divergence.kl(
              opened.model().policy(),
              reference.model().policy(),
              all,
              TrainingSettings.EVALUATION_ROWS));
      return figures.buildOrThrow();
    }
  }

  private List<Trajectory> answers(Domain domain, Sampler sampler, TextCodec codec) {
    return sampler.sample(
        Domain.prompted(questions(domain), codec).stream()
            .map(task -> task.prompt().toArray())
            .toList(),
        Seeds.derive(seed, "tracks-measured-" + domain.name()));
  }

  private ImmutableMap<String, Double> goals(
      Domain domain, List<Trajectory> answers, TextCodec codec) {
    List<ArithmeticTask> questions = questions(domain);
    ImmutableMap.Builder<String, Double> shares = ImmutableMap.builder();
    domain
        .goals()
        .forEach(
            (name, goal) -> {
              int met = 0;
              for (int i = 0; i < answers.size(); i++) {
                met += goal.isMet(questions.get(i), answers.get(i).completionText(codec)) ? 1 : 0;
              }
              shares.put(name, (double) met / answers.size());
            });
    return shares.buildOrThrow();
  }

  private List<ArithmeticTask> questions(Domain domain) {
    return domain.questions(Part.HELD_OUT, Seeds.derive(seed, "tracks-held-out"), count);
  }
}
