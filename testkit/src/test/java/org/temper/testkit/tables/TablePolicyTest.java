package org.temper.testkit.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.temper.api.DecodingSession;
import org.temper.api.ScoredBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenOutput;
import org.temper.api.TokenScores;
import org.temper.api.TokenSequence;
import org.temper.losses.Reductions;
import org.temper.losses.SupervisedLosses;
import org.temper.testkit.GradientDescent;
import org.temper.testkit.HostArrays;

class TablePolicyTest {
  // after token 0 the odds are 1 : 3, after token 1 they are 1 : 1
  @AutoClose
  private final TablePolicy policy =
      TablePolicy.of(new float[][] {{0, (float) Math.log(3)}, {0, 0}});

  private final SequenceBatch batch =
      SequenceBatch.of(
          List.of(
              TokenSequence.of(new long[] {0}, new long[] {1, 0}),
              TokenSequence.of(new long[] {1}, new long[] {1})));

  @Test
  void scoresAreTheLogProbabilitiesOfTheTable() {
    try (TokenScores scores = policy.evaluate(batch, Set.of(TokenOutput.ENTROPY))) {
      // row 0: prompt, log 3/4, log 1/2; row 1: prompt, log 1/2, padding
      assertThat(scores.tokenLogProbs().toFloatArray())
          .containsExactly(
              new float[] {0, -0.2876821f, -0.6931472f, 0, -0.6931472f, 0}, within(1e-6f));
      // −(1/4)·log(1/4) − (3/4)·log(3/4) = 0.346574 + 0.215762 = 0.562335; log 2
      assertThat(scores.entropies().toFloatArray())
          .containsExactly(new float[] {0, 0.562335f, 0.693147f, 0, 0.693147f, 0}, within(1e-6f));
      assertThat(scores.completionMask().toBooleanArray())
          .containsExactly(false, true, true, false, true, false);
    }
  }

  @Test
  void entropiesNobodyAskedForAreRefused() {
    try (TokenScores scores = policy.evaluate(batch)) {
      assertThatThrownBy(scores::entropies).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void backwardGivesTheGradientOfSoftmax() {
    try (ScoredBatch scores = policy.score(batch)) {
      NDArray loss = SupervisedLosses.nll(scores.tokenLogProbs());
      scores.backward(Reductions.tokenMean(loss, scores.completionMask()));
    }
    // (p − one-hot)/3 for each scored token: after 0: (1/4, 3/4 − 1)/3;
    // after 1, tokens 0 and 1: (1/2 − 1 + 1/2, 1/2 + 1/2 − 1)/3 = 0
    assertThat(HostArrays.gradient(policy.parameters().get("logits").array()))
        .containsExactly(new double[] {1 / 12.0, -1 / 12.0, 0, 0}, within(1e-6));
  }

  @Test
  void gradientDescentTeachesIt() {
    try (GradientDescent optimizer = GradientDescent.of(policy.parameters(), 1)) {
      double before = meanLogProb();
      for (int i = 0; i < 50; i++) {
        try (ScoredBatch scores = policy.score(batch)) {
          NDArray loss = SupervisedLosses.nll(scores.tokenLogProbs());
          scores.backward(Reductions.tokenMean(loss, scores.completionMask()));
        }
        assertThat(optimizer.step().gradientNorm()).isFinite();
      }
      assertThat(optimizer.updates()).isEqualTo(50);
      assertThat(meanLogProb()).isGreaterThan(before);
      // the limit: 1 after 0 for certain, and even odds after 1: −2·log 2 / 3 = −0.4621
      assertThat(meanLogProb()).isCloseTo(-0.4621, within(0.05));
    }
  }

  private double meanLogProb() {
    try (TokenScores scores = policy.evaluate(batch)) {
      return Reductions.tokenMean(scores.tokenLogProbs(), scores.completionMask()).getFloat();
    }
  }

  @Test
  void gradientDescentForgetsNanGradientsAndStandsStill() {
    double[] before = HostArrays.doubles(policy.parameters().get("logits").array());
    try (GradientDescent optimizer = GradientDescent.of(policy.parameters(), 1)) {
      try (ScoredBatch scores = policy.score(batch)) {
        scores.backward(scores.tokenLogProbs().mul(Float.NaN).sum());
      }
      assertThat(optimizer.step().gradientNorm()).isNaN();
      assertThat(optimizer.updates()).isZero();
      assertThat(optimizer.step().gradientNorm()).isZero();
    }
    assertThat(HostArrays.doubles(policy.parameters().get("logits").array())).isEqualTo(before);
  }

  @Test
  void decodesTheRowsOfTheTable() {
    try (DecodingSession session = policy.decode(List.of(new long[] {1, 0}, new long[] {1}))) {
      assertThat(session.logits().toFloatArray())
          .containsExactly(new float[] {0, 1.0986123f, 0, 0}, within(1e-6f));
    }
  }

  @Test
  void idsOutsideTheVocabularyAreRefused() {
    SequenceBatch wrong = SequenceBatch.of(List.of(TokenSequence.ofText(new long[] {0, 2})));
    assertThatThrownBy(() -> policy.score(wrong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batch: expected ids from 0 to 1, got 2 in row 0 column 1");
    assertThatThrownBy(() -> policy.evaluate(wrong)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void misshapenTablesAreRefused() {
    assertThatThrownBy(() -> TablePolicy.of(new float[][] {{0, 1}, {0}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("logits[1]: expected 2 values, got 1");
    assertThatThrownBy(() -> TablePolicy.random(0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("vocabularySize: expected at least 1, got 0");
  }
}
