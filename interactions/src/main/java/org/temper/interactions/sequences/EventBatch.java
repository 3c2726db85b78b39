package org.temper.interactions.sequences;

import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import org.temper.api.SequenceBatch;
import org.temper.api.SideInput;
import org.temper.api.items.ItemInputs;
import org.temper.interactions.Events;

/** A batch of events that is being filled, with padding on the right. */
final class EventBatch {
  private final int rows;
  private final int columns;
  private final Map<String, String> inputs;
  private final long[] items;
  private final boolean[] real;
  private final boolean[] scored;
  private final long[] times;
  private final long[] nextTimes;
  private final Map<String, float[]> values = new LinkedHashMap<>();

  EventBatch(int rows, int columns, Map<String, String> inputs) {
    this.rows = rows;
    this.columns = columns;
    this.inputs = inputs;
    int size = Math.multiplyExact(rows, columns);
    this.items = new long[size];
    this.real = new boolean[size];
    this.scored = new boolean[size];
    this.times = new long[size];
    this.nextTimes = new long[size];
    inputs.keySet().forEach(name -> values.put(name, new float[size]));
  }

  /** Puts events at a row's start. */
  void put(int row, Events events) {
    for (int column = 0; column < events.size(); column++) {
      int index = index(row, column);
      items[index] = events.items().get(column);
      times[index] = events.times().get(column);
      real[index] = true;
      if (column > 0) {
        nextTimes[index - 1] = times[index];
      }
    }
    inputs.forEach(
        (name, column) -> {
          for (int i = 0; i < events.size(); i++) {
            put(name, row, i, events.feedback(column).get(i));
          }
        });
  }

  /** Puts one event behind those that a row has. */
  void put(int row, int column, int item, long time) {
    int index = index(row, column);
    items[index] = item;
    times[index] = time;
    real[index] = true;
    if (column > 0) {
      nextTimes[index - 1] = time;
    }
  }

  void put(String input, int row, int column, double value) {
    values.getOrDefault(input, new float[0])[index(row, column)] = (float) value;
  }

  /** When what follows a row's last event was or is asked for. */
  void putNextTime(int row, int lastColumn, long time) {
    nextTimes[index(row, lastColumn)] = time;
  }

  void score(int row, int column) {
    scored[index(row, column)] = true;
  }

  SequenceBatch finish() {
    Shape shape = new Shape(rows, columns);
    SequenceBatch batch =
        SequenceBatch.of(rows, columns, items, real, scored)
            .withSideInput(ItemInputs.TIMESTAMPS, SideInput.of(times, shape))
            .withSideInput(ItemInputs.NEXT_TIMESTAMPS, SideInput.of(nextTimes, shape));
    for (Map.Entry<String, float[]> input : values.entrySet()) {
      batch = batch.withSideInput(input.getKey(), SideInput.of(input.getValue(), shape));
    }
    return batch;
  }

  private int index(int row, int column) {
    return row * columns + column;
  }
}
