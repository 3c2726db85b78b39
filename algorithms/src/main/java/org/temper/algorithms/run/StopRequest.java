package org.temper.algorithms.run;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A request to stop a run early and cleanly, that any thread may make: the update that is being
 * made is finished and a checkpoint is written, from which the run can be resumed.
 */
public final class StopRequest {
  private final AtomicBoolean made = new AtomicBoolean();

  /** Makes the request. */
  public void make() {
    made.set(true);
  }

  /**
   * Whether it was made.
   *
   * @return true from the first {@link #make} on
   */
  public boolean isMade() {
    return made.get();
  }
}
