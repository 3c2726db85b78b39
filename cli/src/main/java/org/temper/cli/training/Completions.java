package org.temper.cli.training;

import com.google.common.collect.Lists;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.temper.api.Policy;
import org.temper.api.rollouts.Trajectory;
import org.temper.api.rollouts.Verdict;
import org.temper.api.rollouts.Verifier;
import org.temper.api.text.TextCodec;
import org.temper.reporting.ConsoleProgress;
import org.temper.samplers.Sampler;
import org.temper.samplers.SamplingConfig;

/**
 * A policy's completions of tasks, with what a verifier found.
 *
 * @param trajectories one for each task, in order
 * @param verdicts one for each task, in order
 */
public record Completions(List<Trajectory> trajectories, List<Verdict> verdicts) {
  /** Parameters up to which a model is sampled so quickly that defaults ask for many samples. */
  public static final long QUICK_PARAMETERS = 10_000_000;

  /** Copies. */
  public Completions {
    trajectories = List.copyOf(trajectories);
    verdicts = List.copyOf(verdicts);
  }

  /**
   * Completes tasks, each once.
   *
   * @param policy what completes
   * @param codec its tokenizer
   * @param sampling how
   * @param questions tasks with their prompts
   * @param verifier checks the completions
   * @param seed decides the draws
   * @param <T> what a task is
   * @return the completions
   */
  public static <T> Completions of(
      Policy policy,
      TextCodec codec,
      SamplingConfig sampling,
      List<Question<T>> questions,
      Verifier<T> verifier,
      long seed) {
    Sampler sampler = Sampler.of(policy, codec, sampling);
    List<long[]> prompts = questions.stream().map(Question::prompt).toList();
    List<Trajectory> trajectories = new ArrayList<>();
    List<List<long[]>> parts = Lists.partition(prompts, sampling.maxRows());
    for (List<long[]> part : ConsoleProgress.over(parts, "samples")) {
      long first = trajectories.size();
      long[] streams = LongStream.range(first, first + part.size()).toArray();
      trajectories.addAll(sampler.sample(part, streams, seed));
    }
    List<Verdict> verdicts =
        IntStream.range(0, trajectories.size())
            .mapToObj(
                i ->
                    verifier.verify(
                        questions.get(i).task(), trajectories.get(i).completionText(codec)))
            .toList();
    return new Completions(trajectories, verdicts);
  }

  /**
   * The share of completions that passed, of those that could be verified.
   *
   * @return in [0, 1]; NaN where none could be
   */
  public double passRate() {
    long passed = verdicts.stream().filter(Verdict.Passed.class::isInstance).count();
    long unverified = verdicts.stream().filter(Verdict.Unverified.class::isInstance).count();
    return (double) passed / (verdicts.size() - unverified);
  }

  /**
   * A task and how it is asked.
   *
   * @param task the task
   * @param prompt its prompt's token ids
   * @param <T> what a task is
   */
  @SuppressWarnings("ArrayRecordComponent") // as samplers take prompts; never compared
  public record Question<T>(T task, long[] prompt) {}
}
