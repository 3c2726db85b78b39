package org.temper.testkit.tables;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Random;
import org.temper.api.NamedParameter;
import org.temper.api.ParameterSet;
import org.temper.api.SequenceBatch;
import org.temper.api.items.Candidates;
import org.temper.api.items.FeedbackModel;
import org.temper.testkit.Recording;

/**
 * The smallest feedback model that can learn: what follows an item, how it will be liked, and what
 * the state is worth, each a table with a row for the item before.
 */
public final class TableFeedbackModel implements FeedbackModel {
  private final NDManager manager;
  private final NDArray logits;
  private final NDArray feedback;
  private final NDArray values;
  private final ParameterSet parameters;

  private TableFeedbackModel(NDManager manager, NDArray logits, NDArray feedback, NDArray values) {
    this.manager = manager;
    this.logits = logits;
    this.feedback = feedback;
    this.values = values;
    this.parameters =
        ParameterSet.of(
            List.of(
                new NamedParameter("logits", logits, NamedParameter.Decay.DECAYED),
                new NamedParameter("feedback", feedback, NamedParameter.Decay.DECAYED),
                new NamedParameter("values", values, NamedParameter.Decay.EXEMPT)));
  }

  /**
   * A model with numbers from a standard normal distribution.
   *
   * @param items K, at least 1
   * @param valueCount E, at least 1
   * @param seed decides the numbers
   * @return a trainable model, to be closed by the caller
   * @throws IllegalArgumentException if a number is below 1
   */
  public static TableFeedbackModel random(int items, int valueCount, long seed) {
    checkSizes(items, valueCount);
    Random random = new Random(seed);
    return of(
        items,
        valueCount,
        normal(random, items * items),
        normal(random, items * items),
        normal(random, items * valueCount));
  }

  /**
   * A model that gives every item the same probability, feedback 0 and value 0.
   *
   * @param items K, at least 1
   * @param valueCount E, at least 1
   * @return a trainable model, to be closed by the caller
   * @throws IllegalArgumentException if a number is below 1
   */
  public static TableFeedbackModel zero(int items, int valueCount) {
    checkSizes(items, valueCount);
    return of(
        items,
        valueCount,
        new float[items * items],
        new float[items * items],
        new float[items * valueCount]);
  }

  private static void checkSizes(int items, int valueCount) {
    checkArgument(items >= 1, "items: expected at least 1, got %s", items);
    checkArgument(valueCount >= 1, "valueCount: expected at least 1, got %s", valueCount);
  }

  private static float[] normal(Random random, int count) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  private static TableFeedbackModel of(
      int items, int valueCount, float[] logits, float[] feedback, float[] values) {
    NDManager manager = NDManager.newBaseManager();
    return new TableFeedbackModel(
        manager,
        table(manager, logits, items, items),
        table(manager, feedback, items, items),
        table(manager, values, items, valueCount));
  }

  private static NDArray table(NDManager manager, float[] numbers, int rows, int columns) {
    NDArray table = manager.create(numbers, new Shape(rows, columns));
    table.setRequiresGradient(true);
    return table;
  }

  @Override
  public ParameterSet parameters() {
    return parameters;
  }

  @Override
  public long items() {
    return logits.getShape().get(0);
  }

  @Override
  public int valueCount() {
    return Math.toIntExact(values.getShape().get(1));
  }

  @Override
  public ScoredFeedback score(SequenceBatch batch) {
    TokenLookup lookup = TokenLookup.of(batch, items());
    long[] cells = new long[lookup.current().length];
    long[] states = new long[cells.length * valueCount()];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = lookup.previous()[i] * items() + lookup.current()[i];
      for (int e = 0; e < valueCount(); e++) {
        states[i * valueCount() + e] = lookup.previous()[i] * valueCount() + e;
      }
    }
    Recording recording = Recording.start();
    NDManager scope = manager.newSubManager();
    NDArray mask = batch.completionMask(scope);
    return new TableFeedback(
        scope,
        TokenLookup.pick(own(logits, scope).logSoftmax(1).flatten(), cells, mask),
        TokenLookup.pick(own(feedback, scope).flatten(), cells, mask),
        TokenLookup.pickSeveral(own(values, scope).flatten(), states, mask),
        mask,
        recording);
  }

  /** Attached to the scope, so that what is computed from the table does not outlive it. */
  private static NDArray own(NDArray table, NDManager scope) {
    NDArray view = table.reshape(table.getShape());
    view.attach(scope);
    return view;
  }

  @Override
  public float[] feedback(SequenceBatch batch, Candidates candidates) {
    long[] cells = TokenLookup.cells(batch, candidates, items());
    float[] table = feedback.toFloatArray();
    float[] found = new float[cells.length];
    for (int i = 0; i < found.length; i++) {
      int position = i / candidates.count();
      if (batch.isScored(position / batch.columns(), position % batch.columns())) {
        found[i] = table[(int) cells[i]];
      }
    }
    return found;
  }

  @Override
  public float[][] nextFeedback(SequenceBatch histories) {
    float[] table = feedback.toFloatArray();
    int items = Math.toIntExact(items());
    float[][] next = new float[histories.rows()][items];
    for (int row = 0; row < next.length; row++) {
      int last = histories.start(row) + histories.length(row) - 1;
      System.arraycopy(table, (int) histories.token(row, last) * items, next[row], 0, items);
    }
    return next;
  }

  @Override
  public float[] values(SequenceBatch batch) {
    long[] previous = TokenLookup.of(batch, items()).previous();
    float[] table = values.toFloatArray();
    int count = valueCount();
    float[] found = new float[previous.length * count];
    for (int i = 0; i < previous.length; i++) {
      if (batch.isScored(i / batch.columns(), i % batch.columns())) {
        System.arraycopy(table, (int) previous[i] * count, found, i * count, count);
      }
    }
    return found;
  }

  @Override
  public void close() {
    manager.close();
  }

  private record TableFeedback(
      NDManager manager,
      NDArray tokenLogProbs,
      NDArray feedback,
      NDArray values,
      NDArray completionMask,
      Recording recording)
      implements ScoredFeedback, Recorded {}
}
