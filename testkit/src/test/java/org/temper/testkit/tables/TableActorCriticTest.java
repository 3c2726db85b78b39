package org.temper.testkit.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.temper.api.ScoredBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenOutput;
import org.temper.api.TokenScores;
import org.temper.api.TokenSequence;
import org.temper.testkit.DecodingLaws;
import org.temper.testkit.HostArrays;
import org.temper.testkit.PolicyLaws;
import org.temper.testkit.TrainingLaws;
import org.temper.testkit.ValueModelLaws;

class TableActorCriticTest {
  private static final Set<TokenOutput> VALUE = Set.of(TokenOutput.VALUE);
  private static final SequenceBatch BATCH =
      SequenceBatch.of(List.of(TokenSequence.of(new long[] {3}, new long[] {2, 0})));

  @AutoClose
  private final TableActorCritic policy =
      TableActorCritic.of(TablePolicy.random(4, 1), TableValueModel.of(1, 2, 4, 8));

  @Test
  void aLossOfBothGoesBackThroughBoth() {
    try (ScoredBatch scored = policy.score(BATCH, VALUE)) {
      assertThat(scored.values().toFloatArray()).containsExactly(0, 8, 4);
      scored.backward(scored.tokenLogProbs().sum().add(scored.values().sum()));
    }
    assertThat(HostArrays.gradient(policy.parameters().get("values").array()))
        .containsExactly(0, 0, 1, 1);
    assertThat(HostArrays.gradient(policy.parameters().get("logits").array()))
        .isNotEqualTo(new double[16]);
  }

  @Test
  void keepsTheLaws() {
    for (long seed = 0; seed < 10; seed++) {
      PolicyLaws.all(policy, 1e-6, seed);
      DecodingLaws.all(policy, 1e-6, seed);
      TrainingLaws.all(policy, 1e-6, seed);
      ValueModelLaws.allOfPolicy(policy, 1e-6, seed);
    }
  }

  @Test
  void aFrozenCopyKeepsItsValues() {
    try (TableActorCritic frozen = policy.frozenCopy()) {
      policy.parameters().get("values").array().addi(1);
      try (TokenScores scores = frozen.evaluate(BATCH, VALUE)) {
        assertThat(scores.values().toFloatArray()).containsExactly(0, 8, 4);
      }
      assertThat(frozen.parameters().size()).isZero();
    }
  }

  @Test
  void valuesHaveToBeAskedForAndBeThere() {
    try (ScoredBatch scored = policy.score(BATCH)) {
      assertThatIllegalStateException().isThrownBy(scored::values);
    }
    try (TablePolicy plain = TablePolicy.uniform(4)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> plain.score(BATCH, VALUE))
          .withMessage("outputs: expected no VALUE of a policy without a value head, got [VALUE]");
      assertThatIllegalArgumentException().isThrownBy(() -> plain.evaluate(BATCH, VALUE));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> TableActorCritic.of(TablePolicy.uniform(4), TableValueModel.of(1, 2)).close())
        .withMessage("values: expected 4, one for each token, got 2");
  }
}
