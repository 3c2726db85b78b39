package org.temper.algorithms.ppo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.temper.algorithms.policygradient.EpisodeRow;
import org.temper.algorithms.policygradient.TokenTable;
import org.temper.api.TokenSequence;
import org.temper.losses.ValueTargets;
import org.temper.losses.advantages.AdvantagesAndReturns;
import org.temper.losses.advantages.GeneralizedAdvantages;
import org.temper.losses.advantages.Whitening;

/**
 * Values before the first update, and the advantages and returns that follow from them.
 *
 * @param values float32 [B, T] on the host
 * @param advantages float32 [B, T] on the host
 * @param returns float32 [B, T] on the host
 */
record EstimatedReturns(NDArray values, NDArray advantages, NDArray returns) {

  static EstimatedReturns of(
      NDManager host,
      Critic critic,
      List<EpisodeRow> rows,
      NDArray mask,
      Optional<NDArray> penalties,
      PpoConfig config) {
    TokenTable extended =
        critic.values(
            rows.stream().map(row -> extended(row, critic.maxLength())).toList(),
            config.minibatches().rowsAtOnce());
    float[] bootstrap = new float[rows.size()];
    float[][] values = new float[rows.size()][];
    for (int i = 0; i < bootstrap.length; i++) {
      float[] row = extended.rows()[i];
      int length = rows.get(i).sequence().length();
      values[i] = Arrays.copyOf(row, length);
      // A row that fills its context cannot be followed by another state: its last one stands in.
      bootstrap[i] = rows.get(i).truncated() ? row[row.length - 1] : 0;
    }
    NDArray valued = new TokenTable(values).toArray(host);
    NDArray rewards = TokenTable.of(rows, EpisodeRow::rewards).toArray(host);
    AdvantagesAndReturns estimated =
        GeneralizedAdvantages.of(
            new ValueTargets(penalties.map(rewards::sub).orElse(rewards), valued),
            mask,
            host.create(bootstrap),
            config.advantages().discount(),
            config.advantages().gaeLambda());
    NDArray advantages =
        switch (config.advantages().scale()) {
          case RAW -> estimated.advantages();
          case WHITENED -> Whitening.whitened(estimated.advantages(), mask);
        };
    return new EstimatedReturns(valued, advantages, estimated.returns());
  }

  /**
   * A truncated row with one more token, so that the state after its last one is valued. Which
   * token does not matter: a state is valued by what is before it.
   */
  private static TokenSequence extended(EpisodeRow row, int maxLength) {
    TokenSequence sequence = row.sequence();
    if (!row.truncated() || sequence.length() >= maxLength) {
      return sequence;
    }
    long[] tokens = Arrays.copyOf(sequence.tokens(), sequence.length() + 1);
    boolean[] own = Arrays.copyOf(sequence.completion(), sequence.length() + 1);
    own[sequence.length()] = true;
    return TokenSequence.of(tokens, own);
  }
}
