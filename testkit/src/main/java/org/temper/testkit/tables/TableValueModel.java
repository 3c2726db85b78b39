package org.temper.testkit.tables;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.temper.api.NamedParameter;
import org.temper.api.ParameterSet;
import org.temper.api.SequenceBatch;
import org.temper.api.ValueModel;
import org.temper.testkit.Recording;

/** The smallest value model: the value of a state is a number for the state's last token. */
public final class TableValueModel implements ValueModel {
  private final NDManager manager;
  private final NDArray table;
  private final ParameterSet parameters;

  private TableValueModel(NDManager manager, NDArray table) {
    this.manager = manager;
    this.table = table;
    this.parameters =
        ParameterSet.of(List.of(new NamedParameter("values", table, NamedParameter.Decay.EXEMPT)));
  }

  /**
   * A model with given values.
   *
   * @param values [V]: {@code values[i]} is the value of a state whose last token is i; at least
   *     one
   * @return a trainable model, to be closed by the caller
   * @throws IllegalArgumentException if there are no values
   */
  public static TableValueModel of(float... values) {
    checkArgument(values.length > 0, "values: expected at least one, got none");
    NDManager manager = NDManager.newBaseManager();
    NDArray table = manager.create(values);
    table.setRequiresGradient(true);
    return new TableValueModel(manager, table);
  }

  @Override
  public ParameterSet parameters() {
    return parameters;
  }

  @Override
  public ValuedBatch estimate(SequenceBatch batch) {
    TokenLookup lookup = TokenLookup.of(batch, table.getShape().get(0));
    Recording recording = Recording.start();
    NDManager scope = manager.newSubManager();
    NDArray own = table.reshape(table.getShape());
    own.attach(scope);
    NDArray values = TokenLookup.pick(own, lookup.previous(), batch.completionMask(scope));
    return new TableValues(scope, values, recording);
  }

  @Override
  public float[] values(SequenceBatch batch) {
    try (ValuedBatch estimated = estimate(batch)) {
      return estimated.values().toFloatArray();
    }
  }

  @Override
  public void close() {
    manager.close();
  }

  private record TableValues(NDManager manager, NDArray values, Recording recording)
      implements ValuedBatch, Recorded {}
}
