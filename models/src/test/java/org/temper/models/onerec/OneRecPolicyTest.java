package org.temper.models.onerec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.training.tracker.Tracker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.temper.api.DecodingSession;
import org.temper.api.Optimizer;
import org.temper.api.ScoredBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenScores;
import org.temper.api.TokenSequence;
import org.temper.api.items.CandidateScores;
import org.temper.api.items.Candidates;
import org.temper.models.kernel.GradientMode;
import org.temper.models.optimizer.AdamW;
import org.temper.models.optimizer.AdamWConfig;
import org.temper.models.scoring.TokenLayout;
import org.temper.testkit.DecodingLaws;
import org.temper.testkit.LiveArrays;
import org.temper.testkit.PolicyLaws;
import org.temper.testkit.TrainingLaws;

class OneRecPolicyTest {
  private static final long[] HISTORY = {5, 9, 3, 3, 7};
  private static final long[] SESSION = {4, 10, 1, 6};

  static List<OneRecConfig> configs() {
    return TinyNetworks.all();
  }

  private static OneRecPolicy policy(OneRecConfig config) {
    return OneRecPolicy.random(config, 11, Device.cpu());
  }

  /** A history, the begin token, and what comes after it, which alone is scored. */
  private static TokenSequence sequence(long[] history, long... session) {
    return TokenSequence.of(
        LongStream.concat(Arrays.stream(history), LongStream.of(TinyNetworks.BEGIN)).toArray(),
        session);
  }

  @ParameterizedTest
  @MethodSource("configs")
  void theyKeepThePoliciesLaws(OneRecConfig config) {
    try (OneRecPolicy policy = policy(config)) {
      for (long seed = 1; seed <= 3; seed++) {
        PolicyLaws.all(policy, 1e-4, seed);
        DecodingLaws.all(policy, 1e-4, seed);
        TrainingLaws.all(policy, 1e-4, seed);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("smooth")
  void gradientsAreThoseOfTheLoss(OneRecConfig config) {
    try (OneRecPolicy policy = policy(config)) {
      spread(policy);
      TrainingLaws.gradientsMatchFiniteDifferences(policy, 1e-3, 1e-2, 1);
    }
  }

  /** All experts see all tokens: which are chosen is no smooth matter. */
  static List<OneRecConfig> smooth() {
    return List.of(
        new EncoderDecoderConfig(11, TinyNetworks.BEGIN, 8, 12, 2, 1, 2, 2, 2, 16, 16),
        TinyNetworks.lazyDecoder(),
        TinyNetworks.laziestDecoder());
  }

  @ParameterizedTest
  @MethodSource("configs")
  void theyAreTheirEquations(OneRecConfig config) {
    try (OneRecPolicy policy = policy(config)) {
      spread(policy);
      PlainNetwork plain = new PlainNetwork(config, policy.weights());
      SequenceBatch batch =
          SequenceBatch.of(List.of(sequence(new long[] {2}, 8), sequence(HISTORY, SESSION)));
      try (TokenScores scores = policy.evaluate(batch)) {
        float[] found = scores.tokenLogProbs().toFloatArray();
        assertThat((double) found[2])
            .isCloseTo(plain.after(new long[] {2}, new long[0])[8], within(1e-5));
        for (int i = 0; i < SESSION.length; i++) {
          double expected = plain.after(HISTORY, Arrays.copyOf(SESSION, i))[(int) SESSION[i]];
          assertThat((double) found[batch.columns() + HISTORY.length + 1 + i])
              .isCloseTo(expected, within(1e-5));
        }
      }
    }
  }

  /** Gives weights a size at which nothing is nearly alike, and biases that decide. */
  private static void spread(OneRecPolicy policy) {
    Random random = new Random(3);
    policy
        .weights()
        .forEach(
            (name, array) -> {
              float[] values = array.toFloatArray();
              for (int i = 0; i < values.length; i++) {
                values[i] += (float) (0.3 * random.nextGaussian());
              }
              try (NDArray more = array.getManager().create(values, array.getShape())) {
                more.copyTo(array);
              }
            });
  }

  @ParameterizedTest
  @MethodSource("configs")
  void candidatesHaveTheProbabilitiesOfTokens(OneRecConfig config) {
    try (OneRecPolicy policy = policy(config)) {
      SequenceBatch batch = SequenceBatch.of(List.of(sequence(HISTORY, 4)));
      int size = config.vocabularySize();
      long[] all = new long[batch.columns() * size];
      Arrays.setAll(all, i -> i % size);
      try (CandidateScores scores =
          policy.evaluateCandidates(batch, new Candidates(all, 1, batch.columns(), size))) {
        float[] found = scores.logProbs().toFloatArray();
        double sum =
            IntStream.range(found.length - size, found.length)
                .mapToDouble(i -> Math.exp(found[i]))
                .sum();
        assertThat(sum).isCloseTo(1, within(1e-5));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("configs")
  void manyBeamsOfFewHistoriesAreDecodedAsEachAlone(OneRecConfig config) {
    List<long[]> prompts =
        List.of(new long[] {5, 9, TinyNetworks.BEGIN}, new long[] {3, TinyNetworks.BEGIN});
    try (OneRecPolicy policy = policy(config);
        DecodingSession beams = policy.decode(prompts)) {
      spread(policy);
      beams.logits();
      beams.select(1, 0, 1, 1);
      beams.advance(2, 3, 4, 5);
      beams.logits();
      beams.select(3, 1, 0);
      beams.advance(6, 7, 8);
      NDArray found = beams.logits();
      long[][] alone = {{3, 1, 5, 6}, {5, 9, 1, 3, 7}, {3, 1, 2, 8}};
      for (int row = 0; row < alone.length; row++) {
        try (DecodingSession one = policy.decode(List.of(alone[row]))) {
          assertThat(found.get(row).toFloatArray())
              .containsExactly(one.logits().get(0).toFloatArray(), within(1e-5f));
        }
      }
    }
  }

  @Test
  void biasesBalanceTheExperts() {
    EncoderDecoderConfig config = new EncoderDecoderConfig(64, 0, 16, 16, 2, 1, 1, 8, 2, 8, 4);
    Random random = new Random(5);
    List<TokenSequence> sequences = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      long[] session = random.longs(4, 1, 64).toArray();
      sequences.add(TokenSequence.of(new long[] {1 + random.nextInt(63), 0}, session));
    }
    SequenceBatch batch = SequenceBatch.of(sequences);
    try (OneRecPolicy policy = OneRecPolicy.random(config, 4, Device.cpu());
        Optimizer adam = AdamW.of(policy.parameters(), AdamWConfig.of(Tracker.fixed(0.003f)))) {
      String bias = "decoder.layers.0.experts.bias";
      policy.weights().get(bias).set(new NDIndex(0), 0.2);
      double all = 8.0 / 2 - 1;
      assertThat(imbalance(policy, batch)).isEqualTo(all);
      for (int update = 0; update < 100; update++) {
        try (ScoredBatch scores = policy.score(batch)) {
          scores.backward(scores.tokenLogProbs().sum().div(-256f));
        }
        adam.step();
        adam.zeroGradients();
      }
      assertThat(policy.weights().get(bias).toFloatArray()).doesNotContain(0f);
      assertThat(imbalance(policy, batch)).isLessThan(all / 3);
    }
  }

  /** The largest load of an expert above the mean of all, in means. */
  private static double imbalance(OneRecPolicy policy, SequenceBatch batch) {
    try (NDManager scope = NDManager.newBaseManager();
        GradientMode recording = GradientMode.recording();
        OneRecNetwork network =
            OneRecNetwork.create(
                scope,
                policy.config(),
                policy.weights().entrySet().stream()
                    .collect(
                        Collectors.toMap(
                            Map.Entry::getKey,
                            entry -> {
                              NDArray copy = entry.getValue().duplicate();
                              copy.attach(scope);
                              return copy;
                            })),
                Device.cpu())) {
      network.weights().train();
      long[] loads =
          network.recorded(scope, batch, TokenLayout.of(batch, 64, 13)).loads().toLongArray();
      double mean = Arrays.stream(loads).average().orElseThrow();
      return Arrays.stream(loads).max().orElseThrow() / mean - 1;
    }
  }

  @ParameterizedTest
  @MethodSource("configs")
  void nothingIsLeftBehind(OneRecConfig config) {
    SequenceBatch batch = SequenceBatch.of(List.of(sequence(HISTORY, SESSION)));
    try (OneRecPolicy policy = policy(config)) {
      LiveArrays.assertConstant("evaluate", () -> policy.evaluate(batch).close());
      LiveArrays.assertConstant(
          "score",
          () -> {
            try (ScoredBatch scores = policy.score(batch)) {
              scores.backward(scores.tokenLogProbs().sum());
            }
          });
      LiveArrays.assertConstant(
          "decode",
          () -> {
            try (DecodingSession session =
                policy.decode(List.of(new long[] {5, TinyNetworks.BEGIN}))) {
              for (int i = 0; i < 12; i++) {
                session.logits();
                session.select(0, 0);
                session.advance(2, 3);
                session.select(1);
              }
            }
          });
    }
  }

  @Test
  void messagesSayWhatIsTooLong() {
    try (OneRecPolicy policy = policy(TinyNetworks.lazyDecoder())) {
      long[] long17 = LongStream.range(0, 17).map(i -> 2).toArray();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> policy.evaluate(SequenceBatch.of(List.of(sequence(long17, 3)))))
          .withMessage("history: expected at most 16 tokens before the begin token, got 17");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> policy.evaluate(SequenceBatch.of(List.of(sequence(HISTORY, long17)))))
          .withMessage("sequence: expected at most 16 tokens after the begin token, got 17");
      try (DecodingSession session = policy.decode(List.of(new long[] {TinyNetworks.BEGIN}))) {
        session.append(0, LongStream.range(0, 16).map(i -> 2).toArray());
        assertThatIllegalArgumentException()
            .isThrownBy(() -> session.advance(3))
            .withMessage("sequence: expected at most 16 tokens after the begin token, got 17");
        assertThat(session.length(0)).isEqualTo(17);
      }
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LazyDecoderConfig(11, 11, 1, 8, 12, 2, 2, 1, 1, 1, 16, 16))
        .withMessage("beginToken: expected an id in [0, 11), got 11");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LazyDecoderConfig(11, 1, 1, 8, 12, 2, 2, 1, 3, 1, 16, 16))
        .withMessage("contextLayers: expected 1 to 2, got 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EncoderDecoderConfig(11, 1, 8, 12, 2, 1, 1, 4, 5, 16, 16))
        .withMessage("activeExperts: expected 1 to 4, got 5");
  }
}
