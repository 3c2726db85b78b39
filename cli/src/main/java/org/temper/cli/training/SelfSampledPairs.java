package org.temper.cli.training;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableLongArray;
import java.util.Arrays;
import java.util.List;
import org.temper.api.Policy;
import org.temper.api.PreferenceBatch.Pair;
import org.temper.api.TokenSequence;
import org.temper.api.rollouts.Verifier;
import org.temper.api.text.TextCodec;
import org.temper.cli.training.Completions.Question;
import org.temper.cli.training.SampledPairs.Counts;
import org.temper.data.Preference;
import org.temper.data.Split;
import org.temper.samplers.SamplingConfig;

/**
 * Preference pairs of a model's own samples, on prompts to train on and on prompts held out.
 *
 * @param pairs the pairs; no prompt is on both sides
 * @param texts the pairs to train on, as text
 * @param heldOutPrompts the prompts held out, those without pairs included
 */
public record SelfSampledPairs(
    Split<Pair> pairs, List<Preference> texts, List<Question<String>> heldOutPrompts) {

  /** Copies. */
  public SelfSampledPairs {
    texts = List.copyOf(texts);
    heldOutPrompts = List.copyOf(heldOutPrompts);
  }

  /**
   * What decides the draws.
   *
   * @param training those on the prompts to train on
   * @param heldOut those on the prompts held out
   * @param evaluation those that what was trained is measured by
   */
  public record DrawSeeds(long training, long heldOut, long evaluation) {
    // What a seed is used for; distinct purposes draw distinct samples.
    private static final long PURPOSES = 16;
    private static final long TRAINING_SAMPLES = 1;
    private static final long HELD_OUT_SAMPLES = 2;
    private static final long EVALUATION_SAMPLES = 3;

    /**
     * Seeds that differ by purpose.
     *
     * @param seed the recipe's seed
     * @return the seeds
     */
    public static DrawSeeds of(long seed) {
      return new DrawSeeds(
          seed * PURPOSES + TRAINING_SAMPLES,
          seed * PURPOSES + HELD_OUT_SAMPLES,
          seed * PURPOSES + EVALUATION_SAMPLES);
    }
  }

  /**
   * Samples pairs.
   *
   * @param policy what is sampled
   * @param codec its tokenizer
   * @param sampling how
   * @param prompts the prompts
   * @param criterion which samples are preferred; the task is the prompt
   * @param counts how many samples and pairs a prompt gets
   * @param seeds what decides the draws
   * @return the pairs, at least one on each side that has prompts
   * @throws IllegalArgumentException if no prompt of a side has samples of both kinds
   */
  public static SelfSampledPairs of(
      Policy policy,
      TextCodec codec,
      SamplingConfig sampling,
      Split<String> prompts,
      Verifier<String> criterion,
      Counts counts,
      DrawSeeds seeds) {
    List<Question<String>> heldOut = questions(codec, prompts.heldOut());
    SampledPairs train =
        sampled(
            policy,
            codec,
            sampling,
            questions(codec, prompts.train()),
            criterion,
            counts,
            seeds.training());
    List<Pair> others =
        heldOut.isEmpty()
            ? List.of()
            : sampled(policy, codec, sampling, heldOut, criterion, counts, seeds.heldOut()).pairs();
    return new SelfSampledPairs(new Split<>(train.pairs(), others), train.texts(), heldOut);
  }

  private static SampledPairs sampled(
      Policy policy,
      TextCodec codec,
      SamplingConfig sampling,
      List<Question<String>> questions,
      Verifier<String> criterion,
      Counts counts,
      long seed) {
    SampledPairs sampled =
        SampledPairs.of(policy, codec, sampling, questions, criterion, counts, seed);
    checkArgument(
        !sampled.pairs().isEmpty(),
        "--prefer: expected prompts with samples of both kinds, got none; a share of %s of the"
            + " samples is preferred",
        sampled.passRate());
    return sampled;
  }

  /**
   * Prompts as tasks of themselves.
   *
   * @param codec the tokenizer
   * @param prompts the prompts
   * @return one question for each
   */
  public static List<Question<String>> questions(TextCodec codec, List<String> prompts) {
    return prompts.stream()
        .map(prompt -> new Question<>(prompt, codec.encodePrompt(prompt)))
        .toList();
  }

  /**
   * The prompts of pairs as tasks of themselves.
   *
   * @param codec the tokenizer
   * @param pairs the pairs
   * @param most the most questions
   * @return one question for each different prompt
   */
  public static List<Question<String>> questionsOf(TextCodec codec, List<Pair> pairs, int most) {
    return pairs.stream()
        .map(pair -> ImmutableLongArray.copyOf(prompt(pair.chosen())))
        .distinct()
        .limit(most)
        .map(prompt -> new Question<>(codec.decode(prompt.toArray()), prompt.toArray()))
        .toList();
  }

  /** The tokens before the first that is flagged. */
  private static long[] prompt(TokenSequence sequence) {
    boolean[] completion = sequence.completion();
    int length = 0;
    while (length < completion.length && !completion[length]) {
      length++;
    }
    return Arrays.copyOf(sequence.tokens(), length);
  }
}
