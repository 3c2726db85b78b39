package org.temper.testkit.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;
import org.temper.api.TrainableRewardModel.ScoredSequences;
import org.temper.testkit.HostArrays;
import org.temper.testkit.RewardLaws;

class TableRewardModelTest {
  @AutoClose private final TableRewardModel model = TableRewardModel.of(1, 2, 4, 8);

  @Test
  void theRewardIsTheSumOverAllTokens() {
    SequenceBatch batch =
        SequenceBatch.of(
            List.of(
                TokenSequence.of(new long[] {3}, new long[] {2, 2}),
                TokenSequence.of(new long[] {1}, new long[0])));
    assertThat(model.rewards(batch)).containsExactly(16, 2);
    try (ScoredSequences scored = model.score(batch)) {
      scored.backward(scored.rewards().sum());
    }
    assertThat(HostArrays.gradient(model.parameters().get("rewards").array()))
        .containsExactly(0, 1, 2, 1);
  }

  @Test
  void keepsTheLaws() {
    for (long seed = 0; seed < 10; seed++) {
      RewardLaws.rewardsDependOnTheRowAlone(model, 4, 1e-6, seed);
      RewardLaws.scoringTrains(model, 4, 1e-6, seed);
      RewardLaws.evaluatingRecordsAndDropsNothing(model, 4, 0, seed);
    }
  }

  @Test
  void badInputIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> TableRewardModel.of().close());
    SequenceBatch batch = SequenceBatch.of(List.of(TokenSequence.ofText(new long[] {0, 4})));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> model.rewards(batch))
        .withMessage("batch: expected ids from 0 to 3, got 4 in row 0 column 1");
  }
}
