package org.temper.models.recommender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.temper.api.NamedParameter;
import org.temper.api.SequenceBatch;
import org.temper.api.SideInput;
import org.temper.api.TokenSequence;
import org.temper.api.items.Candidates;
import org.temper.api.items.FeedbackModel.ScoredFeedback;
import org.temper.api.items.ItemInputs;
import org.temper.testkit.LiveArrays;

class RecommenderFeedbackModelTest {
  private static final int VALUES = 2;

  static List<RecommenderConfig> configs() {
    return TinyRecommenders.all();
  }

  private static RecommenderFeedbackModel model(RecommenderConfig config) {
    try (NDManager manager = TinyRecommenders.newManager()) {
      return RecommenderFeedbackModel.create(
          config,
          VALUES,
          TinyRecommenders.weights(
              manager, RecommenderFeedbackModel.parameterShapes(config, VALUES)),
          TinyRecommenders.options());
    }
  }

  private static NDArray loss(ScoredFeedback scored) {
    return scored
        .tokenLogProbs()
        .sum()
        .add(scored.feedback().square().sum())
        .add(scored.values().square().sum().mul(0.5f));
  }

  @ParameterizedTest
  @MethodSource("configs")
  void gradientsAreThoseOfFiniteDifferences(RecommenderConfig config) {
    SequenceBatch batch = TinyRecommenders.batch(9, 5);
    try (RecommenderFeedbackModel model = model(config)) {
      try (ScoredFeedback scored = model.score(batch)) {
        scored.backward(loss(scored));
      }
      Map<String, float[]> gradients = new LinkedHashMap<>();
      for (NamedParameter parameter : model.parameters()) {
        try (NDArray gradient = parameter.array().getGradient()) {
          gradients.put(parameter.name(), gradient.toFloatArray());
        }
      }
      TinyRecommenders.assertSlopes(
          model.parameters(),
          gradients,
          () -> {
            try (ScoredFeedback scored = model.score(batch)) {
              return loss(scored).getFloat();
            }
          });
    }
  }

  @ParameterizedTest
  @MethodSource("configs")
  void predictsTheSameInEveryWay(RecommenderConfig config) {
    SequenceBatch batch = TinyRecommenders.batch(6, 4);
    long[] items = new long[batch.rows() * batch.columns() * 2];
    for (int i = 0; i < items.length; i++) {
      int cell = i / 2;
      items[i] = i % 2 == 0 ? batch.token(cell / batch.columns(), cell % batch.columns()) : 3;
    }
    Candidates candidates = new Candidates(items, batch.rows(), batch.columns(), 2);
    try (RecommenderFeedbackModel model = model(config);
        ScoredFeedback scored = model.score(batch)) {
      float[] predicted = model.feedback(batch, candidates);
      float[] own = scored.feedback().toFloatArray();
      float[][] next = model.nextFeedback(TinyRecommenders.prefix(batch, 3));
      for (int cell = 0; cell < own.length; cell++) {
        assertThat(predicted[cell * 2]).isCloseTo(own[cell], within(1e-5f));
      }
      assertThat(predicted[3 * 2 + 1]).isCloseTo(next[0][3], within(2e-5f));
      assertThat(model.values(batch))
          .containsExactly(scored.values().toFloatArray(), within(1e-5f))
          .hasSize(own.length * VALUES);
      assertThat(own[0]).isZero();
    }
  }

  @Test
  void aLossOfOnePartAloneGoesBack() {
    SequenceBatch batch = TinyRecommenders.batch(6, 4);
    try (RecommenderFeedbackModel model = model(TinyRecommenders.all().get(2))) {
      try (ScoredFeedback scored = model.score(batch)) {
        scored.backward(scored.feedback().sum());
      }
      try (ScoredFeedback scored = model.score(batch)) {
        scored.backward(scored.tokenLogProbs().sum());
      }
      LiveArrays.assertConstant(
          "a feedback model's update",
          () -> {
            try (ScoredFeedback scored = model.score(batch)) {
              scored.backward(loss(scored));
            }
            model.nextFeedback(batch);
            model.values(batch);
          });
    }
  }

  @Test
  void aRewardTellsOfWhatFollowsAndNotOfItself() {
    SequenceBatch batch = TinyRecommenders.batch(6);
    float[] rewards =
        ((SideInput.Floats) batch.sideInputs().get(ItemInputs.REWARDS)).values().clone();
    rewards[3] += 1;
    SequenceBatch changed =
        batch.withSideInput(ItemInputs.REWARDS, SideInput.of(rewards, batch.shape()));
    for (RecommenderConfig config : configs()) {
      try (RecommenderFeedbackModel model = model(config);
          ScoredFeedback before = model.score(batch);
          ScoredFeedback after = model.score(changed)) {
        float[] first = before.feedback().toFloatArray();
        float[] second = after.feedback().toFloatArray();
        for (int t = 0; t < 6; t++) {
          assertThat(second[t] == first[t]).as("token %s", t).isEqualTo(t <= 3);
        }
      }
    }
    try (RecommenderFeedbackModel model = model(TinyRecommenders.all().get(0))) {
      SequenceBatch blind = SequenceBatch.of(List.of(TokenSequence.ofText(new long[] {1, 2})));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> model.score(blind))
          .withMessageContaining("batch: expected the side input rewards");
    }
  }

  @Test
  void nothingScoredIsZero() {
    SequenceBatch batch =
        TinyRecommenders.timed(SequenceBatch.of(List.of(TokenSequence.ofText(new long[] {1}))), 1);
    try (RecommenderFeedbackModel model = model(TinyRecommenders.all().get(0))) {
      try (ScoredFeedback scored = model.score(batch)) {
        scored.backward(loss(scored));
        assertThat(scored.feedback().toFloatArray()).containsExactly(0);
      }
      assertThat(model.values(batch)).containsExactly(0, 0);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                RecommenderFeedbackModel.random(
                    TinyRecommenders.all().get(0), 0, 1, TinyRecommenders.options()))
        .withMessage("valueCount: expected at least 1, got 0");
  }
}
