package org.temper.algorithms.logged;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
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
  private final Shape shape;
  private final boolean[] known;
  private final float[] rewards;
  private final float[] baselines;
  private final int scored;
  private final int count;

  private RewardedTokens(SequenceBatch batch, boolean[] known, float[] rewards, float[] baselines) {
    this.shape = batch.shape();
    this.known = known;
    this.rewards = rewards;
    this.baselines = baselines;
    this.scored = batch.scoredTokens();
    this.count = (int) IntStream.range(0, known.length).filter(i -> known[i]).count();
  }

  /**
   * Reads the rewards of batches; their baselines are 0.
   *
   * @param argument what the batches are called in messages
   * @param batches batches with the side input {@link ItemInputs#REWARDS}
   * @return what each says
   * @throws IllegalArgumentException if there is no batch, a side input is missing or of another
   *     type or shape than float [B, T], or the reward of a scored token is infinite
   */
  public static List<RewardedTokens> rewarded(String argument, List<SequenceBatch> batches) {
    checkNotEmpty(argument, batches);
    return IntStream.range(0, batches.size())
        .mapToObj(
            i -> {
              SequenceBatch batch = batches.get(i);
              float[] none = new float[batch.rows() * batch.columns()];
              return read(argument + "[" + i + "]", batch, none);
            })
        .toList();
  }

  /**
   * Reads the rewards of batches, and what they are compared with.
   *
   * @param argument what the batches are called in messages
   * @param batches batches with the side inputs {@link ItemInputs#REWARDS} and {@link
   *     ItemInputs#BASELINES}
   * @return what each says
   * @throws IllegalArgumentException if there is no batch, a side input is missing or of another
   *     type or shape than float [B, T], the reward of a scored token is infinite, or the baseline
   *     of a known one is not finite
   */
  public static List<RewardedTokens> compared(String argument, List<SequenceBatch> batches) {
    checkNotEmpty(argument, batches);
    return IntStream.range(0, batches.size())
        .mapToObj(
            i -> {
              SequenceBatch batch = batches.get(i);
              String name = argument + "[" + i + "]";
              return read(name, batch, floats(name, batch, ItemInputs.BASELINES));
            })
        .toList();
  }

  private static void checkNotEmpty(String argument, List<SequenceBatch> batches) {
    checkArgument(!batches.isEmpty(), "%s: expected at least one, got none", argument);
  }

  private static RewardedTokens read(String argument, SequenceBatch batch, float[] baselines) {
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
    return scored - count;
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
    return manager.create(rewards, shape);
  }

  /**
   * The baselines on a device.
   *
   * @param manager owner of the new array
   * @return float32 [B, T]; 0 where no reward is known
   */
  public NDArray baselines(NDManager manager) {
    return manager.create(baselines, shape);
  }

  /**
   * Which tokens are known, on a device.
   *
   * @param manager owner of the new array
   * @return boolean [B, T]
   */
  public NDArray mask(NDManager manager) {
    return manager.create(known, shape);
  }

  /**
   * Numbers of the known tokens in their places, on a device.
   *
   * @param manager owner of the new array
   * @param values one number a known token, from {@code from} on
   * @param from where this batch's numbers begin
   * @return float32 [B, T]; 0 where no reward is known
   */
  public NDArray inPlace(NDManager manager, float[] values, int from) {
    float[] placed = new float[known.length];
    int next = from;
    for (int i = 0; i < known.length; i++) {
      if (known[i]) {
        placed[i] = values[next++];
      }
    }
    return manager.create(placed, shape);
  }
}
