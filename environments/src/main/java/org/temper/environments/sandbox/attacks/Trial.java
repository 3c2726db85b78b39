package org.temper.environments.sandbox.attacks;

import java.time.Duration;

/**
 * The outcome of an attack.
 *
 * @param attack its name
 * @param containment whether it was contained
 * @param ending how it ended: a limit, or its exit status
 * @param time how long it was waited for
 * @param detail what it succeeded in, or what was found afterwards; empty where it was contained
 */
public record Trial(
    String attack, Containment containment, String ending, Duration time, String detail) {

  /** Whether an attack did any harm. */
  public enum Containment {
    /** It did none. */
    CONTAINED,
    /** It did some. */
    NOT_CONTAINED
  }
}
