package org.temper.interactions.feedback;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import org.temper.interactions.InteractionLog;
import org.temper.interactions.Query;

/**
 * Feedback as a mean, a user's deviation from it and an item's: mean + userBias[user] +
 * itemBias[item]. What is left is personal. Events without feedback say nothing, and count for
 * nothing.
 *
 * @param mean the mean over all events
 * @param userBias by the user's id; 0 for a user without feedback
 * @param itemBias by the item's id; 0 for an item without feedback
 */
public record FeedbackBias(
    double mean, ImmutableDoubleArray userBias, ImmutableDoubleArray itemBias)
    implements FeedbackPredictor {

  /** Rounds are over when no bias moves by more than this share of the feedback's deviation. */
  private static final double TOLERANCE = 1e-6;

  private static final int MOST_ROUNDS = 1000;

  /**
   * The mean of each user's feedback, whatever the item.
   *
   * @param log the events, at least one
   * @param column the name of a column of feedback
   * @return a predictor without item biases; the mean over all events for a user without any
   * @throws IllegalArgumentException if there is no such column, or no event has feedback in it
   */
  public static FeedbackBias ofUsers(InteractionLog log, String column) {
    Fit fit = new Fit(log, column, 0);
    fit.updateUsers();
    return fit.result();
  }

  /**
   * The mean of each item's feedback, whoever the user.
   *
   * @param log the events, at least one
   * @param column the name of a column of feedback
   * @return a predictor without user biases; the mean over all events for an item without any
   * @throws IllegalArgumentException if there is no such column, or no event has feedback in it
   */
  public static FeedbackBias ofItems(InteractionLog log, String column) {
    Fit fit = new Fit(log, column, 0);
    fit.updateItems();
    return fit.result();
  }

  /**
   * User and item biases together: those that minimize Σ (feedback - mean - userBias - itemBias)² +
   * shrinkage · (Σ userBias² + Σ itemBias²), by alternating least squares, for at most 1,000
   * rounds.
   *
   * @param log the events, at least one
   * @param column the name of a column of feedback
   * @param shrinkage above 0: a bias of n events is n / (n + shrinkage) of what they say
   * @return the predictor
   * @throws IllegalArgumentException if there is no such column, no event has feedback in it, or
   *     {@code shrinkage} is not above 0
   */
  public static FeedbackBias ofUsersAndItems(InteractionLog log, String column, double shrinkage) {
    checkArgument(
        shrinkage > 0 && Double.isFinite(shrinkage),
        "shrinkage: expected a finite number above 0, got %s",
        shrinkage);
    Fit fit = new Fit(log, column, shrinkage);
    double tolerance = TOLERANCE * Standardization.of(log, column).deviation();
    for (int round = 0; round < MOST_ROUNDS; round++) {
      double moved = fit.updateItems();
      if (Math.max(moved, fit.updateUsers()) <= tolerance) {
        break;
      }
    }
    return fit.result();
  }

  /**
   * The prediction for a user and an item.
   *
   * @param user the user's id
   * @param item the item's id
   * @return the mean and both biases
   * @throws IndexOutOfBoundsException if there is no such user or item
   */
  public double predict(int user, int item) {
    return mean + userBias.get(user) + itemBias.get(item);
  }

  @Override
  public double predict(Query query, int item) {
    return predict(query.user(), item);
  }

  /**
   * What the biases leave of a log's feedback.
   *
   * @param log a log with the same ids
   * @param column the name of a column of feedback
   * @return feedback less prediction, by row; NaN for a row without feedback
   * @throws IllegalArgumentException if there is no such column
   */
  public ImmutableDoubleArray residuals(InteractionLog log, String column) {
    ImmutableDoubleArray values = log.events().feedback(column);
    ImmutableDoubleArray.Builder residuals = ImmutableDoubleArray.builder(values.length());
    for (int row = 0; row < values.length(); row++) {
      residuals.add(
          values.get(row) - predict(log.userIds().get(row), log.events().items().get(row)));
    }
    return residuals.build();
  }

  private static final class Fit {
    private final ImmutableIntArray userIds;
    private final ImmutableIntArray itemIds;
    private final ImmutableDoubleArray values;
    private final double shrinkage;
    private final double mean;
    private final double[] ofUsers;
    private final double[] ofItems;

    Fit(InteractionLog whole, String column, double shrinkage) {
      this.mean = Standardization.of(whole, column).mean();
      InteractionLog log = whole.havingFeedback(column);
      this.userIds = log.userIds();
      this.itemIds = log.events().items();
      this.values = log.events().feedback(column);
      this.shrinkage = shrinkage;
      this.ofUsers = new double[log.users().size()];
      this.ofItems = new double[log.items().size()];
    }

    double updateUsers() {
      return update(userIds, ofUsers, itemIds, ofItems);
    }

    double updateItems() {
      return update(itemIds, ofItems, userIds, ofUsers);
    }

    FeedbackBias result() {
      return new FeedbackBias(
          mean, ImmutableDoubleArray.copyOf(ofUsers), ImmutableDoubleArray.copyOf(ofItems));
    }

    /** Fits one side to the other as it stands; how far the farthest bias moved. */
    private double update(
        ImmutableIntArray ids, double[] biases, ImmutableIntArray otherIds, double[] others) {
      double[] sums = new double[biases.length];
      int[] counts = new int[biases.length];
      for (int row = 0; row < values.length(); row++) {
        sums[ids.get(row)] += values.get(row) - mean - others[otherIds.get(row)];
        counts[ids.get(row)]++;
      }
      double moved = 0;
      for (int id = 0; id < biases.length; id++) {
        double fitted = counts[id] == 0 ? 0 : sums[id] / (counts[id] + shrinkage);
        moved = Math.max(moved, Math.abs(fitted - biases[id]));
        biases[id] = fitted;
      }
      return moved;
    }
  }
}
