package org.temper.environments.tools;

import com.google.common.collect.ImmutableList;
import java.time.Duration;
import java.util.List;

/**
 * A turn of the policy and what became of its calls.
 *
 * @param text what it wrote, special tokens spelled, the end token left out
 * @param said the same without the calls, reasoning included
 * @param calls its calls, in order; none in a turn that answers
 * @param time how long the environment took over it
 */
public record Turn(String text, String said, List<CallRecord> calls, Duration time) {
  /** Copies the calls. */
  public Turn {
    calls = ImmutableList.copyOf(calls);
  }
}
