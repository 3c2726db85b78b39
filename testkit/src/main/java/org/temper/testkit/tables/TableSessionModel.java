package org.temper.testkit.tables;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableList;
import java.util.List;
import org.temper.api.NamedParameter;
import org.temper.api.ParameterSet;
import org.temper.api.items.SessionRewardModel;
import org.temper.api.items.ShownSession;
import org.temper.testkit.Recording;

/**
 * The smallest judge of sessions that can learn: the log-odds of a target, and those of any, are
 * the sum of a number for each item. It does not look at the user's state.
 */
public final class TableSessionModel implements SessionRewardModel {
  private final NDManager manager;
  private final NDArray table;
  private final NDArray any;
  private final ImmutableList<String> targets;
  private final ParameterSet parameters;

  private TableSessionModel(NDManager manager, NDArray table, NDArray any, List<String> targets) {
    this.manager = manager;
    this.table = table;
    this.any = any;
    this.targets = ImmutableList.copyOf(targets);
    this.parameters =
        ParameterSet.of(
            List.of(
                new NamedParameter("log_odds", table, NamedParameter.Decay.DECAYED),
                new NamedParameter("preference", any, NamedParameter.Decay.DECAYED)));
  }

  /**
   * A model that expects each outcome with one half.
   *
   * @param items how many items there are, at least 1
   * @param targets names of what is predicted, at least one
   * @return a trainable model, to be closed by the caller
   * @throws IllegalArgumentException if there is no item or no target
   */
  public static TableSessionModel of(int items, String... targets) {
    checkArgument(items >= 1, "items: expected at least 1, got %s", items);
    checkArgument(targets.length >= 1, "targets: expected at least one, got none");
    NDManager manager = NDManager.newBaseManager();
    NDArray table = manager.zeros(new Shape(items, targets.length));
    table.setRequiresGradient(true);
    NDArray any = manager.zeros(new Shape(items, 1));
    any.setRequiresGradient(true);
    return new TableSessionModel(manager, table, any, List.of(targets));
  }

  @Override
  public List<String> targets() {
    return targets;
  }

  @Override
  public ParameterSet parameters() {
    return parameters;
  }

  @Override
  public ScoredSessions score(List<ShownSession> sessions) {
    float[] counts = counts(sessions);
    Recording recording = Recording.start();
    NDManager scope = manager.newSubManager();
    NDArray logits = logits(scope, counts, table.reshape(table.getShape()));
    NDArray preferences = logits(scope, counts, any.reshape(any.getShape())).reshape(-1);
    return new Scored(scope, logits, preferences, recording);
  }

  @Override
  public SessionScores evaluate(List<ShownSession> sessions) {
    float[] counts = counts(sessions);
    NDManager scope = manager.newSubManager();
    return new Evaluated(
        scope,
        logits(scope, counts, table.stopGradient()),
        logits(scope, counts, any.stopGradient()).reshape(-1));
  }

  private static NDArray logits(NDManager scope, float[] counts, NDArray view) {
    view.attach(scope);
    long items = view.getShape().get(0);
    return scope.create(counts, new Shape(counts.length / items, items)).matMul(view);
  }

  private float[] counts(List<ShownSession> sessions) {
    int items = (int) table.getShape().get(0);
    float[] counts = new float[sessions.size() * items];
    for (int row = 0; row < sessions.size(); row++) {
      for (int item : sessions.get(row).items().asList()) {
        checkArgument(
            item >= 0 && item < items, "items: expected ids below %s, got %s", items, item);
        counts[row * items + item]++;
      }
    }
    return counts;
  }

  @Override
  public void close() {
    manager.close();
  }

  private record Evaluated(NDManager manager, NDArray logits, NDArray preferences)
      implements SessionScores {
    @Override
    public void close() {
      manager.close();
    }
  }

  private record Scored(NDManager manager, NDArray logits, NDArray preferences, Recording recording)
      implements ScoredSessions, Recorded {}
}
