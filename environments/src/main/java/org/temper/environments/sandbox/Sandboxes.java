package org.temper.environments.sandbox;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.ArrayList;
import java.util.List;

/**
 * Pools of sandboxes. In each sandbox a fork server waits, so that a job costs a fork and not the
 * start of an interpreter. What isolates them is told in {@code docs/sandbox.md}.
 */
public final class Sandboxes {
  private static final int MOST = 1024;

  private Sandboxes() {}

  /**
   * A pool of as many sandboxes as the machine has processors.
   *
   * @return the pool
   * @throws SandboxException if programs can be isolated by neither bubblewrap nor unshare here;
   *     the message tells why and what to install
   */
  public static Sandbox open() {
    return open(Runtime.getRuntime().availableProcessors());
  }

  /**
   * A pool, isolated by bubblewrap, or by unshare where bubblewrap does not work.
   *
   * @param parallel how many programs run at a time; further ones wait
   * @return the pool
   * @throws IllegalArgumentException if the number is not from 1 to 1024
   * @throws SandboxException if neither works here; the message tells why and what to install
   */
  public static Sandbox open(int parallel) {
    return openFirst(parallel);
  }

  /**
   * The isolation that {@link #open(int)} takes here.
   *
   * @return bubblewrap, or unshare where bubblewrap does not work
   * @throws SandboxException if neither works here; the message tells why and what to install
   */
  public static Isolation isolation() {
    try (SandboxPool pool = openFirst(1)) {
      return pool.isolation();
    }
  }

  private static SandboxPool openFirst(int parallel) {
    List<String> failures = new ArrayList<>();
    for (Isolation isolation : List.of(Isolation.BUBBLEWRAP, Isolation.UNSHARE)) {
      try {
        return openIn(isolation, parallel);
      } catch (SandboxException e) {
        failures.add(e.getMessage());
      }
    }
    throw new SandboxException(
        "sandbox: expected bubblewrap or unshare to isolate programs, got none: "
            + String.join("; ", failures)
            + "; install bubblewrap (apt-get install bubblewrap), or ask for Isolation.UNISOLATED by"
            + " name where every program is trusted");
  }

  /**
   * A pool that is isolated in one way.
   *
   * @param isolation the way
   * @param parallel how many programs run at a time; further ones wait
   * @return the pool, whose first sandbox has started
   * @throws IllegalArgumentException if the number is not from 1 to 1024
   * @throws SandboxException if it does not work here; the message tells why
   */
  public static Sandbox open(Isolation isolation, int parallel) {
    return openIn(isolation, parallel);
  }

  private static SandboxPool openIn(Isolation isolation, int parallel) {
    checkArgument(
        parallel >= 1 && parallel <= MOST,
        "parallel: expected from 1 to %s, got %s",
        MOST,
        parallel);
    return SandboxPool.open(isolation, parallel);
  }
}
