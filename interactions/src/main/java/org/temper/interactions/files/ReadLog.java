package org.temper.interactions.files;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.temper.interactions.InteractionLog;

/**
 * The outcome of reading a file.
 *
 * @param log the events, at least one
 * @param badRows how many rows were left out
 * @param firstBadRows the first of them, at most 10
 */
public record ReadLog(InteractionLog log, long badRows, List<BadRow> firstBadRows) {

  /** Copies the rows. */
  public ReadLog {
    firstBadRows = ImmutableList.copyOf(firstBadRows);
  }
}
