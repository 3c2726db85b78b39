package org.temper.samplers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Expected values are those of the logits processors of transformers 5, at the same inputs. */
class LogitsProcessorsTest {
  private static final float OUT = Float.NEGATIVE_INFINITY;

  @AutoClose private final NDManager manager = NDManager.newBaseManager();
  private final NDArray logits =
      manager.create(new float[][] {{2, 1, 0.5f, -1, 0, 1.5f}, {0.1f, 0.2f, 0.3f, 0.4f, -3, 2.5f}});

  @Test
  void theFullChainIsThatOfTransformers() {
    NDArray seen = manager.create(new long[][] {{0, 3}, {5, 5}});
    NDArray penalized = LogitsProcessors.repetitionPenalty(logits, seen, 1.3);
    assertRows(
        penalized,
        new float[] {1.538462f, 1, 0.5f, -1.3f, 0, 1.5f},
        new float[] {0.1f, 0.2f, 0.3f, 0.4f, -3, 1.923077f});
    NDArray tempered = LogitsProcessors.temperature(penalized, 0.7);
    assertRows(
        tempered,
        new float[] {2.197802f, 1.428571f, 0.714286f, -1.857143f, 0, 2.142857f},
        new float[] {0.142857f, 0.285714f, 0.428571f, 0.571429f, -4.285714f, 2.747253f});
    NDArray top4 = LogitsProcessors.topK(tempered, 4);
    assertRows(
        top4,
        new float[] {2.197802f, 1.428571f, 0.714286f, OUT, OUT, 2.142857f},
        new float[] {OUT, 0.285714f, 0.428571f, 0.571429f, OUT, 2.747253f});
    NDArray nucleus = LogitsProcessors.topP(top4, 0.8);
    assertRows(
        nucleus,
        new float[] {2.197802f, 1.428571f, OUT, OUT, OUT, 2.142857f},
        new float[] {OUT, OUT, OUT, 0.571429f, OUT, 2.747253f});
    assertRows(
        LogitsProcessors.minP(nucleus, 0.4),
        new float[] {2.197802f, 1.428571f, OUT, OUT, OUT, 2.142857f},
        new float[] {OUT, OUT, OUT, OUT, OUT, 2.747253f});
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-21, 1e-37, 1e-38, 1e-45, 1e-308, Double.MIN_VALUE})
  void whatIsNearlyColdKeepsTheMostProbableTokenAlone(double temperature) {
    NDArray probabilities = LogitsProcessors.temperature(logits, temperature).softmax(1);
    assertRows(probabilities, new float[] {1, 0, 0, 0, 0, 0}, new float[] {0, 0, 0, 0, 0, 1});
  }

  @Test
  void topPAloneIsThatOfTransformers() {
    assertRows(
        LogitsProcessors.topP(logits, 0.6),
        new float[] {2, OUT, OUT, OUT, OUT, 1.5f},
        new float[] {OUT, OUT, OUT, OUT, OUT, 2.5f});
  }

  @Test
  void minPAloneIsThatOfTransformers() {
    assertRows(
        LogitsProcessors.minP(logits, 0.2),
        new float[] {2, 1, 0.5f, OUT, OUT, 1.5f},
        new float[] {OUT, OUT, OUT, OUT, OUT, 2.5f});
  }

  @Test
  void theMostProbableTokenStaysHoweverTightTheLimit() {
    assertRows(
        LogitsProcessors.topP(logits, 1e-12),
        new float[] {2, OUT, OUT, OUT, OUT, OUT},
        new float[] {OUT, OUT, OUT, OUT, OUT, 2.5f});
    assertRows(
        LogitsProcessors.minP(logits, 1),
        new float[] {2, OUT, OUT, OUT, OUT, OUT},
        new float[] {OUT, OUT, OUT, OUT, OUT, 2.5f});
    assertRows(
        LogitsProcessors.topK(logits, 1),
        new float[] {2, OUT, OUT, OUT, OUT, OUT},
        new float[] {OUT, OUT, OUT, OUT, OUT, 2.5f});
  }

  @Test
  void topKKeepsAllTokensThatTieWithTheLast() {
    NDArray ties = manager.create(new float[][] {{1, 3, 1, 0}});
    assertRows(LogitsProcessors.topK(ties, 2), new float[] {1, 3, 1, OUT});
  }

  @Test
  void topPOfAFlatDistributionKeepsItsShareOfTheTokens() {
    NDArray flat = manager.create(new float[][] {{1, 1, 1, 1, 1, 1, 1, 1}});
    float[] kept = LogitsProcessors.topP(flat, 0.5).toFloatArray();
    int count = 0;
    for (float x : kept) {
      count += x == 1 ? 1 : 0;
    }
    assertThat(count).isEqualTo(4);
  }

  @Test
  void aLimitAboveTheVocabularyChangesNothing() {
    assertThat(LogitsProcessors.topK(logits, 6)).isSameAs(logits);
    assertThat(LogitsProcessors.topK(logits, 600)).isSameAs(logits);
    assertThat(LogitsProcessors.topP(logits, 1)).isSameAs(logits);
    assertThat(LogitsProcessors.minP(logits, 0)).isSameAs(logits);
  }

  @Test
  void theLogitsThemselvesStayAsTheyAre() {
    float[] before = logits.toFloatArray();
    NDArray seen = manager.create(new long[][] {{0}, {5}});
    LogitsProcessors.repetitionPenalty(logits, seen, 2);
    LogitsProcessors.topK(logits, 1);
    LogitsProcessors.topP(logits, 0.1);
    LogitsProcessors.minP(logits, 0.9);
    assertThat(logits.toFloatArray()).isEqualTo(before);
  }

  @Test
  void wrongArgumentsAreNamed() {
    assertThatThrownBy(() -> LogitsProcessors.topK(logits, 0))
        .hasMessage("k: expected at least 1, got 0");
    assertThatThrownBy(() -> LogitsProcessors.topP(logits, 0))
        .hasMessage("p: expected a number in (0, 1], got 0.0");
    assertThatThrownBy(() -> LogitsProcessors.minP(logits, -1))
        .hasMessage("p: expected a number in [0, 1], got -1.0");
    assertThatThrownBy(() -> LogitsProcessors.temperature(logits, 0))
        .hasMessage("temperature: expected a number above 0, got 0.0");
    assertThatThrownBy(() -> LogitsProcessors.repetitionPenalty(logits, logits, 0))
        .hasMessage("penalty: expected a number above 0, got 0.0");
  }

  private static void assertRows(NDArray actual, float[]... rows) {
    for (int row = 0; row < rows.length; row++) {
      assertThat(actual.get(row).toFloatArray()).containsExactly(rows[row], Offset.offset(1e-5f));
    }
  }
}
