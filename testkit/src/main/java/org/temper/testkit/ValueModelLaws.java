package org.temper.testkit;

import java.util.List;
import java.util.Random;
import java.util.Set;
import org.temper.api.Policy;
import org.temper.api.ScoredBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenOutput;
import org.temper.api.TokenScores;
import org.temper.api.TokenSequence;
import org.temper.api.ValueModel;
import org.temper.api.ValueModel.ValuedBatch;
import org.temper.testkit.RandomBatches.Side;

/**
 * Laws of value models. Each takes the model, the number of tokens it knows, the most that two
 * values may differ by, and a seed that decides the tokens.
 */
public final class ValueModelLaws {
  private static final int ROWS = 3;

  private ValueModelLaws() {}

  /**
   * All laws of this class.
   *
   * @param model the model
   * @param vocabularySize the number of tokens it knows
   * @param tolerance the most that two values may differ by
   * @param seed decides the tokens
   * @throws AssertionError if the model breaks a law
   */
  public static void all(ValueModel model, long vocabularySize, double tolerance, long seed) {
    valuesDependOnEarlierTokensAlone(model, vocabularySize, tolerance, seed);
    paddingSideChangesNothing(model, vocabularySize, tolerance, seed);
    estimatesEqualValues(model, vocabularySize, tolerance, seed);
    unscoredTokensAreZero(model, vocabularySize, seed);
    backwardReachesTheParameters(model, vocabularySize, seed);
  }

  /**
   * All laws of this class, of the values that a policy gives beside log-probabilities; and that
   * asking for them leaves the log-probabilities as they are.
   *
   * @param policy a policy with a value head
   * @param tolerance the most that two values may differ by
   * @param seed decides the tokens
   * @throws AssertionError if the policy breaks a law
   */
  public static void allOfPolicy(Policy policy, double tolerance, long seed) {
    all(new PolicyValues(policy), policy.vocabularySize(), tolerance, seed);
    SequenceBatch batch =
        SequenceBatch.of(RandomBatches.texts(ROWS, policy.vocabularySize(), new Random(seed)));
    try (TokenScores plain = policy.evaluate(batch);
        TokenScores valued = policy.evaluate(batch, Set.of(TokenOutput.VALUE));
        ScoredBatch scored = policy.score(batch, Set.of(TokenOutput.VALUE))) {
      double[] expected = HostArrays.doubles(plain.tokenLogProbs());
      Closeness.assertClose(
          "log-probs with values asked for",
          expected,
          HostArrays.doubles(valued.tokenLogProbs()),
          tolerance);
      Closeness.assertClose(
          "log-probs of score with values asked for",
          expected,
          HostArrays.doubles(scored.tokenLogProbs()),
          tolerance);
    }
  }

  /**
   * Estimating for training and without gradients agree.
   *
   * @param model the model
   * @param vocabularySize the number of tokens it knows
   * @param tolerance the most that two values may differ by
   * @param seed decides the tokens
   * @throws AssertionError if the model breaks the law
   */
  public static void estimatesEqualValues(
      ValueModel model, long vocabularySize, double tolerance, long seed) {
    SequenceBatch batch =
        SequenceBatch.of(RandomBatches.texts(ROWS, vocabularySize, new Random(seed)));
    float[] plain = model.values(batch);
    double[] expected = new double[plain.length];
    for (int i = 0; i < plain.length; i++) {
      expected[i] = plain[i];
    }
    try (ValuedBatch valued = model.estimate(batch)) {
      Closeness.assertClose(
          "values of estimate", expected, HostArrays.doubles(valued.values()), tolerance);
    }
  }

  /**
   * The value at token t is that of the state in which t was chosen: t and what follows it change
   * nothing.
   *
   * @param model the model
   * @param vocabularySize the number of tokens it knows
   * @param tolerance the most that two values may differ by
   * @param seed decides the tokens
   * @throws AssertionError if the model breaks the law
   */
  public static void valuesDependOnEarlierTokensAlone(
      ValueModel model, long vocabularySize, double tolerance, long seed) {
    Random random = new Random(seed);
    long[] tokens = RandomBatches.tokens(RandomBatches.MAX_LENGTH, vocabularySize, random);
    double[] before = values(model, text(tokens))[0];
    for (int position = 1; position < tokens.length; position++) {
      long[] changed = tokens.clone();
      for (int i = position; i < changed.length; i++) {
        changed[i] = (changed[i] + 1) % vocabularySize;
      }
      double[] after = values(model, text(changed))[0];
      for (int i = 0; i <= position; i++) {
        Closeness.assertClose(
            "value at token " + i + " after changing token " + position,
            before[i],
            after[i],
            tolerance);
      }
    }
  }

  /**
   * Where padding lies, and what ids lie under it, changes nothing; nor does the batch around a
   * sequence.
   *
   * @param model the model
   * @param vocabularySize the number of tokens it knows
   * @param tolerance the most that two values may differ by
   * @param seed decides the tokens
   * @throws AssertionError if the model breaks the law
   */
  public static void paddingSideChangesNothing(
      ValueModel model, long vocabularySize, double tolerance, long seed) {
    Random random = new Random(seed);
    List<TokenSequence> texts = RandomBatches.texts(ROWS, vocabularySize, random);
    double[][] expected = values(model, SequenceBatch.of(texts));
    for (Side side : Side.values()) {
      SequenceBatch batch =
          RandomBatches.padded(texts, side, RandomBatches.MAX_LENGTH + 1, vocabularySize, random);
      Closeness.assertClose(
          "values with padding on the " + side, expected, values(model, batch), tolerance);
    }
    for (int row = 0; row < ROWS; row++) {
      double[] alone = values(model, SequenceBatch.of(List.of(texts.get(row))))[0];
      Closeness.assertClose("values of row " + row + " alone", expected[row], alone, tolerance);
    }
  }

  /**
   * Values are 0 exactly where the batch's completion mask is false.
   *
   * @param model the model
   * @param vocabularySize the number of tokens it knows
   * @param seed decides the tokens
   * @throws AssertionError if the model breaks the law
   */
  public static void unscoredTokensAreZero(ValueModel model, long vocabularySize, long seed) {
    Random random = new Random(seed);
    SequenceBatch batch =
        SequenceBatch.of(
            List.of(
                TokenSequence.of(
                    RandomBatches.tokens(3, vocabularySize, random),
                    RandomBatches.tokens(2, vocabularySize, random)),
                TokenSequence.ofText(RandomBatches.tokens(4, vocabularySize, random))));
    try (ValuedBatch valued = model.estimate(batch)) {
      double[] values = HostArrays.doubles(valued.values());
      for (int i = 0; i < values.length; i++) {
        int row = i / batch.columns();
        int column = i % batch.columns();
        if (!batch.isScored(row, column)) {
          Closeness.assertClose(
              "value in row " + row + " column " + column + ", unscored", 0, values[i], 0);
        }
      }
    }
  }

  /**
   * Backward adds a gradient to some parameter, refuses what is no scalar and refuses a second
   * call.
   *
   * @param model the model
   * @param vocabularySize the number of tokens it knows
   * @param seed decides the tokens
   * @throws AssertionError if the model breaks the law
   */
  public static void backwardReachesTheParameters(
      ValueModel model, long vocabularySize, long seed) {
    SequenceBatch batch =
        SequenceBatch.of(RandomBatches.texts(ROWS, vocabularySize, new Random(seed)));
    BackwardLaw.check(model.parameters(), () -> model.estimate(batch), ValuedBatch::values);
  }

  private static SequenceBatch text(long[] tokens) {
    return SequenceBatch.of(List.of(TokenSequence.ofText(tokens)));
  }

  private static double[][] values(ValueModel model, SequenceBatch batch) {
    try (ValuedBatch valued = model.estimate(batch)) {
      return RandomBatches.ofRealTokens(valued.values(), batch);
    }
  }
}
