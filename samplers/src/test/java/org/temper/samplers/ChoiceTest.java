package org.temper.samplers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.temper.api.Seeds;

class ChoiceTest {
  private static final double LAST_UNIFORM = 1 - 0x1.0p-53;

  @AutoClose private final NDManager manager = NDManager.newBaseManager();

  @Test
  void tokensAreDrawnAsOftenAsTheyAreProbable() {
    float[] row = {0.3f, -1.2f, 2, 0, 1.1f};
    double[] expected = TinyPolicy.logSoftmax(row);
    assertChiSquareFits(draw(row, SamplingConfig.defaults(), 20_000), expected);
  }

  @Test
  void temperatureAndTruncationChangeWhatIsDrawn() {
    float[] row = {0.3f, -1.2f, 2, 0, 1.1f};
    // The three largest at temperature 2.
    double[] expected = TinyPolicy.logSoftmax(new float[] {0.15f, -1000, 1, -1000, 0.55f});
    assertChiSquareFits(
        draw(row, SamplingConfig.defaults().withTemperature(2).withTopK(3), 20_000), expected);
  }

  @Test
  void bothLogProbsAreRecorded() {
    float[] row = {0.3f, -1.2f, 2, 0, 1.1f};
    SamplingConfig config = SamplingConfig.defaults().withTemperature(0.5).withTopK(2);
    double[] policy = TinyPolicy.logSoftmax(row);
    double[] behavior = TinyPolicy.logSoftmax(new float[] {-1000, -1000, 4, -1000, 2.2f});
    Choice choice = draw(row, config, 50);
    for (int i = 0; i < 50; i++) {
      int token = (int) choice.tokens()[i];
      assertThat(token).isIn(2, 4);
      assertThat((double) choice.logProbs()[i]).isCloseTo(policy[token], Offset.offset(1e-6));
      assertThat((double) choice.behaviorLogProbs()[i])
          .isCloseTo(behavior[token], Offset.offset(1e-6));
    }
  }

  @Test
  void greedyTakesTheLargestAndIsCertainOfIt() {
    NDArray logits = manager.create(new float[][] {{0, 3, 1}, {5, -1, 4}});
    Choice choice =
        Choice.of(logits, SamplingConfig.greedy(1), ChoiceTest::notAsked, new double[0]);
    assertThat(choice.tokens()).containsExactly(1, 0);
    assertThat((double) choice.logProbs()[0])
        .isCloseTo(TinyPolicy.logSoftmax(new float[] {0, 3, 1})[1], Offset.offset(1e-6));
    assertThat(choice.behaviorLogProbs()).containsExactly(0, 0);
  }

  @Test
  void greedyHeedsTheRepetitionPenalty() {
    NDArray logits = manager.create(new float[][] {{0, 3, 2}});
    SamplingConfig config = SamplingConfig.greedy(1).withRepetitionPenalty(2);
    Choice choice = Choice.of(logits, config, m -> m.create(new long[][] {{1}}), new double[0]);
    assertThat(choice.tokens()).containsExactly(2);
    assertThat((double) choice.logProbs()[0])
        .isCloseTo(TinyPolicy.logSoftmax(new float[] {0, 3, 2})[2], Offset.offset(1e-6));
  }

  @Test
  void aTokenOfProbabilityZeroIsNeverDrawnAtTheEdges() {
    float out = Float.NEGATIVE_INFINITY;
    NDArray logits = manager.create(new float[][] {{out, 1, out, 2, out}, {out, 1, out, 2, out}});
    Choice choice =
        Choice.of(
            logits,
            SamplingConfig.defaults(),
            ChoiceTest::notAsked,
            new double[] {0, LAST_UNIFORM});
    assertThat(choice.tokens()).containsExactly(1, 3);
  }

  @Test
  void aDrawInAWideVocabularyStaysInIt() {
    int vocabularySize = 50_000;
    NDArray logits = manager.zeros(new Shape(2, vocabularySize));
    Choice choice =
        Choice.of(
            logits,
            SamplingConfig.defaults(),
            ChoiceTest::notAsked,
            new double[] {0.50001, LAST_UNIFORM});
    assertThat(choice.tokens()).containsExactly(25_000, vocabularySize - 1);
  }

  @Test
  void logitsThatAreNotNumbersAreAnError() {
    NDArray logits = manager.create(new float[][] {{0, 1}, {0, Float.NaN}});
    for (SamplingConfig config :
        new SamplingConfig[] {SamplingConfig.defaults(), SamplingConfig.greedy(1)}) {
      assertThatThrownBy(
              () -> Choice.of(logits, config, ChoiceTest::notAsked, new double[] {0.1, 0.1}))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "logits: expected numbers in row 1, got a log-probability of NaN: the model's weights"
                  + " are damaged, or were trained at too high a --learning-rate");
    }
  }

  @Test
  void nothingIsLeftBehindAndTheLogitsStay() {
    NDArray logits = manager.create(new float[][] {{0, 1, 2}, {3, 4, 5}});
    SamplingConfig config =
        SamplingConfig.defaults()
            .withTemperature(0.5)
            .withTopK(2)
            .withTopP(0.9)
            .withMinP(0.01)
            .withRepetitionPenalty(1.5);
    int before = manager.getManagedArrays().size();
    for (int i = 0; i < 10; i++) {
      Choice.of(logits, config, m -> m.create(new long[][] {{1}, {2}}), new double[] {0.3, 0.6});
    }
    assertThat(manager.getManagedArrays()).hasSize(before);
    assertThat(logits.toFloatArray()).containsExactly(0, 1, 2, 3, 4, 5);
  }

  private Choice draw(float[] row, SamplingConfig config, int draws) {
    float[] logits = new float[draws * row.length];
    double[] uniforms = new double[draws];
    for (int i = 0; i < draws; i++) {
      System.arraycopy(row, 0, logits, i * row.length, row.length);
      uniforms[i] = Seeds.uniform(11, "choice-test", i);
    }
    return Choice.of(
        manager.create(logits, new Shape(draws, row.length)),
        config,
        ChoiceTest::notAsked,
        uniforms);
  }

  private static void assertChiSquareFits(Choice choice, double[] logProbs) {
    double[] counts = new double[logProbs.length];
    Arrays.stream(choice.tokens()).forEach(token -> counts[(int) token]++);
    double chiSquare = 0;
    for (int v = 0; v < logProbs.length; v++) {
      double expected = Math.exp(logProbs[v]) * choice.tokens().length;
      if (expected < 1e-6) {
        assertThat(counts[v]).isZero();
      } else {
        chiSquare += (counts[v] - expected) * (counts[v] - expected) / expected;
      }
    }
    // Of 4 degrees of freedom: exceeded by chance once in a thousand.
    assertThat(chiSquare).isLessThan(18.5);
  }

  private static NDArray notAsked(NDManager owner) {
    throw new AssertionError("nothing was to be penalized");
  }
}
