package org.temper.testkit;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.temper.api.Policy;
import org.temper.api.ScoredBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenOutput;
import org.temper.api.TokenScores;
import org.temper.api.TokenSequence;
import org.temper.testkit.RandomBatches.Side;

/**
 * Laws of how a policy scores. Each takes the policy, the most that two log-probabilities may
 * differ by (1e-4 suits float32), and a seed that decides the tokens: texts of 2 to 8 tokens.
 */
public final class PolicyLaws {
  private static final int ROWS = 3;
  private static final int MOST_ROWS = 256;

  private PolicyLaws() {}

  /**
   * All laws of this class.
   *
   * @param policy the policy
   * @param tolerance the most that two log-probabilities may differ by
   * @param seed decides the tokens
   * @throws AssertionError if the policy breaks a law
   */
  public static void all(Policy policy, double tolerance, long seed) {
    laterTokensChangeNoEarlierLogProb(policy, tolerance, seed);
    paddingSideChangesNothing(policy, tolerance, seed);
    batchEqualsSingles(policy, tolerance, seed);
    scoreEqualsEvaluate(policy, tolerance, seed);
    unscoredTokensAreZero(policy, seed);
    probabilitiesSumToOne(policy, tolerance, seed);
    closedScoresRefuseCalls(policy, seed);
  }

  /**
   * Closed scores refuse to be read and to be differentiated through with {@link
   * IllegalStateException}. Closing them again does nothing, to a scoring that is under way
   * neither.
   *
   * @param policy the policy
   * @param seed decides the tokens
   * @throws AssertionError if the policy breaks the law
   */
  public static void closedScoresRefuseCalls(Policy policy, long seed) {
    Class<IllegalStateException> error = IllegalStateException.class;
    SequenceBatch batch =
        SequenceBatch.of(RandomBatches.texts(ROWS, policy.vocabularySize(), new Random(seed)));
    TokenScores evaluated = policy.evaluate(batch);
    evaluated.close();
    evaluated.close();
    Closeness.assertRefused(
        "log-probs when closed", error, () -> evaluated.tokenLogProbs().toFloatArray());
    Closeness.assertRefused(
        "the mask when closed", error, () -> evaluated.completionMask().toBooleanArray());
    if (policy.parameters().size() == 0) {
      return;
    }
    ScoredBatch scored = policy.score(batch);
    NDArray loss = scored.tokenLogProbs().sum();
    scored.close();
    Closeness.assertRefused("backward when closed", error, () -> scored.backward(loss));
    Closeness.assertRefused(
        "scored log-probs when closed", error, () -> scored.tokenLogProbs().toFloatArray());
    try (ScoredBatch other = policy.score(batch)) {
      scored.close();
      other.backward(other.tokenLogProbs().sum());
    }
  }

  /**
   * Causality: tokens from a position on changed, the log-probabilities before it stay.
   *
   * @param policy the policy
   * @param tolerance the most that two log-probabilities may differ by
   * @param seed decides the tokens
   * @throws AssertionError if the policy breaks the law
   */
  public static void laterTokensChangeNoEarlierLogProb(Policy policy, double tolerance, long seed) {
    Random random = new Random(seed);
    long[] tokens = RandomBatches.tokens(RandomBatches.MAX_LENGTH, policy.vocabularySize(), random);
    double[] before = logProbs(policy, List.of(TokenSequence.ofText(tokens)))[0];
    for (int position = 1; position < tokens.length; position++) {
      long[] changed = tokens.clone();
      for (int i = position; i < changed.length; i++) {
        changed[i] = another(changed[i], policy.vocabularySize(), random);
      }
      double[] after = logProbs(policy, List.of(TokenSequence.ofText(changed)))[0];
      for (int i = 0; i < position; i++) {
        Closeness.assertClose(
            "log-prob of token " + i + " after changing token " + position,
            before[i],
            after[i],
            tolerance);
      }
    }
  }

  /**
   * Padding on the left, on the right or more of it, with any ids under it, changes nothing.
   *
   * @param policy the policy
   * @param tolerance the most that two log-probabilities may differ by
   * @param seed decides the tokens
   * @throws AssertionError if the policy breaks the law
   */
  public static void paddingSideChangesNothing(Policy policy, double tolerance, long seed) {
    Random random = new Random(seed);
    long vocabularySize = policy.vocabularySize();
    List<TokenSequence> texts = RandomBatches.texts(ROWS, vocabularySize, random);
    double[][] expected = logProbs(policy, texts);
    for (int more = 0; more <= 2; more += 2) {
      for (Side side : Side.values()) {
        SequenceBatch batch =
            RandomBatches.padded(
                texts, side, RandomBatches.MAX_LENGTH + more, vocabularySize, random);
        Closeness.assertClose(
            "log-probs with padding on the " + side, expected, logProbs(policy, batch), tolerance);
      }
    }
  }

  /**
   * A sequence scores the same alone as in a batch.
   *
   * @param policy the policy
   * @param tolerance the most that two log-probabilities may differ by
   * @param seed decides the tokens
   * @throws AssertionError if the policy breaks the law
   */
  public static void batchEqualsSingles(Policy policy, double tolerance, long seed) {
    List<TokenSequence> texts =
        RandomBatches.texts(ROWS, policy.vocabularySize(), new Random(seed));
    double[][] together = logProbs(policy, texts);
    for (int row = 0; row < ROWS; row++) {
      Closeness.assertClose(
          "log-probs of row " + row + " alone",
          together[row],
          logProbs(policy, List.of(texts.get(row)))[0],
          tolerance);
    }
  }

  /**
   * Scoring for training and scoring without gradients agree, with and without entropies.
   *
   * @param policy the policy
   * @param tolerance the most that two log-probabilities may differ by
   * @param seed decides the tokens
   * @throws AssertionError if the policy breaks the law
   */
  public static void scoreEqualsEvaluate(Policy policy, double tolerance, long seed) {
    SequenceBatch batch =
        SequenceBatch.of(RandomBatches.texts(ROWS, policy.vocabularySize(), new Random(seed)));
    Set<TokenOutput> entropy = Set.of(TokenOutput.ENTROPY);
    try (TokenScores plain = policy.evaluate(batch);
        TokenScores full = policy.evaluate(batch, entropy)) {
      double[] expected = HostArrays.doubles(plain.tokenLogProbs());
      Closeness.assertClose(
          "log-probs with entropies asked for",
          expected,
          HostArrays.doubles(full.tokenLogProbs()),
          tolerance);
      try (ScoredBatch scored = policy.score(batch, entropy)) {
        Closeness.assertClose(
            "log-probs of score", expected, HostArrays.doubles(scored.tokenLogProbs()), tolerance);
        Closeness.assertClose(
            "entropies of score",
            HostArrays.doubles(full.entropies()),
            HostArrays.doubles(scored.entropies()),
            tolerance);
      }
    }
  }

  /**
   * What is not scored is 0 exactly: prompts, first tokens, padding; and the mask says so.
   *
   * @param policy the policy
   * @param seed decides the tokens
   * @throws AssertionError if the policy breaks the law
   */
  public static void unscoredTokensAreZero(Policy policy, long seed) {
    Random random = new Random(seed);
    List<TokenSequence> sequences = new ArrayList<>();
    for (TokenSequence text : RandomBatches.texts(ROWS, policy.vocabularySize(), random)) {
      boolean[] completion = new boolean[text.length()];
      for (int i = 0; i < completion.length; i++) {
        completion[i] = random.nextBoolean();
      }
      sequences.add(TokenSequence.of(text.tokens(), completion));
    }
    SequenceBatch batch = SequenceBatch.of(sequences);
    try (TokenScores scores = policy.evaluate(batch, Set.of(TokenOutput.ENTROPY))) {
      boolean[] mask = scores.completionMask().toBooleanArray();
      double[] logProbs = HostArrays.doubles(scores.tokenLogProbs());
      double[] entropies = HostArrays.doubles(scores.entropies());
      for (int i = 0; i < mask.length; i++) {
        int row = i / batch.columns();
        int column = i % batch.columns();
        String where = " in row " + row + " column " + column;
        boolean scored = batch.isScored(row, column);
        if (mask[i] != scored) {
          throw new AssertionError(
              "completionMask" + where + ": expected " + scored + ", got " + mask[i]);
        }
        if (!scored) {
          Closeness.assertClose("log-prob" + where + ", unscored", 0, logProbs[i], 0);
          Closeness.assertClose("entropy" + where + ", unscored", 0, entropies[i], 0);
        } else if (!(logProbs[i] <= 0)) {
          throw new AssertionError("log-prob" + where + ": expected at most 0, got " + logProbs[i]);
        }
      }
    }
  }

  /**
   * The probabilities of all tokens at one position sum to 1: so a policy cannot see the token that
   * it scores. Scores the whole vocabulary, in batches of 256 rows.
   *
   * @param policy the policy
   * @param tolerance the most that the sum may differ from 1 by
   * @param seed decides the tokens
   * @throws AssertionError if the policy breaks the law
   */
  public static void probabilitiesSumToOne(Policy policy, double tolerance, long seed) {
    Random random = new Random(seed);
    long vocabularySize = policy.vocabularySize();
    long[] tokens = RandomBatches.tokens(4, vocabularySize, random);
    int position = 1 + random.nextInt(tokens.length - 1);
    double sum = 0;
    List<TokenSequence> alternatives = new ArrayList<>();
    for (long token = 0; token < vocabularySize; token++) {
      long[] alternative = tokens.clone();
      alternative[position] = token;
      alternatives.add(TokenSequence.ofText(alternative));
      if (alternatives.size() == MOST_ROWS || token == vocabularySize - 1) {
        for (double[] row : logProbs(policy, alternatives)) {
          sum += Math.exp(row[position]);
        }
        alternatives.clear();
      }
    }
    Closeness.assertClose("sum of the probabilities at token " + position, 1, sum, tolerance);
  }

  private static long another(long token, long vocabularySize, Random random) {
    return vocabularySize == 1
        ? token
        : (token + 1 + RandomBatches.token(vocabularySize - 1, random)) % vocabularySize;
  }

  private static double[][] logProbs(Policy policy, List<TokenSequence> sequences) {
    return logProbs(policy, SequenceBatch.of(sequences));
  }

  static double[][] logProbs(Policy policy, SequenceBatch batch) {
    try (TokenScores scores = policy.evaluate(batch)) {
      NDArray logProbs = scores.tokenLogProbs();
      return RandomBatches.ofRealTokens(logProbs, batch);
    }
  }
}
