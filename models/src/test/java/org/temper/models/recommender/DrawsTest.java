package org.temper.models.recommender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.temper.api.Policy;
import org.temper.api.ScoredBatch;
import org.temper.api.SequenceBatch;
import org.temper.models.scoring.Draws;
import org.temper.models.scoring.TokenLayout;
import org.temper.testkit.FeedbackLaws;
import org.temper.testkit.HostArrays;

class DrawsTest {
  private static final double DROPOUT = 0.3;
  private static final ImmutableList<Long> WIDTHS = ImmutableList.of(64L, 64L, 48L);
  private static final int NEGATIVES = 50;
  private static final int[] LENGTHS = {80, 61, 40, 80, 80, 75};

  @AutoClose private final NDManager manager = TinyRecommenders.newManager();

  static List<RecommenderConfig> configs() {
    return TinyRecommenders.all();
  }

  private static TokenLayout layout(int... lengths) {
    return TokenLayout.of(
        TinyRecommenders.batch(lengths), TinyRecommenders.ITEMS, TinyRecommenders.MAX_LENGTH);
  }

  private Draws draws(TokenLayout layout, long seed) {
    return Draws.Source.compile(manager, TinyRecommenders.ITEMS, WIDTHS, DROPOUT, seed)
        .of(layout, layout.sources().length, NEGATIVES);
  }

  private List<float[]> masks(TokenLayout layout, long seed) {
    return draws(layout, seed).masks(manager).stream().map(NDArray::toFloatArray).toList();
  }

  @Test
  void areThoseOfTorchAfterItsManualSeed() {
    TokenLayout layout = layout(LENGTHS);
    Draws draws = draws(layout, 7);
    JniUtils.setSeed(Draws.hash(layout, 7));
    for (int i = 0; i < WIDTHS.size(); i++) {
      NDArray ones = manager.ones(new Shape(layout.ids().length, WIDTHS.get(i)));
      NDArray dropped = JniUtils.dropout((PtNDArray) ones, DROPOUT, true);
      assertThat(draws.masks(manager).get(i).toFloatArray())
          .containsExactly(dropped.toFloatArray());
    }
    NDArray items =
        manager.randomInteger(
            0,
            TinyRecommenders.ITEMS,
            new Shape(layout.sources().length, NEGATIVES),
            DataType.INT64);
    assertThat(draws.negatives(manager).toLongArray()).containsExactly(items.toLongArray());
  }

  @Test
  void followFromTheSeedAndTheBatch() {
    TokenLayout layout = layout(LENGTHS);
    List<float[]> first = masks(layout, 7);
    assertThat(masks(layout, 7)).containsExactlyElementsOf(first);
    assertThat(masks(layout, 8).get(0)).isNotEqualTo(first.get(0));
    assertThat(masks(layout(80, 61, 40, 80, 80, 74), 7).get(0)).isNotEqualTo(first.get(0));
    assertThat(draws(layout, 8).negatives(manager).toLongArray())
        .isNotEqualTo(draws(layout, 7).negatives(manager).toLongArray());
  }

  @Test
  void masksKeepTheirShareAndTheMean() {
    for (float[] mask : masks(layout(LENGTHS), 7)) {
      int kept = 0;
      for (float value : mask) {
        assertThat(value == 0 || Math.abs(value - 1 / (1 - DROPOUT)) < 1e-6).isTrue();
        kept += value > 0 ? 1 : 0;
      }
      // Four standard deviations of a share of n draws.
      double bound = 4 * Math.sqrt(DROPOUT * (1 - DROPOUT) / mask.length);
      assertThat((double) kept / mask.length).isCloseTo(1 - DROPOUT, within(bound));
    }
  }

  @Test
  void masksOfLayersTokensAndBatchesAreUnrelated() {
    float[] first = masks(layout(LENGTHS), 7).get(0);
    float[] otherLayer = masks(layout(LENGTHS), 7).get(1);
    float[] otherBatch = masks(layout(80, 61, 40, 80, 80, 74), 7).get(0);
    float[] nextToken = Arrays.copyOfRange(first, 64, first.length);
    for (float[] other : List.of(otherLayer, otherBatch, nextToken)) {
      assertThat(correlation(first, other)).isCloseTo(0, within(4 / Math.sqrt(other.length)));
    }
    assertThat(correlation(first, first)).isCloseTo(1, within(0.1));
  }

  private static double correlation(float[] a, float[] b) {
    double variance = DROPOUT / (1 - DROPOUT);
    double sum = 0;
    int count = Math.min(a.length, b.length);
    for (int i = 0; i < count; i++) {
      sum += (a[i] - 1) * (b[i] - 1);
    }
    return sum / count / variance;
  }

  @Test
  void negativesAreUniform() {
    long[] items = draws(layout(LENGTHS), 7).negatives(manager).toLongArray();
    double expected = (double) items.length / TinyRecommenders.ITEMS;
    double[] counts = new double[TinyRecommenders.ITEMS];
    for (long item : items) {
      counts[(int) item]++;
    }
    double chiSquare =
        Arrays.stream(counts).map(n -> (n - expected) * (n - expected) / expected).sum();
    // 39.25 is exceeded once in a thousand at 16 degrees of freedom.
    assertThat(chiSquare).isLessThan(39.25);
  }

  @Test
  void withoutDropoutNothingIsMasked() {
    Draws draws =
        Draws.Source.compile(manager, TinyRecommenders.ITEMS, WIDTHS, 0, 0)
            .of(layout(LENGTHS), 0, 0);
    assertThat(draws.masks(manager)).hasSize(WIDTHS.size()).allMatch(NDArray::isEmpty);
  }

  private static List<Policy> trained(RecommenderPolicy policy) {
    return List.of(policy, policy.sampledSoftmax(5));
  }

  private static RecommenderPolicy policy(RecommenderConfig config) {
    return RecommenderPolicy.random(config, 1, TinyRecommenders.options().withDropout(DROPOUT, 7));
  }

  /** Log-probs, and after them the gradients of the items. */
  private static double[] update(Policy policy, SequenceBatch batch) {
    NDArray items = policy.parameters().get("items.weight").array();
    double[] before = HostArrays.gradient(items);
    List<Double> numbers = new ArrayList<>();
    try (ScoredBatch scored = policy.score(batch)) {
      scored.backward(scored.tokenLogProbs().sum());
      Arrays.stream(HostArrays.doubles(scored.tokenLogProbs())).forEach(numbers::add);
    }
    double[] after = HostArrays.gradient(items);
    for (int i = 0; i < after.length; i++) {
      numbers.add(after[i] - before[i]);
      before[i] = 0;
    }
    JniUtils.zeroGrad((PtNDArray) items);
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }

  @ParameterizedTest
  @MethodSource("configs")
  void trainingLeavesTheProcessWideGeneratorAsItWas(RecommenderConfig config) {
    SequenceBatch batch = TinyRecommenders.batch(9, 5);
    try (RecommenderPolicy policy = policy(config)) {
      for (Policy trained : trained(policy)) {
        JniUtils.setSeed(5);
        float[] untouched = manager.randomUniform(0, 1, new Shape(8)).toFloatArray();
        JniUtils.setSeed(5);
        update(trained, batch);
        assertThat(manager.randomUniform(0, 1, new Shape(8)).toFloatArray())
            .containsExactly(untouched);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("configs")
  void theProcessWideSeedAndOtherThreadsChangeNothing(RecommenderConfig config)
      throws InterruptedException {
    SequenceBatch batch = TinyRecommenders.batch(9, 5);
    try (RecommenderPolicy policy = policy(config)) {
      for (Policy trained : trained(policy)) {
        JniUtils.setSeed(1);
        double[] expected = update(trained, batch);
        JniUtils.setSeed(2);
        assertThat(update(trained, batch)).containsExactly(expected);
        AtomicBoolean done = new AtomicBoolean();
        Thread other = new Thread(() -> drawUntil(done));
        other.start();
        for (int i = 0; i < 20; i++) {
          assertThat(update(trained, batch)).containsExactly(expected);
        }
        done.set(true);
        other.join();
      }
    }
  }

  private static void drawUntil(AtomicBoolean done) {
    try (NDManager own = TinyRecommenders.newManager()) {
      for (long seed = 0; !done.get(); seed++) {
        JniUtils.setSeed(seed);
        own.randomUniform(0, 1, new Shape(100)).close();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("configs")
  void aFeedbackModelDropsNothingWhereItIsNotTrained(RecommenderConfig config) {
    try (RecommenderFeedbackModel model =
        RecommenderFeedbackModel.random(
            config, 2, 1, TinyRecommenders.options().withDropout(DROPOUT, 7))) {
      FeedbackLaws.predictionsRecordAndDropNothing(model, TinyRecommenders.batch(9, 5));
    }
  }
}
