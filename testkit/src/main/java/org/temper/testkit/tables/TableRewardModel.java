package org.temper.testkit.tables;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.temper.api.NamedParameter;
import org.temper.api.ParameterSet;
import org.temper.api.SequenceBatch;
import org.temper.api.TrainableRewardModel;
import org.temper.testkit.HostArrays;
import org.temper.testkit.Recording;

/**
 * The smallest reward model that can learn: the reward of a sequence is the sum of a number for
 * each of its tokens, those of the prompt included.
 */
public final class TableRewardModel implements TrainableRewardModel {
  private final NDManager manager;
  private final NDArray table;
  private final ParameterSet parameters;

  private TableRewardModel(NDManager manager, NDArray table) {
    this.manager = manager;
    this.table = table;
    this.parameters =
        ParameterSet.of(
            List.of(new NamedParameter("rewards", table, NamedParameter.Decay.DECAYED)));
  }

  /**
   * A model with given rewards.
   *
   * @param rewards [V]: {@code rewards[i]} is what token i adds; at least one
   * @return a trainable model, to be closed by the caller
   * @throws IllegalArgumentException if there are no rewards
   */
  public static TableRewardModel of(float... rewards) {
    checkArgument(rewards.length > 0, "rewards: expected at least one, got none");
    NDManager manager = NDManager.newBaseManager();
    NDArray table = manager.create(rewards, new Shape(rewards.length, 1));
    table.setRequiresGradient(true);
    return new TableRewardModel(manager, table);
  }

  @Override
  public ParameterSet parameters() {
    return parameters;
  }

  @Override
  public ScoredSequences score(SequenceBatch batch) {
    float[] counts = counts(batch);
    Recording recording = Recording.start();
    NDManager scope = manager.newSubManager();
    NDArray own = table.reshape(table.getShape());
    return new Scored(scope, rewards(scope, counts, own), recording);
  }

  @Override
  public SequenceScores evaluate(SequenceBatch batch) {
    float[] counts = counts(batch);
    NDManager scope = manager.newSubManager();
    return new Evaluated(scope, rewards(scope, counts, table.stopGradient()));
  }

  private static NDArray rewards(NDManager scope, float[] counts, NDArray view) {
    view.attach(scope);
    long size = view.size();
    return scope.create(counts, new Shape(counts.length / size, size)).matMul(view).flatten();
  }

  @Override
  public double[] rewards(SequenceBatch batch) {
    try (SequenceScores scores = evaluate(batch)) {
      return HostArrays.doubles(scores.rewards());
    }
  }

  private float[] counts(SequenceBatch batch) {
    int size = (int) table.size();
    float[] counts = new float[batch.rows() * size];
    for (int row = 0; row < batch.rows(); row++) {
      int end = batch.start(row) + batch.length(row);
      for (int column = batch.start(row); column < end; column++) {
        long token = batch.token(row, column);
        checkArgument(
            token >= 0 && token < size,
            "batch: expected ids from 0 to %s, got %s in row %s column %s",
            size - 1,
            token,
            row,
            column);
        counts[row * size + (int) token]++;
      }
    }
    return counts;
  }

  @Override
  public void close() {
    manager.close();
  }

  private record Evaluated(NDManager manager, NDArray rewards) implements SequenceScores {
    @Override
    public void close() {
      manager.close();
    }
  }

  private record Scored(NDManager manager, NDArray rewards, Recording recording)
      implements ScoredSequences, Recorded {}
}
