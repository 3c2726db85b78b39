package org.temper.testkit;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Random;
import org.temper.api.Excerpt;
import org.temper.api.RewardModel;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;
import org.temper.api.TrainableRewardModel;
import org.temper.api.TrainableRewardModel.SequenceScores;
import org.temper.api.rollouts.Verdict;
import org.temper.api.rollouts.Verifier;
import org.temper.testkit.RandomBatches.Side;

/** Laws of learned rewards and of verifiers. */
public final class RewardLaws {
  private static final int ROWS = 4;
  private static final int TEXTS = 50;
  private static final List<String> AWKWARD_TEXTS =
      List.of(
          "",
          " ",
          "\0",
          "\n\n\n",
          "\uD83D",
          "\uFFFF\u202E\u0301",
          "((((((((((((((((((((((((((((((((",
          "\\\\\\\\\\\"'`${}%s%n",
          "1e999999999",
          "-0",
          "NaN",
          "９９９",
          "x".repeat(100_000),
          "[".repeat(10_000));

  private RewardLaws() {}

  /**
   * A reward model gives each row one finite reward that depends on the row's real tokens alone:
   * not on padding, its side, other rows or their order.
   *
   * @param model the model
   * @param vocabularySize the number of tokens it knows
   * @param tolerance the most that two rewards may differ by
   * @param seed decides the tokens
   * @throws AssertionError if the model breaks the law
   */
  public static void rewardsDependOnTheRowAlone(
      RewardModel model, long vocabularySize, double tolerance, long seed) {
    Random random = new Random(seed);
    List<TokenSequence> texts = RandomBatches.texts(ROWS, vocabularySize, random);
    double[] expected = rewards(model, SequenceBatch.of(texts));
    for (Side side : Side.values()) {
      SequenceBatch batch =
          RandomBatches.padded(texts, side, RandomBatches.MAX_LENGTH + 2, vocabularySize, random);
      Closeness.assertClose(
          "rewards with padding on the " + side, expected, rewards(model, batch), tolerance);
    }
    for (int row = 0; row < ROWS; row++) {
      double[] alone = rewards(model, SequenceBatch.of(List.of(texts.get(row))));
      Closeness.assertClose("reward of row " + row + " alone", expected[row], alone[0], tolerance);
    }
  }

  /**
   * A reward model that can be trained scores for training as it scores otherwise; its backward
   * adds a gradient to some parameter, refuses what is no scalar and refuses a second call.
   *
   * @param model the model, with rewards that differ from row to row
   * @param vocabularySize the number of tokens it knows
   * @param tolerance the most that two rewards may differ by
   * @param seed decides the tokens
   * @throws AssertionError if the model breaks the law
   */
  public static void scoringTrains(
      TrainableRewardModel model, long vocabularySize, double tolerance, long seed) {
    SequenceBatch batch = batch(vocabularySize, seed);
    BackwardLaw.check(
        model.parameters(),
        () -> model.score(batch),
        scored -> {
          NDArray rewards = scored.rewards();
          Closeness.assertClose(
              "rewards of score", rewards(model, batch), HostArrays.doubles(rewards), tolerance);
          return rewards;
        });
  }

  /**
   * A reward model that is asked, not trained, records no gradients and drops nothing: it gives the
   * same rewards bit for bit again, also on a thread that records gradients, and leaves the
   * thread's gradient mode as it was. Dropout that depends on the batch alone shows in {@link
   * #rewardsDependOnTheRowAlone}.
   *
   * @param model the model
   * @param vocabularySize the number of tokens it knows
   * @param seed decides the tokens
   * @throws AssertionError if the model breaks the law
   */
  public static void rewardsRecordAndDropNothing(
      RewardModel model, long vocabularySize, long seed) {
    SequenceBatch batch = batch(vocabularySize, seed);
    Evaluations.repeated("rewards", () -> rewards(model, batch));
  }

  /**
   * A reward model that can be trained keeps {@link #rewardsRecordAndDropNothing}; {@code evaluate}
   * gives the same rewards without a graph.
   *
   * @param model the model
   * @param vocabularySize the number of tokens it knows
   * @param tolerance the most that two rewards may differ by
   * @param seed decides the tokens
   * @throws AssertionError if the model breaks the law
   */
  public static void evaluatingRecordsAndDropsNothing(
      TrainableRewardModel model, long vocabularySize, double tolerance, long seed) {
    rewardsRecordAndDropNothing(model, vocabularySize, seed);
    SequenceBatch batch = batch(vocabularySize, seed);
    double[] evaluated =
        Evaluations.repeated(
            "rewards of evaluate",
            () -> {
              try (SequenceScores scores = model.evaluate(batch)) {
                Evaluations.assertNoGraph("rewards of evaluate", scores.rewards());
                return HostArrays.doubles(scores.rewards());
              }
            });
    Closeness.assertClose("rewards of evaluate", rewards(model, batch), evaluated, tolerance);
  }

  private static SequenceBatch batch(long vocabularySize, long seed) {
    return SequenceBatch.of(RandomBatches.texts(ROWS, vocabularySize, new Random(seed)));
  }

  private static double[] rewards(RewardModel model, SequenceBatch batch) {
    double[] rewards = model.rewards(batch);
    if (rewards.length != batch.rows()) {
      throw new AssertionError(
          "rewards: expected " + batch.rows() + ", one for each row, got " + rewards.length);
    }
    for (int row = 0; row < rewards.length; row++) {
      if (!Double.isFinite(rewards[row])) {
        throw new AssertionError(
            "rewards[" + row + "]: expected a finite number, got " + rewards[row]);
      }
    }
    return rewards;
  }

  /**
   * A verifier passes the right completion, fails one that is nearly right, and says the same when
   * asked again.
   *
   * @param verifier the verifier
   * @param task a task
   * @param right a completion that solves it
   * @param nearMiss a completion that does not, but nearly
   * @param <T> what a task is
   * @throws AssertionError if the verifier breaks the law
   */
  public static <T> void rightPassesAndNearMissFails(
      Verifier<T> verifier, T task, String right, String nearMiss) {
    for (int time = 0; time < 2; time++) {
      Verdict ofRight = verifier.verify(task, right);
      if (!(ofRight instanceof Verdict.Passed)) {
        throw new AssertionError("verdict on the right one: expected Passed, got " + ofRight);
      }
      Verdict ofMiss = verifier.verify(task, nearMiss);
      if (!(ofMiss instanceof Verdict.Failed)) {
        throw new AssertionError("verdict on the near miss: expected Failed, got " + ofMiss);
      }
    }
  }

  /**
   * A verifier survives any text: empty, huge, unpaired surrogates, control characters, deep
   * nesting, random noise.
   *
   * @param verifier the verifier
   * @param task a task
   * @param seed decides the noise
   * @param <T> what a task is
   * @throws AssertionError if the verifier throws or gives no verdict
   */
  public static <T> void anyTextIsSurvived(Verifier<T> verifier, T task, long seed) {
    for (String text : AWKWARD_TEXTS) {
      survive(verifier, task, text);
    }
    Random random = new Random(seed);
    for (int i = 0; i < TEXTS; i++) {
      StringBuilder noise = new StringBuilder();
      random
          .ints(random.nextInt(40), 0, Character.MAX_VALUE + 1)
          .forEach(unit -> noise.append((char) unit));
      survive(verifier, task, noise.toString());
    }
  }

  private static <T> void survive(Verifier<T> verifier, T task, String text) {
    String shown = Excerpt.of(text, 40);
    Verdict verdict;
    try {
      verdict = verifier.verify(task, text);
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError("verify of '" + shown + "': expected a verdict, got " + e, e);
    }
    if (verdict == null) {
      throw new AssertionError("verify of '" + shown + "': expected a verdict, got null");
    }
  }
}
