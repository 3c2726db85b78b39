package org.temper.algorithms.ppo;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import org.temper.algorithms.policygradient.EpisodeTable;
import org.temper.algorithms.policygradient.EpisodeTable.Column;
import org.temper.algorithms.policygradient.EpisodeTable.Row;
import org.temper.api.TokenSequence;
import org.temper.losses.ValueTargets;
import org.temper.losses.advantages.AdvantagesAndReturns;
import org.temper.losses.advantages.GeneralizedAdvantages;
import org.temper.losses.advantages.Whitening;
import org.temper.losses.arrays.Masks;

/** Values before the first update, and the advantages and returns that follow from them. */
final class EpisodeReturns {
  private EpisodeReturns() {}

  /** Episodes with the columns {@code VALUES}, {@code ADVANTAGES} and {@code RETURNS}. */
  static EpisodeTable estimated(EpisodeTable episodes, Critic critic, PpoConfig config) {
    int maxLength = critic.maxLength();
    float[][] extended =
        critic.values(
            episodes.rows().stream().map(row -> extended(row, maxLength)).toList(),
            config.minibatches().rowsAtOnce());
    float[] bootstrap = new float[extended.length];
    float[][] values = new float[extended.length][];
    for (int i = 0; i < bootstrap.length; i++) {
      Row row = episodes.rows().get(i);
      values[i] = Arrays.copyOf(extended[i], row.sequence().length());
      // A row that fills its context cannot be followed by another state: its last one stands in.
      bootstrap[i] = row.truncated() ? extended[i][extended[i].length - 1] : 0;
    }
    EpisodeTable valued = episodes.with(Column.VALUES, values);
    try (NDManager host = NDManager.newBaseManager(Device.cpu())) {
      NDArray rewards = valued.array(host, Column.REWARDS);
      NDArray states = valued.array(host, Column.VALUES);
      NDArray mask = valued.mask(host);
      AdvantagesAndReturns estimated =
          GeneralizedAdvantages.of(
              new ValueTargets(
                  valued.has(Column.PENALTIES)
                      ? rewards.sub(valued.array(host, Column.PENALTIES))
                      : rewards,
                  states),
              mask,
              host.create(bootstrap),
              config.advantages().discount(),
              config.advantages().gaeLambda());
      NDArray advantages =
          switch (config.advantages().scale()) {
            case RAW -> estimated.advantages();
            case WHITENED ->
                Whitening.whitened(
                    estimated.advantages(),
                    mask,
                    largest(mask, rewards, states, estimated.returns()));
          };
      return valued.with(Column.ADVANTAGES, advantages).with(Column.RETURNS, estimated.returns());
    }
  }

  /** The largest number that advantages are sums and differences of. */
  private static double largest(NDArray mask, NDArray... sources) {
    return Arrays.stream(sources)
        .mapToDouble(source -> Masks.keep(source.abs(), mask).max().getFloat())
        .max()
        .orElse(0);
  }

  /**
   * A truncated row with one more token, so that the state after its last one is valued. Which
   * token does not matter: a state is valued by what is before it. Where the context is full the
   * last token's state is valued, also where an observation, and not the policy, put that token
   * there.
   */
  private static TokenSequence extended(Row row, int maxLength) {
    TokenSequence sequence = row.sequence();
    if (!row.truncated()) {
      return sequence;
    }
    int length = Math.min(sequence.length() + 1, maxLength);
    long[] tokens = Arrays.copyOf(sequence.tokens(), length);
    boolean[] own = Arrays.copyOf(sequence.completion(), length);
    own[length - 1] = true;
    return TokenSequence.of(tokens, own);
  }
}
