package org.temper.algorithms.logged;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.stream.IntStream;
import org.temper.api.SequenceBatch;
import org.temper.api.SideInput;
import org.temper.api.items.ItemInputs;

/**
 * The scored tokens of a batch whose reward is known, and what the batch says of them: what
 * trainers on logged feedback have in common. A token is known where it is scored and its reward is
 * not NaN.
 *
 * <p>Lists of one number a known token are in order of rows, then columns.
 */
public final class RewardedTokens {
  private final SequenceBatch batch;
  private final boolean[] known;
  private final float[] rewards;
  private final float[] baselines;
  private final int count;

  private RewardedTokens(SequenceBatch batch, boolean[] known, float[] rewards, float[] baselines) {
    this.batch = batch;
    this.known = known;
    this.rewards = rewards;
    this.baselines = baselines;
    this.count = (int) IntStream.range(0, known.length).filter(i -> known[i]).count();
  }

  /** Reads a batch's rewards; its baselines are 0. */
  static RewardedTokens rewarded(String argument, SequenceBatch batch) {
    return of(argument, batch, new float[batch.rows() * batch.columns()]);
  }

  /** Reads a batch's rewards and baselines. */
  static RewardedTokens compared(String argument, SequenceBatch batch) {
    return of(argument, batch, floats(argument, batch, ItemInputs.BASELINES));
  }

  private static RewardedTokens of(String argument, SequenceBatch batch, float[] baselines) {
    float[] rewards = floats(argument, batch, ItemInputs.REWARDS);
    boolean[] known = new boolean[rewards.length];
    for (int i = 0; i < known.length; i++) {
      int row = i / batch.columns();
      int column = i % batch.columns();
      known[i] = batch.isScored(row, column) && !Float.isNaN(rewards[i]);
      if (known[i]) {
        checkFinite(argument, ItemInputs.REWARDS, rewards[i], row, column);
        checkFinite(argument, ItemInputs.BASELINES, baselines[i], row, column);
      } else {
        rewards[i] = 0;
        baselines[i] = 0;
      }
    }
    return new RewardedTokens(batch, known, rewards, baselines);
  }

  private static float[] floats(String argument, SequenceBatch batch, String name) {
    SideInput input = batch.sideInputs().get(name);
    checkArgument(
        input != null,
        "%s: expected the side input %s, got %s",
        argument,
        name,
        batch.sideInputs().keySet());
    checkArgument(
        input instanceof SideInput.Floats && input.shape().equals(batch.shape()),
        "%s.%s: expected float values of shape %s, got %s of shape %s",
        argument,
        name,
        batch.shape(),
        input instanceof SideInput.Floats ? "float values" : "integers",
        input.shape());
    return ((SideInput.Floats) input).values().clone();
  }

  private static void checkFinite(String argument, String name, float value, int row, int column) {
    checkArgument(
        Float.isFinite(value),
        "%s.%s: expected finite where a reward is known, got %s in row %s column %s",
        argument,
        name,
        value,
        row,
        column);
  }

  /**
   * The batch that the tokens stand in.
   *
   * @return the sequences and their side inputs
   */
  public SequenceBatch batch() {
    return batch;
  }

  /**
   * How many tokens are known.
   *
   * @return the count, at least 0
   */
  public int count() {
    return count;
  }

  /**
   * How many tokens are scored, but have no known reward.
   *
   * @return the count, at least 0
   */
  public int unknown() {
    return batch.scoredTokens() - count;
  }

  /**
   * The rewards of the known tokens.
   *
   * @return one number a known token
   */
  public float[] rewards() {
    return ofKnown(rewards);
  }

  /**
   * The baselines of the known tokens.
   *
   * @return one number a known token
   */
  public float[] baselines() {
    return ofKnown(baselines);
  }

  /**
   * The numbers of the known tokens among those of all.
   *
   * @param values one number a token, row-major, B·T
   * @return one number a known token
   * @throws IllegalArgumentException if there are not B·T values
   */
  public float[] ofKnown(float[] values) {
    checkArgument(
        values.length == known.length, "values: expected %s, got %s", known.length, values.length);
    float[] picked = new float[count];
    int next = 0;
    for (int i = 0; i < known.length; i++) {
      if (known[i]) {
        picked[next++] = values[i];
      }
    }
    return picked;
  }

  /**
   * The rewards on a device.
   *
   * @param manager owner of the new array
   * @return float32 [B, T]; 0 where none is known
   */
  public NDArray rewards(NDManager manager) {
    return manager.create(rewards, batch.shape());
  }

  /**
   * The baselines on a device.
   *
   * @param manager owner of the new array
   * @return float32 [B, T]; 0 where no reward is known
   */
  public NDArray baselines(NDManager manager) {
    return manager.create(baselines, batch.shape());
  }

  /**
   * Which tokens are known, on a device.
   *
   * @param manager owner of the new array
   * @return boolean [B, T]
   */
  public NDArray mask(NDManager manager) {
    return manager.create(known, batch.shape());
  }

  /**
   * Numbers of the known tokens at their positions, on a device.
   *
   * @param manager owner of the new array
   * @param values one number a known token
   * @return float32 [B, T]; 0 where no reward is known
   * @throws IllegalArgumentException if there are more or fewer values than known tokens
   */
  public NDArray aligned(NDManager manager, float[] values) {
    checkArgument(values.length == count, "values: expected %s, got %s", count, values.length);
    float[] aligned = new float[known.length];
    int next = 0;
    for (int i = 0; i < known.length; i++) {
      if (known[i]) {
        aligned[i] = values[next++];
      }
    }
    return manager.create(aligned, batch.shape());
  }
}
