package org.temper.models.recommender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.tracker.Tracker;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Longs;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.temper.api.ParameterSet;
import org.temper.api.Policy;
import org.temper.api.ScoredBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;
import org.temper.api.items.CandidateScores;
import org.temper.api.items.Candidates;
import org.temper.api.items.ItemPrior;
import org.temper.models.kernel.TinyGradients;
import org.temper.models.optimizer.AdamW;
import org.temper.models.optimizer.AdamWConfig;
import org.temper.models.scoring.Draws;
import org.temper.models.scoring.TokenLayout;
import org.temper.testkit.LiveArrays;

class SampledSoftmaxPolicyTest {
  private static final int ITEMS = TinyRecommenders.ITEMS;
  private static final int DRAWN = 6;
  private static final long[] COUNTS =
      LongStream.range(0, ITEMS).map(item -> item * item).toArray();
  private static final SequenceBatch BATCH = TinyRecommenders.batch(5, 3);

  static List<RecommenderConfig> configs() {
    return TinyRecommenders.all();
  }

  private static List<Negatives> kinds() {
    ItemFrequencies frequencies = ItemFrequencies.of(COUNTS);
    return List.of(
        Negatives.uniform(DRAWN),
        Negatives.shared(DRAWN),
        Negatives.inBatch(frequencies),
        Negatives.mixed(DRAWN, frequencies));
  }

  private static RecommenderPolicy policy(RecommenderConfig config) {
    try (NDManager manager = TinyRecommenders.newManager()) {
      return RecommenderPolicy.create(
          config, TinyRecommenders.weights(manager, config), TinyRecommenders.options());
    }
  }

  private static ItemPrior prior() {
    float[] logits = new float[ITEMS];
    Random random = new Random(3);
    for (int item = 0; item < ITEMS; item++) {
      logits[item] = (float) random.nextGaussian();
    }
    return ItemPrior.table(new long[] {0}, new float[][] {logits});
  }

  @ParameterizedTest
  @MethodSource("configs")
  void equalTheDefinition(RecommenderConfig config) {
    try (RecommenderPolicy policy = policy(config)) {
      kinds().forEach(negatives -> checkDefinition(policy, BATCH, negatives));
    }
  }

  @ParameterizedTest
  @MethodSource("configs")
  void equalTheDefinitionBesideAPrior(RecommenderConfig config) {
    try (RecommenderPolicy plain = policy(config);
        RecommenderPolicy policy = plain.withPrior(prior())) {
      kinds().forEach(negatives -> checkDefinition(policy, BATCH, negatives));
    }
  }

  /** Log-probabilities of all items are logits, but for a constant that a softmax leaves out. */
  private static void checkDefinition(
      RecommenderPolicy policy, SequenceBatch batch, Negatives negatives) {
    TokenLayout layout = TokenLayout.of(batch, ITEMS, TinyRecommenders.MAX_LENGTH);
    float[] logits = everyLogit(policy, batch);
    long[][] samples = samples(negatives, layout);
    try (SampledSoftmaxPolicy sampled = policy.sampledSoftmax(negatives);
        ScoredBatch scored = sampled.score(batch)) {
      float[] logProbs = scored.tokenLogProbs().toFloatArray();
      for (int i = 0; i < layout.scored().length; i++) {
        int cell = (int) layout.scored()[i];
        int target = (int) layout.targets()[i];
        double own = logits[cell * ITEMS + target] - logQ(negatives, target, layout);
        double sum = Math.exp(own);
        for (long item : samples[i]) {
          if (item != target) {
            sum += Math.exp(logits[cell * ITEMS + (int) item] - logQ(negatives, item, layout));
          }
        }
        assertThat((double) logProbs[cell])
            .as("%s, token %s", negatives, i)
            .isCloseTo(own - Math.log(sum), within(1e-4));
      }
    }
  }

  /** [B · T][K]. */
  private static float[] everyLogit(RecommenderPolicy policy, SequenceBatch batch) {
    long[] every = new long[batch.rows() * batch.columns() * ITEMS];
    Arrays.setAll(every, i -> i % ITEMS);
    try (CandidateScores scores =
        policy.evaluateCandidates(
            batch, new Candidates(every, batch.rows(), batch.columns(), ITEMS))) {
      return scores.logProbs().toFloatArray();
    }
  }

  /** Of each scored item. */
  private static long[][] samples(Negatives negatives, TokenLayout layout) {
    int scored = layout.targets().length;
    long[][] samples = new long[scored][];
    if (negatives instanceof Negatives.Own own) {
      long[] drawn = drawn(layout, scored, own.count());
      for (int i = 0; i < scored; i++) {
        samples[i] = Arrays.copyOfRange(drawn, i * own.count(), (i + 1) * own.count());
      }
      return samples;
    }
    Negatives.Shared shared = (Negatives.Shared) negatives;
    long[] drawn = shared.count() == 0 ? new long[0] : drawn(layout, 1, shared.count());
    Arrays.fill(
        samples, shared.frequencies() == null ? drawn : Longs.concat(layout.targets(), drawn));
    return samples;
  }

  private static long[] drawn(TokenLayout layout, int rows, int count) {
    try (NDManager manager = TinyRecommenders.newManager();
        Draws.Source source = Draws.Source.compile(manager, ITEMS, ImmutableList.of(), 0, 0)) {
      return source.of(layout, rows, count).negatives(manager).toLongArray();
    }
  }

  /** Of the mixture of M scored items by their counts and n drawn uniformly. */
  private static double logQ(Negatives negatives, long item, TokenLayout layout) {
    if (!(negatives instanceof Negatives.Shared shared) || shared.frequencies() == null) {
      return 0;
    }
    double total = LongStream.of(COUNTS).map(count -> Math.max(1, count)).sum();
    double frequency = Math.max(1, COUNTS[(int) item]) / total;
    double scored = layout.targets().length;
    return Math.log(
        (scored * frequency + (double) shared.count() / ITEMS) / (scored + shared.count()));
  }

  @ParameterizedTest
  @MethodSource("configs")
  void gradientsAreSlopes(RecommenderConfig config) {
    try (RecommenderPolicy plain = policy(config);
        RecommenderPolicy policy = plain.withPrior(prior())) {
      for (Negatives negatives : kinds()) {
        try (SampledSoftmaxPolicy sampled = policy.sampledSoftmax(negatives)) {
          try (ScoredBatch scored = sampled.score(BATCH)) {
            scored.backward(scored.tokenLogProbs().square().sum());
          }
          TinyRecommenders.assertSlopes(
              ParameterSet.of(List.of(policy.parameters().get(RecommenderPolicy.ITEM_TABLE))),
              TinyGradients.taken(policy.parameters()),
              () -> {
                try (ScoredBatch scored = sampled.score(BATCH)) {
                  return scored.tokenLogProbs().square().sum().getFloat();
                }
              });
        }
      }
    }
  }

  @Test
  void manyStatesAreTakenAFewAtATime() {
    // 292 scored items and 8,000 negatives: 262 states at once.
    SequenceBatch batch = TinyRecommenders.batch(74, 74, 74, 74);
    RecommenderConfig config = new SasRecConfig(ITEMS, 8, 1, 1, TinyRecommenders.MAX_LENGTH);
    try (RecommenderPolicy policy = policy(config);
        RecommenderPolicy beside = policy.withPrior(prior())) {
      checkDefinition(beside, batch, Negatives.shared(8000));
    }
  }

  @Test
  void reachesTheRowsOfItsItemsAlone() {
    int items = 1000;
    SequenceBatch batch =
        SequenceBatch.of(List.of(TokenSequence.ofText(new long[] {3, 999, 3, 41, 7})));
    SasRecConfig config = new SasRecConfig(items, 8, 1, 1, 20);
    ItemFrequencies frequencies = ItemFrequencies.of(new long[items]);
    try (RecommenderPolicy policy =
            RecommenderPolicy.random(config, 1, TinyRecommenders.options());
        SampledSoftmaxPolicy sampled = policy.sampledSoftmax(Negatives.inBatch(frequencies));
        AdamW optimizer =
            AdamW.of(
                policy.parameters(),
                AdamWConfig.of(Tracker.fixed(0.01f))
                    .withRowUpdates(RecommenderPolicy.ITEM_TABLE))) {
      NDArray table = policy.weights().get(RecommenderPolicy.ITEM_TABLE);
      float[] before = table.toFloatArray();
      update(sampled, batch);
      try (NDArray gradient = table.getGradient()) {
        assertThat(gradient.isSparse()).isTrue();
      }
      optimizer.step();
      float[] after = table.toFloatArray();
      Set<Integer> changed = new TreeSet<>();
      for (int i = 0; i < before.length; i++) {
        if (before[i] != after[i]) {
          changed.add(i / config.width());
        }
      }
      assertThat(changed).containsExactly(3, 7, 41, 999);
      LiveArrays.assertConstant(
          "an update of rows",
          () -> {
            update(sampled, batch);
            optimizer.step();
          });
      // The softmax over all items reaches all of them, in the same update too.
      update(sampled, batch);
      update(policy, batch);
      update(sampled, batch);
      try (NDArray gradient = table.getGradient()) {
        assertThat(gradient.isSparse()).isFalse();
      }
      assertThat(optimizer.step().gradientNorm()).isPositive();
    }
  }

  private static void update(Policy policy, SequenceBatch batch) {
    try (ScoredBatch scored = policy.score(batch)) {
      scored.backward(scored.tokenLogProbs().sum());
    }
  }

  @Test
  void whatCannotBeIsRefused() {
    try (RecommenderPolicy policy = policy(configs().get(0))) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> policy.sampledSoftmax(Negatives.inBatch(ItemFrequencies.of(new long[3]))))
          .withMessage("frequencies: expected 17 items, got 3");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Negatives.shared(0))
        .withMessage("count: expected at least 1 negative, got 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ItemFrequencies.of(new long[0]))
        .withMessage("counts: expected at least one item, got none");
  }
}
