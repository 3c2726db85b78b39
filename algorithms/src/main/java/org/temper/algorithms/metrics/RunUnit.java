package org.temper.algorithms.metrics;

import java.util.Locale;

/** The unit in which a run counts: what its trainer makes at a time. */
public enum RunUnit {
  /** One optimizer step. */
  UPDATE,
  /** Several optimizer steps on what the policy has just done. */
  ITERATION;

  /**
   * The unit's name.
   *
   * @return such as {@code update}
   */
  public String singular() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The name of several.
   *
   * @return such as {@code updates}
   */
  public String plural() {
    return singular() + "s";
  }
}
