package org.temper.cli.rl;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.temper.api.Policy;
import org.temper.api.rollouts.Trajectory;
import org.temper.cli.training.Divergence;
import org.temper.samplers.rewards.RewardSource;

/**
 * Episodes that a policy is measured on, drawn as in training, always by the same draws.
 *
 * @param <T> what a task is
 */
final class HeldOut<T> {
  private final Supplier<Played<T>> player;
  private final ImmutableMap<String, RewardSource<T>> sources;
  private final Scored scored;
  private final BiFunction<T, Trajectory, Text> texts;
  private List<SampleLog.Sample> latest = List.of();

  /**
   * Episodes as they were played.
   *
   * @param tasks the task of each
   * @param episodes those that can be judged
   * @param figures what is to be told of them beside
   * @param <T> what a task is
   */
  record Played<T>(
      List<T> tasks, List<Trajectory> episodes, ImmutableMap<String, Double> figures) {}

  /**
   * How episodes are scored.
   *
   * @param policy what plays
   * @param reference what it is compared with
   * @param rows episodes scored at once
   */
  record Scored(Policy policy, Policy reference, int rows) {}

  /**
   * An episode in words.
   *
   * @param prompt what it began with
   * @param rest all that followed
   */
  record Text(String prompt, String rest) {}

  /**
   * Episodes.
   *
   * @param player plays them, always by the same draws
   * @param sources what judges them, by the figure that is the mean of its rewards
   * @param scored how they are scored
   * @param texts puts one in words
   */
  HeldOut(
      Supplier<Played<T>> player,
      ImmutableMap<String, RewardSource<T>> sources,
      Scored scored,
      BiFunction<T, Trajectory, Text> texts) {
    this.player = player;
    this.sources = sources;
    this.scored = scored;
    this.texts = texts;
  }

  /** Plays, judges and scores the episodes anew. */
  Map<String, Double> measure() {
    Played<T> played = player.get();
    List<Trajectory> episodes = played.episodes();
    Map<String, double[]> judged = new LinkedHashMap<>();
    sources.forEach(
        (figure, source) -> judged.put(figure, source.rewards(played.tasks(), episodes)));
    latest = samples(played, judged);
    ImmutableMap.Builder<String, Double> figures = ImmutableMap.builder();
    judged.forEach((name, values) -> figures.put(name, mean(values)));
    figures.putAll(played.figures());
    Divergence.Figures ofPolicy =
        episodes.isEmpty()
            ? new Divergence.Figures(Double.NaN, Double.NaN)
            : Divergence.figures(scored.policy(), scored.reference(), episodes, scored.rows());
    figures.put("kl", ofPolicy.kl());
    figures.put("entropy", ofPolicy.entropy());
    figures.put(
        "completion_length",
        episodes.stream().mapToInt(t -> t.completion().length()).average().orElse(0));
    return figures.buildOrThrow();
  }

  /** The episodes of the last measurement. */
  List<SampleLog.Sample> latest() {
    return latest;
  }

  private List<SampleLog.Sample> samples(Played<T> played, Map<String, double[]> judged) {
    List<SampleLog.Sample> samples = new ArrayList<>();
    for (int i = 0; i < played.episodes().size(); i++) {
      ImmutableMap.Builder<String, Double> given = ImmutableMap.builder();
      for (Map.Entry<String, double[]> source : judged.entrySet()) {
        given.put(source.getKey(), source.getValue()[i]);
      }
      Text text = texts.apply(played.tasks().get(i), played.episodes().get(i));
      samples.add(new SampleLog.Sample(text.prompt(), text.rest(), given.buildOrThrow()));
    }
    return samples;
  }

  /** Over the episodes whose reward is known; NaN where none is. */
  private static double mean(double[] rewards) {
    return Arrays.stream(rewards)
        .filter(reward -> !Double.isNaN(reward))
        .average()
        .orElse(Double.NaN);
  }
}
