package org.temper.algorithms.policygradient;

import com.google.common.primitives.Floats;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.List;
import org.temper.algorithms.rollouts.EpisodeTokens;
import org.temper.api.TokenSequence;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.RewardedTrajectory;

/**
 * An episode as a row of tokens with numbers beside them, 0 where the policy did not produce the
 * token.
 *
 * @param sequence the tokens, the policy's own flagged
 * @param group which group it is of
 * @param member its place there
 * @param truncated whether it had more to come
 * @param numbers what it says of each token
 */
public record EpisodeRow(
    TokenSequence sequence, int group, int member, boolean truncated, EpisodeTokens numbers) {

  public static EpisodeRow of(RewardedTrajectory episode, int group, int member) {
    return new EpisodeRow(
        episode.trajectory().toSequence(),
        group,
        member,
        episode.trajectory().ending().kind() == Ending.Kind.TRUNCATED,
        EpisodeTokens.of(episode));
  }

  /** As sampled, at temperature 1. */
  public float[] recordedLogProbs() {
    return floats(numbers.logProbs());
  }

  /** As sampled, under the distribution that was drawn from. */
  public float[] behaviorLogProbs() {
    return floats(numbers.behaviorLogProbs());
  }

  public float[] rewards() {
    return floats(numbers.rewards());
  }

  private static float[] floats(ImmutableDoubleArray values) {
    return Floats.toArray(values.asList());
  }

  /** The tokens of rows. */
  public static List<TokenSequence> sequences(List<EpisodeRow> rows) {
    return rows.stream().map(EpisodeRow::sequence).toList();
  }
}
