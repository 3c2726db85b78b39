package org.temper.interactions.feedback;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.temper.interactions.InteractionLog;
import org.temper.interactions.Target;

/**
 * The share of a log's feedback that is personal and can be predicted: the correlation, over
 * held-out events, of what the biases of user and item leave with what a neighborhood model
 * predicts of it. Where it is near 0 nothing personal can be learned from the feedback, by whatever
 * method, and what is left to learn is which items are good.
 *
 * <p>The model is item-based: the mean of what the biases leave of the user's other events, less
 * what they leave on average of all of the user's, as a bias that is drawn to 0 leaves some, each
 * weighted by the cosine of the two items over the n users who have both, times n / (n + 100).
 *
 * <p>Source of the model: Koren 2008, "Factorization Meets the Neighborhood", equations 2 and 3.
 *
 * @param correlation from -1 to 1; 0 where one side does not vary
 * @param targets how many held-out events it is over
 */
public record PersonalPredictability(double correlation, int targets) {
  /** Where it is not shown to be above this, nothing personal can be counted on. */
  public static final double LEAST = 0.05;

  private static final double NORMAL = 1.96;

  private static final double BIAS_SHRINKAGE = 5;
  private static final double COSINE_SHRINKAGE = 100;
  private static final int MOST_TARGETS = 5000;
  private static final int MOST_USERS_OF_AN_ITEM = 500;
  private static final int MOST_EVENTS_OF_A_USER = 500;

  /**
   * Measures it. Of more than 5,000 targets some are taken, evenly; of users with more than 500
   * events the last ones count, and of items with more than 500 users some, evenly.
   *
   * @param train the events to learn from
   * @param targets held-out events of the same ids, at least one of them with feedback
   * @param column the name of a column of feedback
   * @return the correlation
   * @throws IllegalArgumentException if there is no such column, or no feedback in it on one side
   */
  public static PersonalPredictability of(
      InteractionLog train, List<Target> targets, String column) {
    List<Target> known = targets.stream().filter(target -> target.hasFeedback(column)).toList();
    checkArgument(
        !known.isEmpty(), "targets: expected at least one with feedback %s, got none", column);
    FeedbackBias bias = FeedbackBias.ofUsersAndItems(train, column, BIAS_SHRINKAGE);
    Neighborhood neighborhood =
        new Neighborhood(train, centered(train, bias.residuals(train, column)));
    int count = Math.min(MOST_TARGETS, known.size());
    double[] predicted = new double[count];
    double[] left = new double[count];
    for (int i = 0; i < count; i++) {
      Target target = known.get((int) ((long) i * known.size() / count));
      predicted[i] = neighborhood.predict(target.user(), target.item());
      left[i] = target.feedback(column) - bias.predict(target.user(), target.item());
    }
    return new PersonalPredictability(correlation(predicted, left), count);
  }

  /**
   * The lower end of its 95 % interval, by Fisher's transformation.
   *
   * @return from -1 to 1
   */
  public double lower() {
    return moved(-NORMAL);
  }

  /**
   * The upper end of its 95 % interval, by Fisher's transformation.
   *
   * @return from -1 to 1
   */
  public double upper() {
    return moved(NORMAL);
  }

  /**
   * Whether something personal can be learned.
   *
   * @return true where the lower end of the interval is at least {@value #LEAST}
   */
  public boolean isPersonal() {
    return lower() >= LEAST;
  }

  private double moved(double deviations) {
    double transformed = 0.5 * Math.log((1 + correlation) / (1 - correlation));
    return Math.tanh(transformed + deviations / Math.sqrt(Math.max(1, targets - 3)));
  }

  /** Residuals less their mean over the user's events. */
  private static ImmutableDoubleArray centered(InteractionLog log, ImmutableDoubleArray residuals) {
    double[] centered = residuals.toArray();
    for (int user = 0; user < log.users().size(); user++) {
      int first = log.firstRow(user);
      int end = log.endRow(user);
      double mean =
          IntStream.range(first, end)
              .mapToDouble(residuals::get)
              .filter(value -> !Double.isNaN(value))
              .average()
              .orElse(0);
      for (int row = first; row < end; row++) {
        centered[row] -= mean;
      }
    }
    return ImmutableDoubleArray.copyOf(centered);
  }

  private static double correlation(double[] first, double[] second) {
    double meanOfFirst = IntStream.range(0, first.length).mapToDouble(i -> first[i]).sum();
    double meanOfSecond = IntStream.range(0, first.length).mapToDouble(i -> second[i]).sum();
    meanOfFirst /= first.length;
    meanOfSecond /= first.length;
    double product = 0;
    double ofFirst = 0;
    double ofSecond = 0;
    for (int i = 0; i < first.length; i++) {
      product += (first[i] - meanOfFirst) * (second[i] - meanOfSecond);
      ofFirst += (first[i] - meanOfFirst) * (first[i] - meanOfFirst);
      ofSecond += (second[i] - meanOfSecond) * (second[i] - meanOfSecond);
    }
    return ofFirst == 0 || ofSecond == 0 ? 0 : product / Math.sqrt(ofFirst * ofSecond);
  }

  /** What biases leave of events, by user and by item. */
  private static final class Neighborhood {
    private final InteractionLog log;
    private final ImmutableDoubleArray residuals;
    private final List<List<Integer>> rowsOfItems = new ArrayList<>();

    /** Sums over users of both items, by the other item. */
    private final double[] products;

    private final double[] squares;
    private final double[] otherSquares;
    private final int[] common;

    Neighborhood(InteractionLog log, ImmutableDoubleArray residuals) {
      int items = log.items().size();
      this.log = log;
      this.residuals = residuals;
      this.products = new double[items];
      this.squares = new double[items];
      this.otherSquares = new double[items];
      this.common = new int[items];
      for (int item = 0; item < items; item++) {
        rowsOfItems.add(new ArrayList<>());
      }
      for (int row = 0; row < log.size(); row++) {
        if (!Double.isNaN(residuals.get(row))) {
          rowsOfItems.get(log.events().items().get(row)).add(row);
        }
      }
    }

    double predict(int user, int item) {
      List<Integer> rows = rowsOfItems.get(item);
      int count = Math.min(MOST_USERS_OF_AN_ITEM, rows.size());
      for (int i = 0; i < count; i++) {
        add(rows.get((int) ((long) i * rows.size() / count)));
      }
      double sum = 0;
      double weights = 0;
      ImmutableIntArray items = log.events().items();
      for (int row = first(user); row < log.endRow(user); row++) {
        int other = items.get(row);
        if (other != item && common[other] > 0 && !Double.isNaN(residuals.get(row))) {
          double cosine = cosine(other);
          sum += cosine * residuals.get(row);
          weights += Math.abs(cosine);
        }
      }
      for (int i = 0; i < count; i++) {
        clear(rows.get((int) ((long) i * rows.size() / count)));
      }
      return weights == 0 ? 0 : sum / weights;
    }

    private int first(int user) {
      return Math.max(log.firstRow(user), log.endRow(user) - MOST_EVENTS_OF_A_USER);
    }

    private double cosine(int other) {
      double norm = Math.sqrt(squares[other] * otherSquares[other]);
      double trust = common[other] / (common[other] + COSINE_SHRINKAGE);
      return norm == 0 ? 0 : trust * products[other] / norm;
    }

    /** Adds the events of a user of the item, of whose event with it this is the row. */
    private void add(int rowOfItem) {
      double own = residuals.get(rowOfItem);
      int user = log.userIds().get(rowOfItem);
      for (int row = first(user); row < log.endRow(user); row++) {
        double others = residuals.get(row);
        if (!Double.isNaN(others)) {
          int other = log.events().items().get(row);
          products[other] += own * others;
          squares[other] += own * own;
          otherSquares[other] += others * others;
          common[other]++;
        }
      }
    }

    private void clear(int rowOfItem) {
      int user = log.userIds().get(rowOfItem);
      for (int row = first(user); row < log.endRow(user); row++) {
        int other = log.events().items().get(row);
        products[other] = 0;
        squares[other] = 0;
        otherSquares[other] = 0;
        common[other] = 0;
      }
    }
  }
}
