package org.temper.evaluation.ranking;

/** Which targets a figure is of. */
public enum TargetGroup {
  /** All of them. */
  ALL("all"),
  /** Those of at least as much feedback as {@link HighTargets} says. */
  HIGH("high"),
  /** Those of less. */
  LOW("low");

  private final String figureName;

  TargetGroup(String figureName) {
    this.figureName = figureName;
  }

  /**
   * The group's name in the names of figures.
   *
   * @return such as {@code high}
   */
  public String figureName() {
    return figureName;
  }
}
