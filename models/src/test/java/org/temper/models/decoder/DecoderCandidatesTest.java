package org.temper.models.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.temper.api.NamedParameter;
import org.temper.api.ScoredBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenScores;
import org.temper.api.TokenSequence;
import org.temper.api.items.CandidateScores;
import org.temper.api.items.Candidates;
import org.temper.api.items.ScoredCandidates;
import org.temper.testkit.LiveArrays;

class DecoderCandidatesTest {
  private static final long[] PROMPT = {3, 9, 1, 20};
  private static final long[] OPTIONS = {5, 7, 36};

  static List<DecoderConfig> configs() {
    return TinyDecoders.all();
  }

  private static SequenceBatch rows(long... last) {
    return SequenceBatch.of(
        Arrays.stream(last)
            .mapToObj(token -> TokenSequence.of(PROMPT, new long[] {token}))
            .toList());
  }

  private static Candidates options(SequenceBatch batch) {
    long[] ids = new long[batch.rows() * batch.columns() * OPTIONS.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = OPTIONS[i % OPTIONS.length];
    }
    return new Candidates(ids, batch.rows(), batch.columns(), OPTIONS.length);
  }

  @ParameterizedTest
  @MethodSource("configs")
  void candidatesScoreAsEachWouldInTheirPosition(DecoderConfig config) {
    try (DecoderPolicy policy = TinyDecoders.policy(config)) {
      SequenceBatch one = rows(0);
      SequenceBatch each = rows(OPTIONS);
      try (CandidateScores together = policy.evaluateCandidates(one, options(one));
          TokenScores apart = policy.evaluate(each)) {
        float[] logProbs = together.logProbs().toFloatArray();
        float[] expected = apart.tokenLogProbs().toFloatArray();
        for (int option = 0; option < OPTIONS.length; option++) {
          assertThat(logProbs[PROMPT.length * OPTIONS.length + option])
              .isCloseTo(expected[(option + 1) * (PROMPT.length + 1) - 1], within(1e-5f));
        }
        // Nothing is scored in the prompt.
        assertThat(Arrays.copyOf(logProbs, PROMPT.length * OPTIONS.length)).containsOnly(0);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("configs")
  void gradientsAreTheSumOfWhatEachWouldGive(DecoderConfig config) {
    try (DecoderPolicy together = TinyDecoders.policy(config);
        DecoderPolicy apart = TinyDecoders.policy(config)) {
      SequenceBatch one = rows(0);
      try (ScoredCandidates scored = together.scoreCandidates(one, options(one))) {
        scored.backward(scored.logProbs().square().sum());
      }
      try (ScoredBatch scored = apart.score(rows(OPTIONS))) {
        scored.backward(scored.tokenLogProbs().square().sum());
      }
      for (NamedParameter parameter : together.parameters()) {
        try (NDArray gradient = parameter.array().getGradient();
            NDArray expected = apart.parameters().get(parameter.name()).array().getGradient()) {
          assertThat(gradient.toFloatArray())
              .as(parameter.name())
              .containsExactly(expected.toFloatArray(), within(2e-3f));
        }
      }
    }
  }

  @Test
  void arraysAreNotLeftBehindAndIdsAreChecked() {
    try (DecoderPolicy policy = TinyDecoders.policy(TinyDecoders.llama())) {
      SequenceBatch batch = rows(1, 2);
      LiveArrays.assertConstant(
          "candidates",
          () -> {
            try (ScoredCandidates scored = policy.scoreCandidates(batch, options(batch))) {
              scored.backward(scored.logProbs().get(new NDIndex(":, :, 1")).sum());
            }
          });
      assertThatIllegalArgumentException()
          .isThrownBy(() -> policy.evaluateCandidates(rows(1), options(batch)))
          .withMessage("candidates: expected [1, 5, C] as the batch, got [2, 5, 3]");
      Candidates outside = new Candidates(new long[] {0, 0, 0, 0, 99}, 1, 5, 1);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> policy.evaluateCandidates(rows(1), outside))
          .withMessage("candidates: expected ids in [0, 37), got 99");
    }
  }
}
