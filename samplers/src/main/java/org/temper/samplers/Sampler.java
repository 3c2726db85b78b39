package org.temper.samplers;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Lists;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.temper.api.Policy;
import org.temper.api.Seeds;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.Trajectory;
import org.temper.api.text.TextCodec;

/**
 * A sampler of completions of prompts with a policy.
 *
 * <p>What is drawn for a prompt depends on the seed, on the prompt's stream, its position in the
 * list where nothing else is said, and on the policy alone: not on the prompts decoded beside it,
 * nor on how many are decoded at once. Parts of a list, each with the streams that its prompts have
 * in the whole, are completed as the whole is.
 *
 * <p>{@link SamplingConfig#maxRows} prompts are decoded at once. Where some are done, the next ones
 * take their places, so that a long completion holds up no others.
 */
public final class Sampler {
  static final String ROW = "sample-row";

  private final Policy policy;
  private final @Nullable TextCodec codec;
  private final SamplingConfig config;

  private Sampler(Policy policy, @Nullable TextCodec codec, SamplingConfig config) {
    SamplingConfig stopping = config.stoppingAt(codec);
    checkVocabulary(policy, stopping);
    this.policy = policy;
    this.codec = codec;
    this.config = stopping;
  }

  /**
   * A sampler that knows token ids alone, no end tokens but those that the configuration names.
   *
   * @param policy chooses the tokens; still owned by the caller
   * @param config how tokens are chosen, and when a completion stops
   * @return the sampler
   * @throws IllegalArgumentException if the configuration names stop strings, which need a codec,
   *     or a stop token outside the policy's vocabulary
   */
  public static Sampler of(Policy policy, SamplingConfig config) {
    checkNoStopStrings(config);
    return new Sampler(policy, null, config);
  }

  /**
   * A sampler that can stop at text, and stops at the codec's end tokens where the configuration
   * does not name others.
   *
   * @param policy chooses the tokens; still owned by the caller
   * @param codec turns tokens to text, to look for stop strings in
   * @param config how tokens are chosen, and when a completion stops
   * @return the sampler
   * @throws IllegalArgumentException if the configuration names a stop token outside the policy's
   *     vocabulary
   */
  public static Sampler of(Policy policy, TextCodec codec, SamplingConfig config) {
    return new Sampler(policy, codec, config);
  }

  /**
   * The policy that chooses the tokens.
   *
   * @return the policy, still owned by the caller
   */
  public Policy policy() {
    return policy;
  }

  /**
   * How tokens are chosen, and when a completion stops.
   *
   * @return the configuration
   */
  public SamplingConfig config() {
    return config;
  }

  /**
   * This sampler with the most probable token always taken; see {@link SamplingConfig#asGreedy}.
   *
   * @return a new sampler of the same policy
   */
  public Sampler asGreedy() {
    return new Sampler(policy, codec, config.asGreedy());
  }

  /**
   * The number of tokens that the policy chooses from, which prompts are made of too.
   *
   * @return V
   */
  public long vocabularySize() {
    return policy.vocabularySize();
  }

  /**
   * The most tokens that a prompt and its completion may have together.
   *
   * @return the policy's limit, or {@link Integer#MAX_VALUE}
   */
  public int maxLength() {
    return policy.maxLength();
  }

  /**
   * Completes each prompt once.
   *
   * @param prompts token ids, each with at least one; may be of different lengths
   * @param seed decides the draws
   * @return one trajectory for each prompt, in order: the prompt, one action, and {@link
   *     Ending#END_TOKEN}, {@link Ending#STOP_STRING} or {@link Ending#LENGTH}. A prompt that fills
   *     the model already is truncated with no token chosen
   * @throws IllegalArgumentException if a prompt is empty, holds an id outside the vocabulary, or
   *     is longer than the model can take
   */
  public List<Trajectory> sample(List<long[]> prompts, long seed) {
    return sample(prompts, LongStream.range(0, prompts.size()).toArray(), seed);
  }

  /**
   * Completes each prompt once, with draws from a stream of its own.
   *
   * @param prompts token ids, each with at least one; may be of different lengths
   * @param streams the stream that is drawn from for each prompt; those of one stream and seed are
   *     the same
   * @param seed decides the draws, with the stream
   * @return see {@link #sample(List, long)}, which draws from stream i for prompt i
   * @throws IllegalArgumentException if the numbers of prompts and streams differ, or a prompt is
   *     not right for {@link #sample(List, long)}
   */
  public List<Trajectory> sample(List<long[]> prompts, long[] streams, long seed) {
    checkStreams("prompts", prompts, streams);
    for (int i = 0; i < prompts.size(); i++) {
      checkArgument(
          prompts.get(i).length > 0, "prompts[%s]: expected at least one token, got none", i);
    }
    // Prompts of like length go together, so that little is spent on padding; the longest first,
    // so that a lack of memory shows at once.
    List<DecodedPrompts.Prompt> order =
        IntStream.range(0, prompts.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> -prompts.get(i).length))
            .map(
                i ->
                    new DecodedPrompts.Prompt(
                        i, prompts.get(i), Seeds.derive(seed, ROW, streams[i])))
            .toList();
    return DecodedPrompts.complete(policy, codec, config, order);
  }

  /**
   * Completes each prompt several times.
   *
   * @param prompts token ids, each with at least one
   * @param groupSize G, completions of each prompt, at least 1
   * @param seed decides the draws
   * @return one group for each prompt, in order, each of G trajectories
   * @throws IllegalArgumentException if {@code groupSize} is below 1, or a prompt is not right for
   *     {@link #sample}
   */
  public List<List<Trajectory>> sampleGroups(List<long[]> prompts, int groupSize, long seed) {
    return sampleGroups(prompts, LongStream.range(0, prompts.size()).toArray(), groupSize, seed);
  }

  /**
   * Completes each prompt several times, with draws from streams of its own.
   *
   * @param prompts token ids, each with at least one
   * @param streams s for each prompt, whose completion g is drawn from stream s · G + g
   * @param groupSize G, completions of each prompt, at least 1
   * @param seed decides the draws, with the stream
   * @return see {@link #sampleGroups(List, int, long)}, where s is the prompt's position
   * @throws IllegalArgumentException if {@code groupSize} is below 1, the numbers of prompts and
   *     streams differ, or a prompt is not right for {@link #sample}
   */
  public List<List<Trajectory>> sampleGroups(
      List<long[]> prompts, long[] streams, int groupSize, long seed) {
    checkArgument(groupSize >= 1, "groupSize: expected at least 1, got %s", groupSize);
    checkStreams("prompts", prompts, streams);
    List<long[]> repeated = new ArrayList<>();
    long[] repeatedStreams = new long[prompts.size() * groupSize];
    for (int i = 0; i < prompts.size(); i++) {
      for (int g = 0; g < groupSize; g++) {
        repeatedStreams[repeated.size()] = streams[i] * groupSize + g;
        repeated.add(prompts.get(i));
      }
    }
    return ImmutableList.copyOf(
        Lists.partition(sample(repeated, repeatedStreams, seed), groupSize));
  }

  static void checkNoStopStrings(SamplingConfig config) {
    checkArgument(
        config.stopStrings().isEmpty(),
        "stopStrings: expected none without a codec, got %s",
        config.stopStrings());
  }

  static void checkStreams(String argument, List<?> things, long[] streams) {
    checkArgument(
        streams.length == things.size(),
        "streams: expected %s, one for each of the %s, got %s",
        things.size(),
        argument,
        streams.length);
  }

  static void checkVocabulary(Policy policy, SamplingConfig config) {
    for (long token : config.stopTokens().orElse(ImmutableSet.of())) {
      checkArgument(
          token < policy.vocabularySize(),
          "stopTokens: expected ids below %s, got %s",
          policy.vocabularySize(),
          token);
    }
  }
}
