package org.temper.testkit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.temper.api.ComposedScores;
import org.temper.api.Policy;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenScores;
import org.temper.testkit.tables.TablePolicy;

/** Each law holds for a right policy and catches the wrong one that it is there for. */
class PolicyLawsTest {
  private static final double TOLERANCE = 1e-4;
  @AutoClose private final TablePolicy policy = TablePolicy.random(5, 7);

  private Policy adding(BiFunction<SequenceBatch, Integer, Double> perRow) {
    return AlteredPolicy.evaluating(policy, (batch, scores) -> plus(batch, scores, perRow));
  }

  /** Adds a number to the scored tokens of each row. */
  private static NDArray plus(
      SequenceBatch batch, TokenScores scores, BiFunction<SequenceBatch, Integer, Double> perRow) {
    float[] offsets = new float[batch.rows()];
    for (int row = 0; row < offsets.length; row++) {
      offsets[row] = perRow.apply(batch, row).floatValue();
    }
    NDArray column = scores.manager().create(offsets, new Shape(offsets.length, 1));
    return scores
        .tokenLogProbs()
        .add(column.mul(scores.completionMask().toType(DataType.FLOAT32, false)));
  }

  @Test
  void holdForTheTablePolicy() {
    for (long seed = 0; seed < 10; seed++) {
      PolicyLaws.all(policy, TOLERANCE, seed);
    }
  }

  @Test
  void holdForAVocabularyOfOne() {
    try (Policy single = TablePolicy.uniform(1)) {
      assertThatCode(() -> PolicyLaws.all(single, TOLERANCE, 1)).doesNotThrowAnyException();
    }
  }

  @Test
  void causalityCatchesAPolicyThatSeesTheLastToken() {
    Policy clairvoyant =
        adding((batch, row) -> -0.1 * batch.token(row, batch.start(row) + batch.length(row) - 1));
    assertThatThrownBy(
            () -> PolicyLaws.laterTokensChangeNoEarlierLogProb(clairvoyant, TOLERANCE, 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("log-prob of token 1 after changing token");
  }

  @Test
  void paddingSideCatchesAPolicyThatLooksAtColumns() {
    Policy absolute = adding((batch, row) -> -0.1 * batch.start(row));
    assertThatThrownBy(() -> PolicyLaws.paddingSideChangesNothing(absolute, TOLERANCE, 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("log-probs with padding on the LEFT");
  }

  @Test
  void paddingSideCatchesAPolicyThatReadsPadding() {
    Policy reader = adding((batch, row) -> -0.1 * batch.token(row, batch.columns() - 1));
    assertThatThrownBy(() -> PolicyLaws.paddingSideChangesNothing(reader, TOLERANCE, 1))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void batchEqualsSinglesCatchesRowsThatMix() {
    Policy mixing = adding((batch, row) -> -0.1 * batch.rows());
    assertThatThrownBy(() -> PolicyLaws.batchEqualsSingles(mixing, TOLERANCE, 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("log-probs of row 0 alone");
  }

  @Test
  void scoreEqualsEvaluateCatchesTwoPathsThatDisagree() {
    Policy twofold = adding((batch, row) -> -0.1);
    assertThatThrownBy(() -> PolicyLaws.scoreEqualsEvaluate(twofold, TOLERANCE, 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("log-probs of score");
  }

  @Test
  void unscoredTokensCatchesWhatLeaksOutOfTheMask() {
    Policy leaking =
        AlteredPolicy.evaluating(policy, (batch, scores) -> scores.tokenLogProbs().sub(1f));
    assertThatThrownBy(() -> PolicyLaws.unscoredTokensAreZero(leaking, 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("unscored");
  }

  @Test
  void probabilitiesCatchAPolicyThatSeesTheTokenItScores() {
    Policy knowing =
        AlteredPolicy.evaluating(policy, (batch, scores) -> scores.tokenLogProbs().mul(0));
    assertThatThrownBy(() -> PolicyLaws.probabilitiesSumToOne(knowing, TOLERANCE, 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("expected 1.0 within 1.0E-4, got 5.0");
  }

  @Test
  void closingCatchesScoresThatGoOn() {
    Policy careless =
        AlteredPolicy.recording(policy, scores -> ComposedScores.of(scores, loss -> {}));
    assertThatThrownBy(() -> PolicyLaws.closedScoresRefuseCalls(careless, 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("backward when closed: expected IllegalStateException, got none");
  }
}
