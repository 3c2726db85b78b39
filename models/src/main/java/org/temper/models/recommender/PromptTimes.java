package org.temper.models.recommender;

import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.temper.api.SequenceBatch;
import org.temper.api.SideInput;
import org.temper.api.items.ItemInputs;

/**
 * The times of prompts and of what a session appends to them: an appended item happened when the
 * item after its prompt was asked for, and what follows it is asked for at that same time.
 */
final class PromptTimes {
  private final SequenceBatch prompts;
  private final ItemTimes times;
  private final TimeSignal signal;
  private final long[] asked;

  private PromptTimes(
      SequenceBatch prompts, ItemTimes times, TimeSignal signal, IntToLongFunction asked) {
    this.prompts = prompts;
    this.times = times;
    this.signal = signal;
    this.asked = IntStream.range(0, prompts.rows()).mapToLong(asked).toArray();
  }

  /**
   * What a model needs to know. When the item after a prompt is asked for is a side input; where it
   * is absent and the model does not look at it, it is the time of the prompt's last event.
   */
  static PromptTimes of(SequenceBatch prompts, TimeSignal signal, @Nullable TimedPrior prior) {
    ItemTimes times = ItemTimes.of(prompts);
    if (signal != TimeSignal.NONE) {
      times.at(0, prompts.start(0));
    }
    boolean known = prompts.sideInputs().containsKey(ItemInputs.NEXT_TIMESTAMPS);
    boolean needed = signal == TimeSignal.TARGET || prior != null;
    return new PromptTimes(
        prompts,
        times,
        signal,
        row -> {
          int end = end(prompts, row);
          return known || needed ? times.after(row, end - 1, end) : times.at(row, end - 1);
        });
  }

  /**
   * Sequences with what the model looks at of their times.
   *
   * @param sequences padded on the right
   * @param rows the prompt that each begins with
   */
  SequenceBatch timed(SequenceBatch sequences, int[] rows) {
    SequenceBatch timed =
        sequences.withSideInput(
            ItemInputs.NEXT_TIMESTAMPS,
            eachEvent(
                sequences,
                rows,
                (row, column, end) ->
                    column + 1 < end ? times.after(row, column, end) : asked[row]));
    return signal == TimeSignal.NONE
        ? timed
        : timed.withSideInput(
            ItemInputs.TIMESTAMPS,
            eachEvent(sequences, rows, (row, column, end) -> times.at(row, column)));
  }

  /** The times of the prompts' events, and for those after them when they were asked for. */
  private SideInput eachEvent(SequenceBatch sequences, int[] rows, EventTime given) {
    long[] values = new long[sequences.rows() * sequences.columns()];
    for (int row = 0; row < rows.length; row++) {
      int prompt = rows[row];
      int start = prompts.start(prompt);
      int end = end(prompts, prompt);
      for (int i = 0; i < sequences.length(row); i++) {
        values[row * sequences.columns() + i] =
            start + i < end ? given.of(prompt, start + i, end) : asked[prompt];
      }
    }
    return SideInput.of(values, sequences.shape());
  }

  private static int end(SequenceBatch prompts, int row) {
    return prompts.start(row) + prompts.length(row);
  }

  /** A time of an event of a prompt that ends before a column. */
  private interface EventTime {
    long of(int row, int column, int end);
  }
}
