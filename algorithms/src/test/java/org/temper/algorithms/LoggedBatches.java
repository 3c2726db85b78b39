package org.temper.algorithms;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.temper.api.SequenceBatch;
import org.temper.api.SideInput;
import org.temper.api.TokenSequence;
import org.temper.api.items.ItemInputs;

/** Users' events with rewards and baselines, for tests. */
public final class LoggedBatches {
  private LoggedBatches() {}

  /** A user's events. */
  @SuppressWarnings("ArrayRecordComponent")
  public record User(long[] items, float[] rewards, float[] baselines) {
    public static User of(long... items) {
      return new User(items, new float[items.length], new float[items.length]);
    }

    public User rewards(float... values) {
      return new User(items, values, baselines);
    }

    public User baselines(float... values) {
      return new User(items, rewards, values);
    }
  }

  /** A batch of all users, padded with numbers that would show. */
  public static SequenceBatch batch(User... users) {
    List<TokenSequence> sequences = new ArrayList<>();
    for (User user : users) {
      sequences.add(TokenSequence.ofText(user.items()));
    }
    SequenceBatch batch = SequenceBatch.of(sequences);
    float[] rewards = new float[batch.rows() * batch.columns()];
    float[] baselines = rewards.clone();
    Arrays.fill(rewards, 1e9f);
    Arrays.fill(baselines, Float.NaN);
    for (int row = 0; row < users.length; row++) {
      int length = users[row].items().length;
      System.arraycopy(users[row].rewards(), 0, rewards, row * batch.columns(), length);
      System.arraycopy(users[row].baselines(), 0, baselines, row * batch.columns(), length);
    }
    return batch
        .withSideInput(ItemInputs.REWARDS, SideInput.of(rewards, batch.shape()))
        .withSideInput(ItemInputs.BASELINES, SideInput.of(baselines, batch.shape()));
  }

  /** A batch of random users, of rewards from 0 to 1, a fifth of them unknown. */
  public static SequenceBatch random(int items, Random random) {
    User[] users = new User[3];
    for (int row = 0; row < users.length; row++) {
      int length = 3 + random.nextInt(5);
      User user = User.of(random.longs(length, 0, items).toArray());
      for (int i = 0; i < length; i++) {
        user.rewards()[i] = i > 1 && random.nextInt(5) == 0 ? Float.NaN : random.nextFloat();
        user.baselines()[i] = 0.5f;
      }
      users[row] = user;
    }
    return batch(users);
  }

  /** A batch with a side input of another type or shape. */
  public static SequenceBatch withIntegers(SequenceBatch batch, String name) {
    long[] values = new long[batch.rows() * batch.columns()];
    return batch.withSideInput(name, SideInput.of(values, batch.shape()));
  }

  /** A batch with a side input of two numbers a token. */
  public static SequenceBatch withPairs(SequenceBatch batch, String name) {
    Shape shape = batch.shape().add(2);
    return batch.withSideInput(name, SideInput.of(new float[(int) shape.size()], shape));
  }
}
