package org.temper.testkit;

import java.util.Arrays;
import org.temper.api.SequenceBatch;
import org.temper.api.items.Candidates;
import org.temper.api.items.FeedbackModel;

/** Laws of models that predict feedback on items. */
public final class FeedbackLaws {
  private static final int CANDIDATES = 2;

  private FeedbackLaws() {}

  /**
   * A feedback model that is asked, not trained, records no gradients and drops nothing: {@code
   * feedback}, {@code nextFeedback} and {@code values} give the same numbers bit for bit again,
   * also on a thread that records gradients, and leave the thread's gradient mode as it was.
   *
   * @param model the model
   * @param batch sequences with the side inputs that the model looks at
   * @throws AssertionError if the model breaks the law
   */
  public static void predictionsRecordAndDropNothing(FeedbackModel model, SequenceBatch batch) {
    Candidates candidates = candidates(model, batch);
    Evaluations.repeated("feedback", () -> doubles(model.feedback(batch, candidates)));
    Evaluations.repeated(
        "nextFeedback",
        () ->
            Arrays.stream(model.nextFeedback(batch))
                .map(FeedbackLaws::doubles)
                .flatMapToDouble(Arrays::stream)
                .toArray());
    Evaluations.repeated("values", () -> doubles(model.values(batch)));
  }

  private static Candidates candidates(FeedbackModel model, SequenceBatch batch) {
    long[] items = new long[batch.rows() * batch.columns() * CANDIDATES];
    Arrays.setAll(items, i -> i % model.items());
    return new Candidates(items, batch.rows(), batch.columns(), CANDIDATES);
  }

  private static double[] doubles(float[] numbers) {
    double[] doubles = new double[numbers.length];
    Arrays.setAll(doubles, i -> numbers[i]);
    return doubles;
  }
}
