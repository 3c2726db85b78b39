package org.temper.cli.training;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.temper.api.Policy;
import org.temper.api.PreferenceBatch;
import org.temper.api.TokenSequence;
import org.temper.api.rollouts.Trajectory;
import org.temper.api.rollouts.Verdict;
import org.temper.api.rollouts.Verifier;
import org.temper.api.text.TextCodec;
import org.temper.cli.training.Completions.Question;
import org.temper.data.Preference;
import org.temper.samplers.SamplingConfig;

/**
 * Preference pairs made of a policy's own samples: one that passed a check, preferred to one of the
 * same prompt that failed it. Token ids are kept as they were sampled.
 *
 * @param pairs the pairs, by prompt
 * @param texts the same pairs as text
 * @param passRate the share of all samples that passed
 * @param mixedPrompts how many prompts had samples of both kinds
 */
public record SampledPairs(
    List<PreferenceBatch.Pair> pairs, List<Preference> texts, double passRate, int mixedPrompts) {

  /** Copies. */
  public SampledPairs {
    pairs = List.copyOf(pairs);
    texts = List.copyOf(texts);
  }

  /**
   * How many samples and pairs a prompt gets.
   *
   * @param samples samples of each prompt, at least 2
   * @param pairs the most pairs of each prompt, at least 1
   */
  public record Counts(int samples, int pairs) {
    /** Checks. */
    public Counts {
      checkArgument(samples >= 2, "samples: expected at least 2 of each prompt, got %s", samples);
      checkArgument(pairs >= 1, "pairs: expected at least 1 of each prompt, got %s", pairs);
    }
  }

  /**
   * Samples pairs.
   *
   * @param policy what is sampled
   * @param codec its tokenizer
   * @param sampling how
   * @param questions tasks with their prompts
   * @param verifier checks the samples; what it cannot verify is left out
   * @param counts how many samples and pairs a prompt gets
   * @param seed decides the draws
   * @param <T> what a task is
   * @return the pairs, none where no prompt has samples of both kinds
   */
  public static <T> SampledPairs of(
      Policy policy,
      TextCodec codec,
      SamplingConfig sampling,
      List<Question<T>> questions,
      Verifier<T> verifier,
      Counts counts,
      long seed) {
    List<Question<T>> repeated =
        questions.stream()
            .flatMap(question -> Collections.nCopies(counts.samples(), question).stream())
            .toList();
    Completions completions = Completions.of(policy, codec, sampling, repeated, verifier, seed);
    List<PreferenceBatch.Pair> pairs = new ArrayList<>();
    List<Preference> texts = new ArrayList<>();
    int mixed = 0;
    for (int from = 0; from < repeated.size(); from += counts.samples()) {
      int to = from + counts.samples();
      List<Trajectory> passed = distinct(completions, from, to, Verdict.Passed.class);
      List<Trajectory> failed = distinct(completions, from, to, Verdict.Failed.class);
      if (!passed.isEmpty() && !failed.isEmpty()) {
        mixed++;
        pair(passed, failed, counts.pairs(), codec, pairs, texts);
      }
    }
    return new SampledPairs(pairs, texts, completions.passRate(), mixed);
  }

  /** Equal samples say the same: a pair of them twice would only weigh double. */
  private static List<Trajectory> distinct(
      Completions completions, int from, int to, Class<? extends Verdict> kind) {
    Map<TokenSequence, Trajectory> found = new LinkedHashMap<>();
    for (int i = from; i < to; i++) {
      Trajectory trajectory = completions.trajectories().get(i);
      if (kind.isInstance(completions.verdicts().get(i)) && !trajectory.completion().isEmpty()) {
        found.putIfAbsent(trajectory.toSequence(), trajectory);
      }
    }
    return List.copyOf(found.values());
  }

  /** The i-th of the one kind with the i-th of the other, the shorter list over again. */
  private static void pair(
      List<Trajectory> passed,
      List<Trajectory> failed,
      int most,
      TextCodec codec,
      List<PreferenceBatch.Pair> pairs,
      List<Preference> texts) {
    int count = Math.min(most, Math.max(passed.size(), failed.size()));
    for (int i = 0; i < count; i++) {
      Trajectory chosen = passed.get(i % passed.size());
      Trajectory rejected = failed.get(i % failed.size());
      pairs.add(new PreferenceBatch.Pair(chosen.toSequence(), rejected.toSequence()));
      texts.add(
          new Preference(
              codec.decode(chosen.segments().get(0).tokens().toArray()),
              chosen.completionText(codec),
              rejected.completionText(codec)));
    }
  }
}
