package org.temper.models.onerec;

import java.util.Arrays;

/**
 * The index arrays of one step of a session: an input of each row that has one, none of the others.
 *
 * @param ids of the inputs, [R]; one of no consequence in a row that stands still
 * @param inputPlaces which input of its row each is, [R]; -1 in a row that stands still
 * @param asks which history each row looks at, [R]
 * @param histories how many there are
 * @param capacity how many inputs of a row are kept
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record OneRecStep(long[] ids, long[] inputPlaces, int[] asks, int histories, int capacity) {

  int rows() {
    return ids.length;
  }

  /** The row of places that each input has. */
  long[] places() {
    return Arrays.stream(inputPlaces).map(place -> Math.max(place, 0)).toArray();
  }

  /** Where each input is kept, [R, capacity]. */
  boolean[] now() {
    boolean[] now = new boolean[rows() * capacity];
    for (int row = 0; row < rows(); row++) {
      if (inputPlaces[row] >= 0) {
        now[row * capacity + (int) inputPlaces[row]] = true;
      }
    }
    return now;
  }

  /** What each input may look at, [R, capacity]. */
  boolean[] seen() {
    boolean[] seen = new boolean[rows() * capacity];
    for (int row = 0; row < rows(); row++) {
      // A row that stands still looks at something, as the softmax of nothing is not a number.
      int last = (int) Math.max(inputPlaces[row], 0);
      Arrays.fill(seen, row * capacity, row * capacity + last + 1, true);
    }
    return seen;
  }

  /** How many rows look at the history that most look at. */
  int width() {
    int[] counts = new int[histories];
    for (int ask : asks) {
      counts[ask]++;
    }
    return Arrays.stream(counts).max().orElseThrow();
  }

  /** The rows that look at each history, [P, S]. */
  long[] cells() {
    long[] cells = new long[histories * width()];
    long[] rowCells = rowCells();
    for (int row = 0; row < asks.length; row++) {
      cells[(int) rowCells[row]] = row;
    }
    return cells;
  }

  /** Where each row is among those, [R]. */
  long[] rowCells() {
    int width = width();
    long[] rowCells = new long[asks.length];
    int[] filled = new int[histories];
    for (int row = 0; row < asks.length; row++) {
      rowCells[row] = (long) asks[row] * width + filled[asks[row]]++;
    }
    return rowCells;
  }
}
