package org.temper.samplers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.Longs;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.temper.api.rollouts.Ending;
import org.temper.testkit.LetterCodec;

class ContinuationTest {
  @AutoClose private final TinyPolicy policy = new TinyPolicy(29, 24, 3);
  private final LetterCodec codec = new LetterCodec();

  @Test
  void aTurnIsWhatTheSamplerGivesAndIsToldTokenByToken() {
    SamplingConfig config =
        SamplingConfig.defaults().withMaxNewTokens(6).withTemperature(0.8).withTopK(9);
    long[] prompt = {1, 2, 3};
    List<Long> told = new ArrayList<>();
    try (Continuation sequence = Continuation.open(policy, codec, config, prompt, 7)) {
      Continuation.Turn turn = sequence.write(told::add);
      assertThat(Longs.concat(prompt, turn.tokens().toArray()))
          .isEqualTo(
              Sampler.of(policy, codec, config)
                  .sample(List.of(prompt), 7)
                  .get(0)
                  .tokens()
                  .toArray())
          .isEqualTo(sequence.tokens());
      assertThat(told).isEqualTo(turn.tokens().asList());
    }
  }

  @Test
  void aLaterTurnIsWhatTheWholeIsAnsweredWith() {
    SamplingConfig config =
        SamplingConfig.greedy(4).withRepetitionPenalty(1.3).withStopTokens(codec.endTokens());
    try (Continuation sequence =
        Continuation.open(policy, codec, config, new long[] {1, 2, 3}, 1)) {
      sequence.write(token -> {});
      sequence.append(9, 8);
      long[] before = sequence.tokens();
      Continuation.Turn turn = sequence.write(token -> {});
      assertThat(turn.tokens().asList()).isNotEmpty();
      assertThat(Longs.concat(before, turn.tokens().toArray()))
          .isEqualTo(
              Sampler.of(policy, codec, config)
                  .sample(List.of(before), 1)
                  .get(0)
                  .tokens()
                  .toArray());
    }
  }

  @Test
  void whereNothingFitsNothingIsWritten() {
    SamplingConfig config = SamplingConfig.greedy(100).withStopTokens(List.of());
    try (Continuation sequence = Continuation.open(policy, codec, config, new long[] {1}, 1)) {
      Continuation.Turn turn = sequence.write(token -> {});
      assertThat(turn.ending()).isEqualTo(Ending.truncated(Ending.LENGTH));
      assertThat(sequence.room()).isZero();
      assertThat(sequence.write(token -> {}).tokens().isEmpty()).isTrue();
      assertThatThrownBy(() -> sequence.append(1))
          .hasMessage("others: expected fewer than 0 tokens, got 1");
    }
    assertThatThrownBy(() -> Continuation.open(policy, codec, config, new long[0], 1))
        .hasMessage("prompt: expected from 1 to 23 tokens, got 0");
  }
}
