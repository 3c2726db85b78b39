package org.temper.cli.recommenders.training;

import com.google.common.base.Ascii;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import java.util.stream.IntStream;
import org.temper.algorithms.asft.AdvantageShuffle;
import org.temper.algorithms.asft.Baselines;
import org.temper.algorithms.feedback.EnsembleFeedback;
import org.temper.api.SequenceBatch;
import org.temper.api.items.Candidates;
import org.temper.cli.recommenders.experiment.Experiment;
import org.temper.data.BatchConfig;
import org.temper.interactions.InteractionLog;
import org.temper.interactions.feedback.FeedbackBias;
import org.temper.interactions.sequences.UserSequences;

/** Columns of the log that is trained on: rewards, and what they are compared with. */
public final class RewardColumns {
  /** The reward. */
  public static final String REWARD = "reward of a method";

  /** The reward less the least of all, so that it can be a weight. */
  public static final String POSITIVE = "reward from 0";

  /** What A-SFT compares the reward with. */
  public static final String BASELINE = "baseline";

  /** The user's mean reward. */
  public static final String USER = "user's mean";

  /** The item's mean reward. */
  public static final String ITEM = "item's mean";

  /** The mean reward of all events. */
  public static final String ALL = "mean of all";

  /** What the user and the item explain of the reward. */
  public static final String BIASES = "biases";

  /** The mean reward that follows a state. */
  public static final String VALUE = "value";

  /** The 0.7-expectile of the reward that follows a state. */
  public static final String EXPECTILE = "expectile";

  /** 0. */
  public static final String ZERO = "zero";

  /** A-SFT's advantages, dealt out at random. */
  public static final String SHUFFLED = "shuffled advantage";

  private static final int ROWS = 256;

  /** What the reward of an event is. */
  public enum Reward {
    /** What the log says. */
    LOG,
    /** What the ensemble expects. */
    MODEL,
    /** What the ensemble expects, less a standard deviation of its members. */
    CONSERVATIVE
  }

  /** What A-SFT compares a reward with. */
  public enum Baseline {
    /** The user's mean reward. */
    USER,
    /** The item's mean reward. */
    ITEM,
    /** The mean of all, the user's bias and the item's: what is left is personal. */
    USER_ITEM,
    /** The mean of all rewards. */
    ALL,
    /** The value of the state, learned. */
    VALUE;

    /**
     * The column that holds it.
     *
     * @return the name of a column of {@link PostTraining#train}
     */
    public String column() {
      return switch (this) {
        case USER -> RewardColumns.USER;
        case ITEM -> RewardColumns.ITEM;
        case USER_ITEM -> BIASES;
        case ALL -> RewardColumns.ALL;
        case VALUE -> RewardColumns.VALUE;
      };
    }

    /**
     * The name within a method's.
     *
     * @return the constant's name in lower case, with hyphens
     */
    public String figureName() {
      return Ascii.toLowerCase(name()).replace('_', '-');
    }
  }

  private RewardColumns() {}

  /** The log that is trained on with all columns. */
  static InteractionLog of(
      InteractionLog train,
      RewardEnsemble models,
      PostTrainingConfig config,
      int maxLength,
      long seed) {
    Predictions predictions = Predictions.of(train, models, maxLength);
    double[] logged = train.events().feedback(Experiment.REWARD).toArray();
    double[] rewards =
        switch (config.reward()) {
          case LOG -> logged;
          case MODEL -> predictions.conservative(0, logged);
          case CONSERVATIVE -> predictions.conservative(1, logged);
        };
    double least = ImmutableDoubleArray.copyOf(rewards).stream().min().orElseThrow();
    double[] ofUsers = Baselines.userMeans(train.userIds().toArray(), rewards);
    double[] ofItems = Baselines.itemMeans(train.events().items().toArray(), rewards);
    double[] ofAll = Baselines.globalMean(rewards);
    double[] biases = biases(train, rewards);
    double[] baselines =
        switch (config.baseline()) {
          case USER -> ofUsers;
          case ITEM -> ofItems;
          case USER_ITEM -> biases;
          case ALL -> ofAll;
          case VALUE -> predictions.values();
        };
    double[] advantages =
        IntStream.range(0, rewards.length).mapToDouble(i -> rewards[i] - baselines[i]).toArray();
    InteractionLog log = with(train, REWARD, rewards);
    log =
        with(
            log,
            POSITIVE,
            ImmutableDoubleArray.copyOf(rewards).stream().map(r -> r - least).toArray());
    log = with(log, BASELINE, baselines);
    log = with(log, USER, ofUsers);
    log = with(log, ITEM, ofItems);
    log = with(log, ALL, ofAll);
    log = with(log, BIASES, biases);
    log = with(log, VALUE, predictions.values());
    log = with(log, EXPECTILE, predictions.expectiles());
    log = with(log, ZERO, new double[rewards.length]);
    return with(log, SHUFFLED, AdvantageShuffle.shuffled(advantages, seed));
  }

  private static double[] biases(InteractionLog train, double[] rewards) {
    InteractionLog log = with(train, REWARD, rewards);
    FeedbackBias bias = FeedbackBias.ofUsersAndItems(log, REWARD, PostTraining.SHRINKAGE);
    ImmutableDoubleArray residuals = bias.residuals(log, REWARD);
    return IntStream.range(0, rewards.length)
        .mapToDouble(row -> rewards[row] - residuals.get(row))
        .toArray();
  }

  private static InteractionLog with(InteractionLog log, String column, double[] values) {
    return log.withFeedback(column, ImmutableDoubleArray.copyOf(values));
  }

  /** What an ensemble says of each event of a log; of a user's first events nothing, 0. */
  @SuppressWarnings("ArrayRecordComponent") // large, never compared
  private record Predictions(
      double[] means, double[] spreads, double[] values, double[] expectiles, boolean[] known) {

    static Predictions of(InteractionLog log, RewardEnsemble models, int maxLength) {
      int size = log.size();
      Predictions all =
          new Predictions(
              new double[size],
              new double[size],
              new double[size],
              new double[size],
              new boolean[size]);
      UserSequences sequences =
          UserSequences.of(log, RewardEnsemble.inputs(maxLength), BatchConfig.of(ROWS));
      ImmutableIntArray rows = sequences.targetRows();
      List<SequenceBatch> batches = sequences.inOrder(ROWS);
      int next = 0;
      for (SequenceBatch batch : batches) {
        next = all.add(batch, models, rows, next);
      }
      return all;
    }

    private int add(SequenceBatch batch, RewardEnsemble models, ImmutableIntArray rows, int from) {
      int positions = batch.rows() * batch.columns();
      long[] items = new long[positions];
      for (int position = 0; position < positions; position++) {
        items[position] = batch.token(position / batch.columns(), position % batch.columns());
      }
      EnsembleFeedback feedback =
          models
              .ensemble()
              .feedback(batch, new Candidates(items, batch.rows(), batch.columns(), 1));
      float[] ofStates = models.ensemble().values(batch);
      int perPosition = ofStates.length / positions;
      int next = from;
      for (int position = 0; position < positions; position++) {
        if (batch.isScored(position / batch.columns(), position % batch.columns())) {
          int row = rows.get(next++);
          means[row] = feedback.means()[position];
          spreads[row] = feedback.spreads()[position];
          values[row] = ofStates[position * perPosition];
          expectiles[row] = ofStates[position * perPosition + 1];
          known[row] = true;
        }
      }
      return next;
    }

    /** Means less some spreads; what the log says where the ensemble says nothing. */
    double[] conservative(double kappa, double[] logged) {
      return IntStream.range(0, means.length)
          .mapToDouble(i -> known[i] ? means[i] - kappa * spreads[i] : logged[i])
          .toArray();
    }
  }
}
