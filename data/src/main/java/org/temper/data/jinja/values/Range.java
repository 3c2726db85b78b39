package org.temper.data.jinja.values;

import java.util.Iterator;
import java.util.stream.LongStream;

/**
 * Whole numbers at equal distances.
 *
 * @param start the first
 * @param step what is between two of them, not 0
 * @param stop what they do not reach
 * @param size how many there are
 */
public record Range(long start, long stop, long step, int size) {
  /** The most numbers. */
  public static final int MAX_SIZE = 100_000;

  /**
   * A range.
   *
   * @param start the first number
   * @param stop what they do not reach
   * @param step what is between two of them
   * @return the range
   * @throws Fault if the step is 0, or there are more than {@value #MAX_SIZE} numbers
   */
  public static Range of(long start, long stop, long step) {
    if (step == 0) {
      throw new Fault("range() arg 3 must not be zero");
    }
    double exact = step > 0 ? ((double) stop - start) / step : ((double) start - stop) / -step;
    if (exact > MAX_SIZE) {
      throw new Fault("range too big: more than " + MAX_SIZE + " numbers");
    }
    long distance = step > 0 ? stop - start : start - stop;
    long width = Math.abs(step);
    long size = exact <= 0 ? 0 : (distance - 1) / width + 1;
    return new Range(start, stop, step, (int) size);
  }

  public long get(int index) {
    return start + index * step;
  }

  public Iterator<Object> iterator() {
    return LongStream.range(0, size).mapToObj(i -> (Object) (start + i * step)).iterator();
  }

  /**
   * The numbers from the last to the first.
   *
   * @return them in order
   */
  public Iterator<Object> reversed() {
    return LongStream.range(0, size)
        .mapToObj(i -> (Object) (start + (size - 1 - i) * step))
        .iterator();
  }
}
