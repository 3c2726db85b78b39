package org.temper.models.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.tracker.Tracker;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.temper.api.DecodingSession;
import org.temper.api.NamedParameter;
import org.temper.api.ScoredBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenOutput;
import org.temper.api.TokenScores;
import org.temper.api.TokenSequence;
import org.temper.models.optimizer.AdamW;
import org.temper.models.optimizer.AdamWConfig;

class BlockPolicyTest {
  @AutoClose private final NDManager manager = NDManager.newBaseManager();
  private final Block block = TinyBlocks.perToken(manager);

  private static SequenceBatch batch() {
    return SequenceBatch.of(
        List.of(
            TokenSequence.of(new long[] {1, 2}, new long[] {3, 4, 5}),
            TokenSequence.ofText(new long[] {9, 9, 0})));
  }

  @Test
  void scoresAreTheLogSoftmaxOfTheBlocksLogits() {
    try (BlockPolicy policy = BlockPolicy.of(block, TinyBlocks.VOCABULARY, 64, Device.cpu());
        TokenScores scores = policy.evaluate(batch(), Set.of(TokenOutput.ENTROPY));
        DecodingSession session = policy.decode(List.of(new long[] {1, 2, 3}, new long[] {9}))) {
      NDArray logProbs = session.logits().logSoftmax(-1);
      assertThat(scores.tokenLogProbs().getFloat(0, 3))
          .isCloseTo(logProbs.getFloat(0, 4), within(1e-5f));
      assertThat(scores.tokenLogProbs().getFloat(1, 1))
          .isCloseTo(logProbs.getFloat(1, 9), within(1e-5f));
      assertThat(scores.tokenLogProbs().getFloat(0, 1)).isZero();
      assertThat(scores.entropies().getFloat(0, 2))
          .isBetween(0f, (float) Math.log(TinyBlocks.VOCABULARY));
    }
  }

  @Test
  void trainingRaisesTheLikelihoodAndLeavesAFrozenCopyAlone() {
    try (BlockPolicy policy = BlockPolicy.of(block, TinyBlocks.VOCABULARY, 64, Device.cpu());
        BlockPolicy frozen = policy.frozenCopy();
        AdamW optimizer = AdamW.of(policy.parameters(), AdamWConfig.of(Tracker.fixed(0.05f)))) {
      assertThat(policy.parameters().asList())
          .extracting(NamedParameter::decay)
          .containsExactly(
              NamedParameter.Decay.DECAYED,
              NamedParameter.Decay.EXEMPT,
              NamedParameter.Decay.DECAYED,
              NamedParameter.Decay.EXEMPT);
      float before = logLikelihood(frozen);
      assertThat(logLikelihood(policy)).isEqualTo(before);
      for (int i = 0; i < 20; i++) {
        try (ScoredBatch scored = policy.score(batch())) {
          scored.backward(scored.tokenLogProbs().sum().neg());
        }
        optimizer.step();
      }
      assertThat(logLikelihood(policy)).isGreaterThan(before + 3);
      assertThat(logLikelihood(frozen)).isEqualTo(before);
    }
  }

  private static float logLikelihood(BlockPolicy policy) {
    try (TokenScores scores = policy.evaluate(batch())) {
      return scores.tokenLogProbs().sum().getFloat();
    }
  }

  @Test
  void aBatchWithNothingToScoreIsZero() {
    SequenceBatch prompts =
        SequenceBatch.of(List.of(TokenSequence.of(new long[] {1, 2}, new long[0])));
    try (BlockPolicy policy = BlockPolicy.of(block, TinyBlocks.VOCABULARY, 64, Device.cpu());
        ScoredBatch scored = policy.score(prompts)) {
      scored.backward(scored.tokenLogProbs().sum());
      assertThat(scored.tokenLogProbs().toFloatArray()).containsOnly(0f);
    }
  }
}
