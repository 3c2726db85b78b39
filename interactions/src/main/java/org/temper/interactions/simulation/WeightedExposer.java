package org.temper.interactions.simulation;

/** The exposure by a logging policy: popularity, taste and habit, weighted. */
final class WeightedExposer implements Exposer {
  private static final double HALF_LIFE_DAYS = 7;

  private final InteractionSimulator truth;
  private final LoggingPolicy policy;
  private final double[] recent;
  private int today;

  WeightedExposer(InteractionSimulator truth, LoggingPolicy policy, int items) {
    this.truth = truth;
    this.policy = policy;
    this.recent = new double[items];
  }

  @Override
  public void begin(int day, Visits visits) {
    if (day > today) {
      double factor = StrictMath.pow(0.5, (day - today) / HALF_LIFE_DAYS);
      for (int item = 0; item < recent.length; item++) {
        recent[item] *= factor;
      }
      today = day;
    }
  }

  @Override
  public double weight(int user, int item, long time) {
    return StrictMath.exp(
        policy.popularity() * StrictMath.log1p(recent[item])
            + policy.taste() * truth.affinity(user, item, time)
            + policy.habit() * truth.habit(item));
  }

  @Override
  public void exposed(int user, int item, long time, Reaction reaction) {
    recent[item] += reaction.clicked();
  }
}
