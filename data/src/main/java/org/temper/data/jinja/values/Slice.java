package org.temper.data.jinja.values;

/**
 * The part of a sequence between two indices, in steps.
 *
 * @param start the first index, or none
 * @param stop the index that is not reached, or none
 * @param step the step, or none
 */
public record Slice(Object start, Object stop, Object step) {
  /** Indices within a sequence. */
  public record Indices(int start, long stop, int step, int count) {}

  /** The indices in a sequence of a size. */
  public Indices of(int size) {
    long by = step == None.NONE ? 1 : Numbers.index(checked(step));
    if (by == 0) {
      throw new Fault("slice step cannot be zero");
    }
    boolean forward = by > 0;
    long from = start == None.NONE ? (forward ? 0 : size - 1L) : clamp(start, size, forward);
    long to = stop == None.NONE ? (forward ? size : -1L) : clamp(stop, size, forward);
    long distance = forward ? to - from : from - to;
    if (distance <= 0) {
      return new Indices((int) Math.max(from, 0), to, limited(by), 0);
    }
    long width = by == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(by);
    int count = (int) ((distance - 1) / width + 1);
    return new Indices((int) from, to, limited(by), count);
  }

  private static int limited(long step) {
    return (int) Math.max(-Integer.MAX_VALUE, Math.min(Integer.MAX_VALUE, step));
  }

  private static long clamp(Object index, int size, boolean forward) {
    long value = Numbers.index(checked(index));
    if (value < 0) {
      value = Math.max(value + size, forward ? 0 : -1);
    }
    return Math.min(value, forward ? size : size - 1L);
  }

  private static Object checked(Object index) {
    if (!Numbers.isInteger(index)) {
      throw new Fault("slice indices must be integers or None");
    }
    return index;
  }
}
