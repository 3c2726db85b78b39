package org.temper.api.items;

import org.temper.api.SequenceBatch;

/** Names of the {@link SequenceBatch#sideInputs side inputs} that go with sequences of items. */
public final class ItemInputs {
  private ItemInputs() {}

  /** When each event happened: int64 [B, T], seconds since the epoch, not descending in a row. */
  public static final String TIMESTAMPS = "timestamps";

  /**
   * When the item after each token was or is asked for: int64 [B, T], seconds since the epoch.
   * Where it is absent it is the next token's {@link #TIMESTAMPS timestamp}; a row's last token has
   * none, so that {@link ItemPolicy#nextItems} of a model that looks at it needs this input.
   */
  public static final String NEXT_TIMESTAMPS = "nextTimestamps";

  /** The reward of each event: float32 [B, T]; NaN where none is known. */
  public static final String REWARDS = "rewards";

  /**
   * What the reward of each event is compared with, in the reward's unit: float32 [B, T]. The
   * advantage is the reward less this.
   */
  public static final String BASELINES = "baselines";
}
