package org.temper.models.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.Device;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.temper.api.DecodingSession;
import org.temper.api.ParameterSet;
import org.temper.api.Policy;
import org.temper.api.ScoredBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenOutput;
import org.temper.api.TokenScores;
import org.temper.api.TokenSequence;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderConfig.Feature;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.decoder.DecoderPolicy;
import org.temper.models.decoder.RotaryConfig;
import org.temper.models.onerec.EncoderDecoderConfig;
import org.temper.models.onerec.LazyDecoderConfig;
import org.temper.models.onerec.OneRecPolicy;
import org.temper.testkit.TrainingLaws;

class DropoutPolicyTest {
  private static final int BEGIN = 2;
  private static final double SHARE = 0.3;

  static Stream<Subject> subjects() {
    DecoderConfig decoder =
        new DecoderConfig(
            11, 8, 12, 2, 2, 2, 4, 33, 1e-5, RotaryConfig.of(10_000), Set.of(Feature.TIED_HEAD));
    DecoderPolicy llama = DecoderPolicy.random(decoder, 7, DecoderOptions.defaults());
    OneRecPolicy both =
        OneRecPolicy.random(
            new EncoderDecoderConfig(11, BEGIN, 8, 12, 2, 2, 1, 2, 2, 16, 16), 7, Device.cpu());
    OneRecPolicy lazy =
        OneRecPolicy.random(
            new LazyDecoderConfig(11, BEGIN, 2, 8, 12, 2, 2, 1, 1, 2, 16, 16), 7, Device.cpu());
    return Stream.of(
        new Subject(llama, llama::withDropout),
        new Subject(both, both::withDropout),
        new Subject(lazy, lazy::withDropout));
  }

  /** A policy and how a view of it is made; closed after its test. */
  record Subject(Policy policy, View view) implements AutoCloseable {
    interface View {
      DropoutPolicy of(double share, long seed);
    }

    @Override
    public void close() {
      policy.close();
    }

    @Override
    public String toString() {
      return policy.getClass().getSimpleName();
    }
  }

  private static SequenceBatch batch(long last) {
    return SequenceBatch.of(
        List.of(
            TokenSequence.of(new long[] {5, 9, 3, 3, BEGIN}, new long[] {4, 10, 1, last}),
            TokenSequence.of(new long[] {7, BEGIN}, new long[] {8, 8})));
  }

  private static float[] scores(Policy policy, SequenceBatch batch) {
    try (ScoredBatch scored = policy.score(batch)) {
      return scored.tokenLogProbs().toFloatArray();
    }
  }

  private static float[] evaluated(Policy policy, SequenceBatch batch) {
    try (TokenScores scores = policy.evaluate(batch)) {
      return scores.tokenLogProbs().toFloatArray();
    }
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void gradientsAreThoseOfWhatWasNotDropped(Subject subject) {
    try (DropoutPolicy view = subject.view().of(SHARE, 3)) {
      TrainingLaws.gradientsMatchFiniteDifferences(new AsTrained(view), 1e-3, 1e-2, 1);
    }
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void dropsByTheSeedAndTheBatchAndOnlyWhereItIsTrained(Subject subject) {
    SequenceBatch batch = batch(6);
    try (DropoutPolicy view = subject.view().of(SHARE, 3);
        DropoutPolicy other = subject.view().of(SHARE, 4)) {
      float[] plain = scores(subject.policy(), batch);
      assertThat(scores(view, batch)).isNotEqualTo(plain).containsExactly(scores(view, batch));
      assertThat(scores(other, batch)).isNotEqualTo(scores(view, batch));
      // The last token is read by none, so that only what is dropped makes a difference.
      assertThat(scores(view, batch(7))[5]).isNotEqualTo(scores(view, batch)[5]);
      assertThat(evaluated(view, batch)).containsExactly(evaluated(subject.policy(), batch));
      assertThat(view.parameters()).isSameAs(subject.policy().parameters());
    }
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void ofNothingDroppedItIsThePolicy(Subject subject) {
    try (DropoutPolicy view = subject.view().of(0, 3)) {
      assertThat(scores(view, batch(6))).containsExactly(scores(subject.policy(), batch(6)));
    }
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void aShareOfAllIsRefused(Subject subject) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> subject.view().of(1, 3))
        .withMessage("dropout: expected a share in [0, 1), got 1.0");
  }

  /** A view whose evaluation drops what its training does, which finite differences need. */
  private record AsTrained(Policy view) implements Policy {
    @Override
    public ParameterSet parameters() {
      return view.parameters();
    }

    @Override
    public long vocabularySize() {
      return view.vocabularySize();
    }

    @Override
    public int maxLength() {
      return view.maxLength();
    }

    @Override
    public ScoredBatch score(SequenceBatch batch, Set<TokenOutput> outputs) {
      return view.score(batch, outputs);
    }

    @Override
    public TokenScores evaluate(SequenceBatch batch, Set<TokenOutput> outputs) {
      return view.score(batch, outputs);
    }

    @Override
    public DecodingSession decode(SequenceBatch prompts) {
      return view.decode(prompts);
    }

    @Override
    public Policy frozenCopy() {
      return view.frozenCopy();
    }

    @Override
    public void close() {}
  }
}
