package org.temper.models.merge;

import java.io.IOException;

/** The receiver of the numbers of a joined tensor, a piece at a time, in row-major order. */
@FunctionalInterface
public interface NumberSink {

  /**
   * Takes the next numbers.
   *
   * @param numbers the first {@code count} of them are meant; they change afterwards
   * @param count how many
   * @throws IOException if they cannot be written
   */
  void put(float[] numbers, int count) throws IOException;
}
