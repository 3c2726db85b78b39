package org.temper.interactions.files;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import org.temper.interactions.InteractionLog;

/**
 * The outcome of reading a file.
 *
 * @param log the events, at least one
 * @param badRows how many rows were left out
 * @param firstBadRows the first of them, at most 10
 * @param timeWarning what is odd about the times, where some are before 1980 or they span a hundred
 *     years: the unit of time may be another
 */
public record ReadLog(
    InteractionLog log, long badRows, List<BadRow> firstBadRows, Optional<String> timeWarning) {

  /** Copies the rows. */
  public ReadLog {
    firstBadRows = ImmutableList.copyOf(firstBadRows);
  }
}
