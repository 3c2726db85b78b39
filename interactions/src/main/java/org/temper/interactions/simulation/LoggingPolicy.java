package org.temper.interactions.simulation;

/**
 * The policy of who is shown what: an item that the user has not been shown yet is drawn with a
 * probability proportional to exp(popularity · log(1 + recent clicks) + taste · affinity + habit ·
 * habit of the item), where clicks count less the older they are, by half each week.
 *
 * @param popularity the weight of recent popularity, at least 0; 1 makes success breed success
 * @param taste the weight of what suits the user, at least 0
 * @param habit the weight of what binds users, at least 0
 */
public record LoggingPolicy(double popularity, double taste, double habit) {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a weight is below 0
   */
  public LoggingPolicy {
    Signal.checkStrength("popularity", popularity);
    Signal.checkStrength("taste", taste);
    Signal.checkStrength("habit", habit);
  }

  /**
   * A policy that knows the users' tastes in part, and serves habits beside them.
   *
   * @return the weights 0.5 of popularity, 1 of taste and 0.5 of habit
   */
  public static LoggingPolicy mixed() {
    return new LoggingPolicy(0.5, 1, 0.5);
  }
}
