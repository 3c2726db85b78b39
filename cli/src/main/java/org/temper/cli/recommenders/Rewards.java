package org.temper.cli.recommenders;

/** The use that a recipe makes of the feedback in a log. */
public enum Rewards {
  /** Something to learn from: a log without is refused. */
  NEEDED,
  /** Figures of high targets, which a log without, or with one value throughout, does not have. */
  REPORTED
}
