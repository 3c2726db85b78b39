package org.temper.models.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import com.google.common.primitives.Doubles;
import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.temper.api.DecodingSession;
import org.temper.api.NamedParameter;
import org.temper.api.Policy;
import org.temper.api.ScoredBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenOutput;
import org.temper.api.TokenScores;
import org.temper.api.TokenSequence;
import org.temper.api.items.CandidatePolicy;
import org.temper.api.items.Candidates;
import org.temper.api.items.ScoredCandidates;
import org.temper.api.semantic.Continuations;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderConfig.Feature;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.decoder.DecoderPolicy;
import org.temper.models.decoder.RotaryConfig;
import org.temper.models.onerec.EncoderDecoderConfig;
import org.temper.models.onerec.LazyDecoderConfig;
import org.temper.models.onerec.OneRecPolicy;
import org.temper.testkit.DecodingLaws;
import org.temper.testkit.HostArrays;
import org.temper.testkit.PolicyLaws;

/** Policies among the tokens that may come next. */
class LegalLogitsTest {
  private static final int VOCABULARY = 11;
  private static final int BEGIN = 2;
  private static final int CHOICES = 4;

  /** The four tokens that are one to four more than the last one, around the vocabulary's end. */
  private static final Continuations NEXT =
      tokens -> ImmutableLongArray.copyOf(choices(tokens.get(tokens.length() - 1)));

  private static LongStream choices(long last) {
    return LongStream.rangeClosed(1, CHOICES).map(more -> (last + more) % VOCABULARY).sorted();
  }

  /** A policy of random weights, before and after it was told what may come next. */
  record Subject(CandidatePolicy all, CandidatePolicy legal) implements AutoCloseable {
    @Override
    public void close() {
      legal.close();
    }

    @Override
    public String toString() {
      return all.getClass().getSimpleName();
    }
  }

  static Stream<Subject> subjects() {
    DecoderConfig decoder =
        new DecoderConfig(
            VOCABULARY,
            8,
            12,
            2,
            2,
            2,
            4,
            33,
            1e-5,
            RotaryConfig.of(10_000),
            Set.of(Feature.TIED_HEAD));
    DecoderPolicy llama = DecoderPolicy.random(decoder, 7, DecoderOptions.defaults());
    OneRecPolicy both =
        OneRecPolicy.random(
            new EncoderDecoderConfig(VOCABULARY, BEGIN, 8, 12, 2, 2, 1, 2, 2, 16, 16),
            7,
            Device.cpu());
    OneRecPolicy lazy =
        OneRecPolicy.random(
            new LazyDecoderConfig(VOCABULARY, BEGIN, 2, 8, 12, 2, 2, 1, 1, 2, 16, 16),
            7,
            Device.cpu());
    return Stream.of(
        new Subject(llama, llama.withContinuations(NEXT)),
        new Subject(both, both.withContinuations(NEXT)),
        new Subject(lazy, lazy.withContinuations(NEXT)));
  }

  /** Sequences whose scored tokens may all come where they stand. */
  private static SequenceBatch legalBatch() {
    return SequenceBatch.of(
        List.of(
            TokenSequence.of(new long[] {5, 9, 3, 3, BEGIN}, new long[] {4, 8, 1, 5}),
            TokenSequence.of(new long[] {7, BEGIN}, new long[] {3, 7})));
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void theyKeepThePoliciesLaws(Subject subject) {
    try (subject) {
      for (long seed = 0; seed < 3; seed++) {
        PolicyLaws.all(subject.legal(), 1e-4, seed);
        DecodingLaws.all(subject.legal(), 1e-4, seed);
        try (Policy copy = subject.legal().frozenCopy()) {
          PolicyLaws.scoreEqualsEvaluate(subject.legal(), 1e-4, seed);
          assertThat(evaluated(copy)).containsExactly(evaluated(subject.legal()), within(1e-5f));
        }
      }
    }
  }

  private static float[] evaluated(Policy policy) {
    try (TokenScores scores = policy.evaluate(legalBatch())) {
      return scores.tokenLogProbs().toFloatArray();
    }
  }

  /** log p(token) − log Σ p(may come next), of the policy that was told nothing. */
  private static NDArray shares(ScoredCandidates scored) {
    NDArray logProbs = scored.logProbs();
    NDArray rest = logProbs.get(":, :, 1:");
    return logProbs.get(":, :, 0").sub(rest.exp().sum(new int[] {2}).log());
  }

  /** Each token and after it those that might have come. */
  private static Candidates candidates(SequenceBatch batch) {
    long[] ids = new long[batch.rows() * batch.columns() * (1 + CHOICES)];
    for (int row = 0; row < batch.rows(); row++) {
      for (int column = 1; column < batch.columns(); column++) {
        int cell = (row * batch.columns() + column) * (1 + CHOICES);
        ids[cell] = batch.token(row, column);
        long[] choices = choices(batch.token(row, column - 1)).toArray();
        System.arraycopy(choices, 0, ids, cell + 1, CHOICES);
      }
    }
    return new Candidates(ids, batch.rows(), batch.columns(), 1 + CHOICES);
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void scoresAndGradientsAreOfSharesAmongTheLegal(Subject subject) {
    SequenceBatch batch = legalBatch();
    try (subject) {
      float[] logProbs;
      try (ScoredBatch scored = subject.legal().score(batch, Set.of(TokenOutput.ENTROPY))) {
        logProbs = scored.tokenLogProbs().toFloatArray();
        assertThat(Doubles.asList(HostArrays.doubles(scored.entropies())))
            .allMatch(entropy -> entropy >= 0 && entropy <= Math.log(CHOICES) + 1e-5);
        scored.backward(scored.tokenLogProbs().square().sum());
      }
      List<float[]> gradients = gradients(subject.legal());
      try (ScoredCandidates scored = subject.all().scoreCandidates(batch, candidates(batch))) {
        NDArray shares = shares(scored).mul(scored.completionMask());
        assertThat(logProbs).containsExactly(shares.toFloatArray(), within(1e-5f));
        scored.backward(shares.square().sum());
      }
      List<float[]> expected = gradients(subject.all());
      for (int i = 0; i < expected.size(); i++) {
        assertThat(gradients.get(i)).containsExactly(expected.get(i), within(1e-4f));
      }
    }
  }

  private static List<float[]> gradients(Policy policy) {
    List<float[]> gradients = new ArrayList<>();
    for (NamedParameter parameter : policy.parameters()) {
      gradients.add(takenGradient(parameter));
    }
    return gradients;
  }

  /** A parameter's gradient, which is then zero. */
  private static float[] takenGradient(NamedParameter parameter) {
    try (NDArray gradient = parameter.array().getGradient()) {
      float[] taken = gradient.toFloatArray();
      gradient.muli(0);
      return taken;
    }
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void sessionsOfferTheLegalAlone(Subject subject) {
    try (subject;
        DecodingSession session =
            subject.legal().decode(List.of(new long[] {BEGIN, 4}, new long[] {BEGIN, 9}))) {
      assertLegal(session.logits(), 4, 9);
      session.advance(6, 10);
      session.select(1, 0, 1);
      session.append(2, 3, 7);
      assertLegal(session.logits(), 10, 6, 7);
      session.finish(0);
      assertLegal(session.logits(), 6, 7);
      session.begin(0, BEGIN, 8);
      assertLegal(session.logits(), 8, 6, 7);
    }
  }

  private static void assertLegal(NDArray logits, long... last) {
    float[] all = logits.toFloatArray();
    for (int row = 0; row < last.length; row++) {
      float[] those = Arrays.copyOfRange(all, row * VOCABULARY, (row + 1) * VOCABULARY);
      long[] offered =
          LongStream.range(0, VOCABULARY).filter(token -> those[(int) token] > -1e9f).toArray();
      assertThat(offered).containsExactly(choices(last[row]).toArray());
    }
  }
}
