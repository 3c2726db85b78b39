package org.temper.models.recommender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.temper.api.NamedParameter;
import org.temper.api.Policy;
import org.temper.api.ScoredBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.SideInput;
import org.temper.api.TokenOutput;
import org.temper.api.TokenScores;
import org.temper.api.TokenSequence;
import org.temper.api.items.CandidateScores;
import org.temper.api.items.Candidates;
import org.temper.api.items.ItemInputs;
import org.temper.api.items.ItemPrior;
import org.temper.api.items.ScoredCandidates;
import org.temper.models.kernel.TinyGradients;
import org.temper.testkit.LiveArrays;

class RecommenderPolicyTest {
  private static final Set<TokenOutput> ENTROPY = Set.of(TokenOutput.ENTROPY);

  static List<RecommenderConfig> configs() {
    return TinyRecommenders.all();
  }

  private static RecommenderPolicy policy(RecommenderConfig config) {
    return policy(config, TinyRecommenders.options());
  }

  /** With weights large enough for everything to matter, the relative biases too. */
  private static RecommenderPolicy policy(RecommenderConfig config, RecommenderOptions options) {
    try (NDManager manager = TinyRecommenders.newManager()) {
      return RecommenderPolicy.create(config, TinyRecommenders.weights(manager, config), options);
    }
  }

  private static float[] logProbs(Policy policy, SequenceBatch batch) {
    try (TokenScores scores = policy.evaluate(batch)) {
      return scores.tokenLogProbs().toFloatArray();
    }
  }

  private static Map<String, float[]> gradients(Policy policy) {
    Map<String, float[]> gradients = new LinkedHashMap<>();
    for (NamedParameter parameter : policy.parameters()) {
      gradients.put(parameter.name(), TinyGradients.of(parameter.array()));
    }
    return gradients;
  }

  private static NDArray loss(TokenScores scores) {
    return scores.tokenLogProbs().square().sum().add(scores.entropies().sum().mul(0.3f));
  }

  @ParameterizedTest
  @MethodSource("configs")
  void laterEventsAndTimesChangeNoEarlierScore(RecommenderConfig config) {
    SequenceBatch batch = TinyRecommenders.batch(75, 70);
    int change = 66;
    long[] times = ((SideInput.Longs) batch.sideInputs().get(ItemInputs.TIMESTAMPS)).values();
    long[] nextTimes =
        ((SideInput.Longs) batch.sideInputs().get(ItemInputs.NEXT_TIMESTAMPS)).values();
    long[] laterTimes = times.clone();
    long[] laterNextTimes = nextTimes.clone();
    long[][] rows = new long[2][];
    for (int row = 0; row < 2; row++) {
      rows[row] = new long[batch.length(row)];
      for (int column = 0; column < rows[row].length; column++) {
        int cell = row * batch.columns() + column;
        boolean later = column >= change;
        rows[row][column] = (batch.token(row, column) + (later ? 1 : 0)) % TinyRecommenders.ITEMS;
        laterTimes[cell] += later ? 1_000_000 : 0;
        laterNextTimes[cell] += later ? 1_000_000 : 0;
      }
    }
    SequenceBatch changed =
        SequenceBatch.of(Arrays.stream(rows).map(TokenSequence::ofText).toList())
            .withSideInput(ItemInputs.TIMESTAMPS, SideInput.of(laterTimes, batch.shape()))
            .withSideInput(ItemInputs.NEXT_TIMESTAMPS, SideInput.of(laterNextTimes, batch.shape()));
    try (RecommenderPolicy policy = policy(config)) {
      float[] before = logProbs(policy, batch);
      float[] after = logProbs(policy, changed);
      for (int row = 0; row < 2; row++) {
        int start = row * batch.columns();
        assertThat(Arrays.copyOfRange(after, start, start + change))
            .containsExactly(Arrays.copyOfRange(before, start, start + change), within(1e-5f));
        assertThat(after[start + change]).isNotEqualTo(before[start + change]);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("configs")
  void aBatchScoresAsItsRowsAlone(RecommenderConfig config) {
    int[] lengths = {70, 3, 1, 66};
    SequenceBatch batch = TinyRecommenders.batch(lengths);
    try (RecommenderPolicy policy = policy(config)) {
      float[] together = logProbs(policy, batch);
      float[][] next = policy.nextItems(batch);
      for (int row = 0; row < lengths.length; row++) {
        SequenceBatch single = TinyRecommenders.row(batch, row);
        assertThat(
                Arrays.copyOfRange(
                    together, row * batch.columns(), row * batch.columns() + lengths[row]))
            .containsExactly(logProbs(policy, single), within(2e-5f));
        assertThat(policy.nextItems(single)[0]).containsExactly(next[row], within(2e-5f));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("configs")
  void chunksGiveTheSameGradients(RecommenderConfig config) {
    SequenceBatch batch = TinyRecommenders.batch(12, 7, 20);
    RecommenderOptions plain = TinyRecommenders.options();
    try (RecommenderPolicy kept = policy(config);
        RecommenderPolicy chunked =
            policy(config, new RecommenderOptions(plain.device(), 0, 0, 1))) {
      for (RecommenderPolicy policy : List.of(kept, chunked)) {
        try (ScoredBatch scored = policy.score(batch, ENTROPY)) {
          scored.backward(loss(scored));
        }
      }
      Map<String, float[]> expected = gradients(kept);
      gradients(chunked)
          .forEach(
              (name, values) ->
                  assertThat(values).as(name).containsExactly(expected.get(name), within(1e-3f)));
    }
  }

  @ParameterizedTest
  @MethodSource("configs")
  void gradientsAreThoseOfFiniteDifferences(RecommenderConfig config) {
    SequenceBatch batch = TinyRecommenders.batch(9, 5, 70);
    try (RecommenderPolicy policy = policy(config)) {
      try (ScoredBatch scored = policy.score(batch, ENTROPY)) {
        scored.backward(loss(scored));
      }
      TinyRecommenders.assertSlopes(
          policy.parameters(),
          gradients(policy),
          () -> {
            try (TokenScores scores = policy.evaluate(batch, ENTROPY)) {
              return loss(scores).getFloat();
            }
          });
    }
  }

  @ParameterizedTest
  @MethodSource("configs")
  void scoresCandidatesAsItemsInTheirPlace(RecommenderConfig config) {
    SequenceBatch batch = TinyRecommenders.batch(6, 4);
    long[] items = new long[batch.rows() * batch.columns() * 3];
    for (int i = 0; i < items.length; i++) {
      int cell = i / 3;
      long token = batch.token(cell / batch.columns(), cell % batch.columns());
      items[i] = i % 3 == 0 ? token : (token + i % 3) % TinyRecommenders.ITEMS;
    }
    Candidates candidates = new Candidates(items, batch.rows(), batch.columns(), 3);
    try (RecommenderPolicy policy = policy(config);
        RecommenderPolicy twin = policy(config)) {
      try (CandidateScores scores = policy.evaluateCandidates(batch, candidates)) {
        assertThat(scores.logProbs().get("..., 0").toFloatArray())
            .containsExactly(logProbs(policy, batch), within(1e-6f));
        SequenceBatch start = TinyRecommenders.prefix(batch, 3);
        float[][] next = policy.nextItems(start);
        for (int candidate = 0; candidate < 3; candidate++) {
          assertThat(scores.logProbs().getFloat(0, 3, candidate))
              .isCloseTo(next[0][(int) candidates.item(0, 3, candidate)], within(2e-5f));
        }
      }
      // The first candidate alone: the gradient of the tokens' own log-probabilities.
      try (ScoredCandidates scored = policy.scoreCandidates(batch, candidates)) {
        scored.backward(scored.logProbs().get("..., 0").sum());
      }
      try (ScoredBatch scored = twin.score(batch)) {
        scored.backward(scored.tokenLogProbs().sum());
      }
      Map<String, float[]> expected = gradients(twin);
      gradients(policy)
          .forEach(
              (name, values) ->
                  assertThat(values).as(name).containsExactly(expected.get(name), within(1e-4f)));
    }
  }

  @ParameterizedTest
  @MethodSource("configs")
  void aPriorIsAddedToTheLogits(RecommenderConfig config) {
    SequenceBatch batch = TinyRecommenders.batch(6, 4);
    long[] nextTimes =
        ((SideInput.Longs) batch.sideInputs().get(ItemInputs.NEXT_TIMESTAMPS)).values();
    float[][] logits = new float[2][TinyRecommenders.ITEMS];
    logits[1][3] = 5;
    // The second row holds from when the first row's fourth item was asked for.
    ItemPrior prior = ItemPrior.table(new long[] {0, nextTimes[2]}, logits);
    try (RecommenderPolicy plain = policy(config);
        RecommenderPolicy policy = plain.withPrior(prior)) {
      float[] before = logProbs(plain, batch);
      float[] after = logProbs(policy, batch);
      assertThat(Arrays.copyOf(after, 3)).containsExactly(Arrays.copyOf(before, 3), within(1e-6f));
      float[] expected = plain.nextItems(batch)[0];
      double sum = 0;
      for (int item = 0; item < expected.length; item++) {
        expected[item] += logits[1][item];
        sum += Math.exp(expected[item]);
      }
      for (int item = 0; item < expected.length; item++) {
        expected[item] -= (float) Math.log(sum);
      }
      assertThat(policy.nextItems(batch)[0]).containsExactly(expected, within(2e-5f));
      assertThat(after[3]).isNotEqualTo(before[3]);
      try (RecommenderPolicy frozen = policy.frozenCopy()) {
        assertThat(logProbs(frozen, batch)).containsExactly(after);
        assertThatIllegalStateException().isThrownBy(() -> frozen.score(batch));
      }
    }
  }

  @Test
  void aSampledSoftmaxOverManyDrawsComesCloseToTheFullOne() {
    RecommenderConfig config =
        HstuConfig.of(TinyRecommenders.ITEMS, 8, 1, 1, 20).withTemperature(1);
    SequenceBatch batch = TinyRecommenders.batch(6, 4);
    try (RecommenderPolicy policy = policy(config);
        SampledSoftmaxPolicy sampled = policy.sampledSoftmax(20_000)) {
      float[] full = logProbs(policy, batch);
      try (ScoredBatch scored = sampled.score(batch)) {
        float[] values = scored.tokenLogProbs().toFloatArray();
        for (int i = 0; i < full.length; i++) {
          if (full[i] != 0) {
            // 20,000 draws weigh the other 16 items 20,000 / 17 times.
            double others = (1 - Math.exp(full[i])) * 20_000 / 17;
            double expected = full[i] - Math.log(Math.exp(full[i]) + others);
            assertThat((double) values[i]).isCloseTo(expected, within(0.05));
          }
        }
        scored.backward(scored.tokenLogProbs().sum());
      }
      assertThatIllegalArgumentException()
          .isThrownBy(() -> sampled.score(batch, ENTROPY))
          .withMessageContaining("outputs: expected none");
      assertThatIllegalArgumentException().isThrownBy(() -> policy.sampledSoftmax(0));
    }
  }

  @ParameterizedTest
  @MethodSource("configs")
  void dropoutFollowsFromTheSeedAndTheBatch(RecommenderConfig config) {
    SequenceBatch batch = TinyRecommenders.batch(9, 5);
    RecommenderOptions options = TinyRecommenders.options().withDropout(0.4, 3);
    try (RecommenderPolicy policy = policy(config, options);
        RecommenderPolicy other = policy.trainableCopy(options.withDropout(0.4, 4))) {
      float[] first = scores(policy, batch);
      assertThat(scores(policy, batch)).containsExactly(first);
      assertThat(scores(other, batch)).isNotEqualTo(first);
      assertThat(logProbs(policy, batch))
          .isNotEqualTo(first)
          .containsExactly(logProbs(other, batch));
    }
  }

  private static float[] scores(Policy policy, SequenceBatch batch) {
    try (ScoredBatch scored = policy.score(batch)) {
      return scored.tokenLogProbs().toFloatArray();
    }
  }

  @ParameterizedTest
  @MethodSource("configs")
  void holdsNothingBetweenUpdates(RecommenderConfig config) {
    SequenceBatch batch = TinyRecommenders.batch(9, 5);
    try (RecommenderPolicy policy = policy(config, TinyRecommenders.options().withDropout(0.1, 1));
        SampledSoftmaxPolicy sampled = policy.sampledSoftmax(5)) {
      Runnable update =
          () -> {
            for (Policy trained : List.of(policy, sampled)) {
              try (ScoredBatch scored = trained.score(batch)) {
                scored.backward(scored.tokenLogProbs().sum());
              }
            }
            policy.nextItems(batch);
            logProbs(policy, batch);
          };
      update.run();
      LiveArrays.assertConstant("a recommender's update", update);
    }
  }

  @Test
  void saysWhatIsMissing() {
    SequenceBatch timeless = SequenceBatch.of(List.of(TokenSequence.ofText(new long[] {1, 2, 3})));
    SequenceBatch unknown =
        TinyRecommenders.timed(
            SequenceBatch.of(List.of(TokenSequence.ofText(new long[] {1, 2, 17}))), 1);
    HstuConfig past = HstuConfig.of(TinyRecommenders.ITEMS, 8, 1, 1, 20);
    try (RecommenderPolicy policy = policy(past);
        RecommenderPolicy target = policy(past.withTime(TimeSignal.TARGET))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> policy.score(timeless))
          .withMessageContaining("timestamps");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> policy.score(unknown))
          .withMessageContaining("batch: expected token ids in [0, 17), got 17");
      SequenceBatch pastOnly =
          timeless.withSideInput(
              ItemInputs.TIMESTAMPS, SideInput.of(new long[] {1, 2, 3}, timeless.shape()));
      assertThat(logProbs(target, pastOnly)).hasSize(3);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> target.nextItems(pastOnly))
          .withMessageContaining("nextTimestamps");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> policy.decode(List.of(new long[] {1})))
          .withMessageContaining("timestamps");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> policy.withPrior(ItemPrior.table(new long[] {0}, new float[1][3])))
          .withMessageContaining("prior: expected 17 items, got 3");
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> policy.evaluateCandidates(pastOnly, new Candidates(new long[] {1}, 1, 1, 1)))
          .withMessageContaining("candidates");
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  policy.evaluateCandidates(
                      pastOnly, new Candidates(new long[] {0, 1, 17}, 1, 3, 1)))
          .withMessageContaining("candidates: expected ids in [0, 17), got 17");
    }
  }
}
