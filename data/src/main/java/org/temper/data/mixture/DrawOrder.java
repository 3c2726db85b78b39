package org.temper.data.mixture;

/** An order in which a mixture draws from its sources, by index. */
interface DrawOrder {

  /**
   * A draw.
   *
   * @param source which source, from 0
   * @param ordinal how often that source was drawn from before
   */
  record Draw(int source, long ordinal) {}

  /**
   * The draw of an index.
   *
   * @param index from 0
   * @return the draw
   */
  Draw at(long index);

  /**
   * How often each source is drawn from.
   *
   * @param draws the number of draws, from the first
   * @return by source; they add up to {@code draws}
   */
  long[] drawn(long draws);
}
