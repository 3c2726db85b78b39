package org.temper.interactions.simulation;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.temper.interactions.Events;
import org.temper.interactions.ItemScorer;
import org.temper.interactions.Query;

/**
 * The exposure by a recommender, which is asked each morning about all who will come, at the time
 * of their first visit and after what they met on earlier days.
 */
final class ScoredExposer implements Exposer {
  /** Whatever is left to show has some chance. */
  private static final double LEAST_WEIGHT = 1e-300;

  private final ItemScorer scorer;
  private final List<History> histories = new ArrayList<>();
  private final Map<Integer, double[]> today = new LinkedHashMap<>();

  ScoredExposer(ItemScorer scorer, int users) {
    this.scorer = scorer;
    for (int user = 0; user < users; user++) {
      histories.add(new History());
    }
  }

  @Override
  public void begin(int day, Visits visits) {
    Map<Integer, Query> first = new LinkedHashMap<>();
    for (int visit = 0; visit < visits.users().length(); visit++) {
      int user = visits.users().get(visit);
      first.putIfAbsent(
          user, new Query(user, histories.get(user).events(), visits.times().get(visit)));
    }
    float[][] scores = scorer.scores(List.copyOf(first.values()));
    today.clear();
    int row = 0;
    for (int user : first.keySet()) {
      today.put(user, weights(scores[row], histories.get(user)));
      row++;
    }
  }

  @Override
  public double weight(int user, int item, long time) {
    return requireNonNull(today.get(user), "user")[item];
  }

  @Override
  public void exposed(int user, int item, long time, Reaction reaction) {
    histories.get(user).add(item, time, reaction);
  }

  /** In proportion to exp(score), the best that is left to show having a weight of 1. */
  private static double[] weights(float[] scores, History history) {
    double most = Double.NEGATIVE_INFINITY;
    for (int item = 0; item < scores.length; item++) {
      most = history.items.contains(item) ? most : Math.max(most, scores[item]);
    }
    double[] weights = new double[scores.length];
    for (int item = 0; item < scores.length; item++) {
      weights[item] = Math.max(LEAST_WEIGHT, StrictMath.exp(Math.min(0, scores[item] - most)));
    }
    return weights;
  }

  /** What a user met so far. */
  private static final class History {
    private final List<Integer> items = new ArrayList<>();
    private final List<Long> times = new ArrayList<>();
    private final List<Double> watched = new ArrayList<>();
    private final List<Double> clicked = new ArrayList<>();

    void add(int item, long time, Reaction reaction) {
      items.add(item);
      times.add(time);
      watched.add(reaction.watched());
      clicked.add((double) reaction.clicked());
    }

    Events events() {
      return new Events(
          ImmutableIntArray.copyOf(items),
          ImmutableLongArray.copyOf(times),
          ImmutableMap.of(
              InteractionSimulator.WATCH_TIME,
              ImmutableDoubleArray.copyOf(watched),
              InteractionSimulator.CLICK,
              ImmutableDoubleArray.copyOf(clicked)));
    }
  }
}
