package org.temper.evaluation.confidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.Segment;
import org.temper.api.rollouts.Trajectory;
import org.temper.evaluation.recalibration.LabeledConfidences;
import org.temper.evaluation.recalibration.LabeledLogits;
import org.temper.evaluation.recalibration.TemperatureScaling;

class ModelConfidenceTest {
  private static final double NONE = Double.NEGATIVE_INFINITY;

  private static ImmutableDoubleArray logs(double... probabilities) {
    ImmutableDoubleArray.Builder logs = ImmutableDoubleArray.builder();
    for (double probability : probabilities) {
      logs.add(Math.log(probability));
    }
    return logs.build();
  }

  @Test
  void optionsOfOneTokenAreNormalized() {
    OptionLogProbs options = OptionLogProbs.ofTokens(Math.log(0.1), Math.log(0.3), NONE);
    for (LengthHandling handling : LengthHandling.values()) {
      assertThat(options.probabilities(handling))
          .containsExactly(new double[] {0.25, 0.75, 0}, within(1e-15));
      assertThat(options.answer(handling)).isEqualTo(1);
      assertThat(options.confidence(handling)).isCloseTo(0.75, within(1e-15));
    }
    assertThat(options.mass()).isCloseTo(0.4, within(1e-15));
  }

  @Test
  void optionsOfDifferentLengthsAreHandledAsIsSaid() {
    OptionLogProbs options = new OptionLogProbs(List.of(logs(0.3), logs(0.4, 0.4)));
    // Sums 0.3 and 0.16; geometric means 0.3 and 0.4.
    assertThat(options.probabilities(LengthHandling.SUM))
        .containsExactly(new double[] {0.3 / 0.46, 0.16 / 0.46}, within(1e-15));
    assertThat(options.answer(LengthHandling.SUM)).isZero();
    assertThat(options.probabilities(LengthHandling.TOKEN_MEAN))
        .containsExactly(new double[] {3.0 / 7, 4.0 / 7}, within(1e-15));
    assertThat(options.answer(LengthHandling.TOKEN_MEAN)).isEqualTo(1);
  }

  @Test
  void veryUnlikelyOptionsAreStillCompared() {
    OptionLogProbs options = OptionLogProbs.ofTokens(-2000, -2000 + Math.log(3));
    assertThat(options.confidence(LengthHandling.SUM)).isCloseTo(0.75, within(1e-12));
    assertThat(options.answer(LengthHandling.SUM)).isEqualTo(1);
    assertThat(OptionLogProbs.ofTokens(-1, -1).answer(LengthHandling.SUM)).isZero();
  }

  @Test
  void questionsOfDifferentOptionCountsCanBeRecalibrated() {
    LabeledLogits data =
        OptionLogProbs.labeled(
            List.of(
                OptionLogProbs.ofTokens(-1, -2),
                OptionLogProbs.ofTokens(-3, -1, -2),
                OptionLogProbs.ofTokens(-3, -1)),
            LengthHandling.SUM,
            new int[] {0, 2, 1});
    assertThat(data.rows().get(1).toArray()).containsExactly(-3, -1, -2);
    assertThat(TemperatureScaling.fit(data).recalibrator().temperature()).isGreaterThan(0.01);
  }

  @Test
  void badLogProbsAreRefused() {
    assertThatThrownBy(() -> OptionLogProbs.ofTokens(-1))
        .hasMessage("options: expected at least two, got 1");
    assertThatThrownBy(() -> new OptionLogProbs(List.of(logs(0.3), ImmutableDoubleArray.of())))
        .hasMessage("options[1]: expected at least one token, got none");
    assertThatThrownBy(() -> OptionLogProbs.ofTokens(-1, 0.1))
        .hasMessage("tokenLogProbs[0]: expected a log-probability of at most 0, got 0.1");
    assertThatThrownBy(() -> OptionLogProbs.ofTokens(-1, Double.NaN))
        .hasMessageContaining("got NaN");
    assertThatThrownBy(() -> OptionLogProbs.ofTokens(NONE, NONE))
        .hasMessage("options: expected a possible one, got -Infinity for each");
    // A probability of 1 in float32.
    assertThat(OptionLogProbs.ofTokens(1e-6, NONE).confidence(LengthHandling.SUM)).isEqualTo(1);
  }

  @Test
  void aSequencesProbabilityMayBeNormalizedByItsLength() {
    assertThat(SequenceConfidence.of(logs(0.5, 0.125), LengthHandling.SUM))
        .isCloseTo(0.0625, within(1e-15));
    assertThat(SequenceConfidence.of(logs(0.5, 0.125), LengthHandling.TOKEN_MEAN))
        .isCloseTo(0.25, within(1e-15));
    assertThatThrownBy(() -> SequenceConfidence.of(logs(), LengthHandling.SUM))
        .hasMessage("tokenLogProbs: expected at least one token, got none");
  }

  private static Segment.Action action(double... probabilities) {
    ImmutableDoubleArray logProbs = logs(probabilities);
    return new Segment.Action(
        ImmutableLongArray.copyOf(new long[probabilities.length]),
        logProbs,
        ImmutableDoubleArray.copyOf(new double[probabilities.length]),
        OptionalDouble.empty());
  }

  private static Trajectory trajectory(Segment... rest) {
    return new Trajectory(
        ImmutableList.<Segment>builder()
            .add(new Segment.Prompt(ImmutableLongArray.of(1, 2)))
            .add(rest)
            .build(),
        Ending.terminated(Ending.END_TOKEN));
  }

  @Test
  void aTrajectoryCountsWhatThePolicyWrote() {
    Trajectory trajectory =
        trajectory(
            action(0.5), new Segment.Observation(ImmutableLongArray.of(3)), action(0.5, 0.25));
    assertThat(SequenceConfidence.of(trajectory, LengthHandling.SUM))
        .isCloseTo(0.0625, within(1e-15));
    assertThat(SequenceConfidence.of(trajectory, LengthHandling.TOKEN_MEAN))
        .isCloseTo(Math.cbrt(0.0625), within(1e-15));
    LabeledConfidences data =
        SequenceConfidence.labeled(
            List.of(trajectory, trajectory(action(0.9))), LengthHandling.SUM, new int[] {0, 1});
    assertThat(data.confidences().get(1)).isCloseTo(0.9, within(1e-15));
    assertThatThrownBy(() -> SequenceConfidence.of(trajectory(), LengthHandling.SUM))
        .hasMessage("trajectory: expected a token by the policy, got none");
  }

  @Test
  void truthIsWhatTheTwoWordsSay() {
    TruthProbability truth = TruthProbability.of(Math.log(0.06), Math.log(0.02));
    assertThat(truth.probability()).isCloseTo(0.75, within(1e-15));
    assertThat(truth.mass()).isCloseTo(0.08, within(1e-15));
    assertThat(TruthProbability.of(-3, NONE).probability()).isEqualTo(1);
    assertThatThrownBy(() -> TruthProbability.of(NONE, NONE))
        .hasMessageStartingWith("options: expected a possible one");
    assertThat(TruthProbability.question("What is 2 + 2?", "4"))
        .isEqualTo(
            """
            Question: What is 2 + 2?
            Proposed Answer: 4
            Is the proposed answer:
             (A) True
             (B) False
            The proposed answer is:""");
  }

  @Test
  void predictiveEntropyIsTheMeanOfSurprises() {
    List<ImmutableDoubleArray> samples = List.of(logs(0.5), logs(0.5, 0.5));
    assertThat(PredictiveEntropy.of(samples, LengthHandling.SUM))
        .isCloseTo(1.5 * Math.log(2), within(1e-15));
    assertThat(PredictiveEntropy.of(samples, LengthHandling.TOKEN_MEAN))
        .isCloseTo(Math.log(2), within(1e-15));
    assertThatThrownBy(() -> PredictiveEntropy.of(List.of(), LengthHandling.SUM))
        .hasMessage("samples: expected at least one, got none");
  }

  @Test
  void answersThatAgreeMakeAMajority() {
    AnswerClusters<String> clusters =
        AnswerClusters.of(List.of("no", "Yes", "yes", "no", "YES"), String::equalsIgnoreCase);
    assertThat(clusters.clusters().toArray()).containsExactly(0, 1, 1, 0, 1);
    assertThat(clusters.sizes().toArray()).containsExactly(2, 3);
    assertThat(clusters.majority()).isEqualTo("Yes");
    assertThat(clusters.majorityShare()).isEqualTo(0.6);
    double entropy = -0.4 * Math.log(0.4) - 0.6 * Math.log(0.6);
    assertThat(clusters.entropy()).isCloseTo(entropy, within(1e-15));
    assertThat(clusters.agreement()).isCloseTo(1 - entropy / Math.log(5), within(1e-15));
    assertThat(AnswerClusters.of(List.of("b", "a", "a", "b"), String::equals).majority())
        .isEqualTo("b");
  }

  @Test
  void agreementGoesFromNoneToAll() {
    assertThat(AnswerClusters.of(List.of(1, 2, 3), Integer::equals).agreement())
        .isCloseTo(0, within(1e-15));
    assertThat(AnswerClusters.of(List.of(1, 1, 1), Integer::equals).agreement()).isEqualTo(1);
    assertThatThrownBy(() -> AnswerClusters.of(List.of(1), Integer::equals).agreement())
        .hasMessage("answers: expected at least two to compare, got one");
    assertThatThrownBy(() -> AnswerClusters.of(List.of(), Object::equals))
        .hasMessage("answers: expected at least one, got none");
  }

  @Test
  void semanticEntropyByLikelihoodAddsWhatSaysTheSame() {
    AnswerClusters<String> clusters = AnswerClusters.of(List.of("a", "b", "a"), String::equals);
    double[] logProbs = {Math.log(0.1) - 900, Math.log(0.3) - 900, Math.log(0.2) - 900};
    // Both clusters have 0.3.
    assertThat(clusters.entropy(logProbs)).isCloseTo(Math.log(2), within(1e-12));
    assertThatThrownBy(() -> clusters.entropy(new double[2]))
        .hasMessage("logProbs: expected 3, one for each answer, got 2");
    assertThatThrownBy(() -> clusters.entropy(new double[] {0, 0, NONE}))
        .hasMessage("logProbs[2]: expected a finite number, got -Infinity");
  }
}
