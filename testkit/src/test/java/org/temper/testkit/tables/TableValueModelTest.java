package org.temper.testkit.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.temper.api.ParameterSet;
import org.temper.api.ScoredBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;
import org.temper.api.ValueModel;
import org.temper.testkit.HostArrays;
import org.temper.testkit.ValueModelLaws;

class TableValueModelTest {
  @AutoClose private final TableValueModel model = TableValueModel.of(1, 2, 4, 8);

  @Test
  void theValueAtATokenIsThatOfTheTokenBefore() {
    SequenceBatch batch =
        SequenceBatch.of(
            List.of(
                TokenSequence.of(new long[] {3}, new long[] {2, 0}),
                TokenSequence.of(new long[] {1, 2}, new long[0])));
    try (ValueModel.ValuedBatch valued = model.estimate(batch)) {
      assertThat(valued.values().toFloatArray()).containsExactly(0, 8, 4, 0, 0, 0);
      valued.backward(valued.values().sum());
    }
    // each table entry that was looked up once
    assertThat(HostArrays.gradient(model.parameters().get("values").array()))
        .containsExactly(0, 0, 1, 1);
  }

  @Test
  void keepsTheLaws() {
    for (long seed = 0; seed < 10; seed++) {
      ValueModelLaws.all(model, 4, 1e-6, seed);
    }
  }

  @Test
  void recordsBesideAPolicy() {
    SequenceBatch batch = SequenceBatch.of(List.of(TokenSequence.ofText(new long[] {0, 1, 2})));
    try (TablePolicy policy = TablePolicy.random(4, 1);
        ScoredBatch scored = policy.score(batch);
        ValueModel.ValuedBatch valued = model.estimate(batch)) {
      scored.backward(scored.tokenLogProbs().sum());
      valued.backward(valued.values().sum());
      assertThat(HostArrays.gradient(policy.parameters().get("logits").array()))
          .isNotEqualTo(new double[16]);
    }
    assertThat(HostArrays.gradient(model.parameters().get("values").array()))
        .containsExactly(1, 1, 0, 0);
  }

  @Test
  void causalityCatchesAModelThatValuesTheTokenItself() {
    ValueModel late = altered((batch, manager) -> batch.tokens(manager));
    assertThatThrownBy(() -> ValueModelLaws.valuesDependOnEarlierTokensAlone(late, 4, 1e-6, 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("value at token 1 after changing token 1");
  }

  /** A model with other values. */
  private ValueModel altered(BiFunction<SequenceBatch, NDManager, NDArray> values) {
    return new ValueModel() {
      @Override
      public ParameterSet parameters() {
        return model.parameters();
      }

      @Override
      public ValuedBatch estimate(SequenceBatch batch) {
        ValuedBatch valued = model.estimate(batch);
        NDArray other = values.apply(batch, valued.manager()).toType(DataType.FLOAT32, true);
        return new ValuedBatch() {
          @Override
          public NDArray values() {
            return other;
          }

          @Override
          public NDManager manager() {
            return valued.manager();
          }

          @Override
          public void backward(NDArray loss) {
            valued.backward(loss);
          }

          @Override
          public void close() {
            valued.close();
          }
        };
      }

      @Override
      public float[] values(SequenceBatch batch) {
        try (ValuedBatch valued = estimate(batch)) {
          return valued.values().toFloatArray();
        }
      }

      @Override
      public void close() {
        model.close();
      }
    };
  }
}
