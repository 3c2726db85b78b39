package org.temper.algorithms.logged;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Floats;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.temper.algorithms.metrics.MetricTally;
import org.temper.api.SequenceBatch;
import org.temper.api.items.ItemInputs;

/**
 * Batches of logged feedback that are learned from together, read and checked: what trainers on
 * logged feedback have in common.
 */
public final class RewardedBatches {
  private final ImmutableList<RewardedTokens> batches;

  private RewardedBatches(ImmutableList<RewardedTokens> batches) {
    this.batches = batches;
  }

  /**
   * Reads the rewards of batches; their baselines are 0, and none of the rewards need be known.
   *
   * @param argument what the batches are called in messages
   * @param sequences batches with the side input {@link ItemInputs#REWARDS}
   * @return what they say
   * @throws IllegalArgumentException if there is no batch, a side input is missing or of another
   *     type or shape than float [B, T], the reward of a scored token is infinite, or no token is
   *     scored
   */
  public static RewardedBatches rewarded(String argument, List<SequenceBatch> sequences) {
    RewardedBatches read = read(argument, sequences, RewardedTokens::rewarded);
    checkArgument(read.scored() > 0, "%s: expected at least one scored token, got none", argument);
    return read;
  }

  /**
   * Reads the rewards of batches, and what they are compared with.
   *
   * @param argument what the batches are called in messages
   * @param sequences batches with the side inputs {@link ItemInputs#REWARDS} and {@link
   *     ItemInputs#BASELINES}
   * @return what they say
   * @throws IllegalArgumentException if there is no batch, a side input is missing or of another
   *     type or shape than float [B, T], the reward of a scored token is infinite, the baseline of
   *     a known one is not finite, or no scored token has a known reward
   */
  public static RewardedBatches compared(String argument, List<SequenceBatch> sequences) {
    RewardedBatches read = read(argument, sequences, RewardedTokens::compared);
    checkArgument(
        read.known() > 0,
        "%s: expected at least one scored token with a known reward, got none",
        argument);
    return read;
  }

  private static RewardedBatches read(
      String argument,
      List<SequenceBatch> sequences,
      BiFunction<String, SequenceBatch, RewardedTokens> reading) {
    checkArgument(!sequences.isEmpty(), "%s: expected at least one, got none", argument);
    return new RewardedBatches(
        IntStream.range(0, sequences.size())
            .mapToObj(i -> reading.apply(argument + "[" + i + "]", sequences.get(i)))
            .collect(ImmutableList.toImmutableList()));
  }

  /**
   * The batches that have a scored token.
   *
   * @return in order
   */
  public List<RewardedTokens> withScoredTokens() {
    return batches.stream().filter(tokens -> tokens.batch().scoredTokens() > 0).toList();
  }

  /**
   * The batches that have a known reward.
   *
   * @return in order
   */
  public List<RewardedTokens> withKnownRewards() {
    return batches.stream().filter(tokens -> tokens.count() > 0).toList();
  }

  /**
   * How many tokens are scored, in all batches together.
   *
   * @return the count, at least 0
   */
  public int scored() {
    return batches.stream().mapToInt(tokens -> tokens.batch().scoredTokens()).sum();
  }

  /**
   * How many tokens have a known reward, in all batches together.
   *
   * @return the count, at least 0
   */
  public int known() {
    return batches.stream().mapToInt(RewardedTokens::count).sum();
  }

  /**
   * The known rewards of all batches.
   *
   * @return one number a known token
   */
  public float[] rewards() {
    return joined(RewardedTokens::rewards);
  }

  /**
   * What the known rewards of all batches are compared with.
   *
   * @return one number a known token
   */
  public float[] baselines() {
    return joined(RewardedTokens::baselines);
  }

  private float[] joined(Function<RewardedTokens, float[]> numbers) {
    return Floats.concat(batches.stream().map(numbers).toArray(float[][]::new));
  }

  /**
   * Adds {@link LoggedMetrics#TOKENS} and {@link LoggedMetrics#UNKNOWN_REWARDS}.
   *
   * @param tally declares both
   * @return the tally
   */
  public MetricTally counted(MetricTally tally) {
    tally.add(LoggedMetrics.TOKENS, known());
    tally.add(LoggedMetrics.UNKNOWN_REWARDS, scored() - known());
    return tally;
  }
}
