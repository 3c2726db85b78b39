package org.temper.algorithms.cql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.temper.algorithms.ComparedMetrics;
import org.temper.algorithms.LoggedBatches;
import org.temper.algorithms.LoggedBatches.User;
import org.temper.algorithms.Opened;
import org.temper.algorithms.metrics.Metrics;
import org.temper.api.Policy;
import org.temper.api.SequenceBatch;
import org.temper.testkit.GradientDescent;
import org.temper.testkit.tables.TablePolicy;

class CqlTrainerTest {
  @AutoClose private final Opened opened = new Opened();

  private CqlTrainer trainer(Policy policy, double beta, double alpha) {
    return new CqlTrainer(
        policy, opened.add(GradientDescent.of(policy.parameters(), 1)), new CqlConfig(beta, alpha));
  }

  private static float[] values(Policy policy) {
    return policy.parameters().asList().get(0).array().toFloatArray();
  }

  @Test
  void lossAndGradientAreThoseOfTheEquation() {
    TablePolicy policy = opened.add(TablePolicy.uniform(2));
    Metrics metrics =
        trainer(policy, 0.5, 0.1)
            .update(List.of(LoggedBatches.batch(User.of(0, 1).rewards(0, 1).baselines(0, 2))));
    // Q = 2 − 0.5 · log 2 = 1.653426; ½ · 0.653426² + 0.1 · 0.346574 = 0.213483 + 0.034657
    assertThat(metrics.loss()).isCloseTo(0.248140, within(1e-5));
    assertThat(metrics.get(CqlMetrics.SQUARED_ERROR)).isCloseTo(0.426966, within(1e-5));
    assertThat(metrics.get(CqlMetrics.GAP)).isCloseTo(0.346574, within(1e-5));
    assertThat(metrics.get(CqlMetrics.ACTION_VALUE)).isCloseTo(1.653426, within(1e-5));
    assertThat(metrics.get(CqlMetrics.REWARD)).isEqualTo(1);
    assertThat(metrics.toMap().keySet())
        .containsExactly(
            "loss",
            "squared_error",
            "gap",
            "action_value",
            "reward",
            "scored_tokens",
            "unknown_rewards",
            "gradient_norm",
            "learning_rate");
    assertThat(metrics.values().keySet()).containsExactlyElementsOf(CqlMetrics.ALL);
    // d loss / d log π = 0.5 · (0.653426 − 0.1) = 0.276713; log π's gradient is (−½, ½)
    assertThat(values(policy))
        .containsExactly(new float[] {0.138357f, -0.138357f, 0, 0}, within(1e-5f));
  }

  @Test
  void thePolicyLearnsItsActionValues() {
    TablePolicy policy = opened.add(TablePolicy.uniform(3));
    // Rewards 1, 0.5 and 0 of three items: V = log Σ e^r, so that the policy can fit them exactly.
    float v = (float) Math.log(Math.exp(1) + Math.exp(0.5) + 1);
    CqlTrainer trainer = trainer(policy, 1, 0);
    List<SequenceBatch> data =
        List.of(
            LoggedBatches.batch(
                User.of(0, 1).rewards(0, 1).baselines(0, v),
                User.of(0, 2).rewards(0, 0.5f).baselines(0, v),
                User.of(0, 0).rewards(0, 0).baselines(0, v)));
    for (int update = 0; update < 300; update++) {
      trainer.update(data);
    }
    float[] logits = values(policy);
    assertThat(logits[1] - logits[0]).isCloseTo(1, within(0.01f));
    assertThat(logits[2] - logits[0]).isCloseTo(0.5f, within(0.01f));
    assertThat(trainer.evaluate(data).get(CqlMetrics.SQUARED_ERROR)).isLessThan(1e-4);
  }

  @Test
  void theConservativeTermAloneIsCloning() {
    TablePolicy policy = opened.add(TablePolicy.uniform(2));
    // Q equals the reward, so that α · β · nll alone has a gradient: 0.3 · ½
    float v = (float) (1 + Math.log(2));
    trainer(policy, 1, 0.3)
        .update(List.of(LoggedBatches.batch(User.of(0, 1).rewards(0, 1).baselines(0, v))));
    assertThat(values(policy)).containsExactly(new float[] {-0.15f, 0.15f, 0, 0}, within(1e-6f));
  }

  @Test
  void howABatchIsSplitChangesNothingAndUnknownRewardsAreLeftOut() {
    User first = User.of(0, 1, 2, 3).rewards(0, 2, Float.NaN, 0.5f);
    User second = User.of(3, 3).rewards(0, 4).baselines(0, 2);
    User none = User.of(1, 1).rewards(0, Float.NaN);
    TablePolicy whole = opened.add(TablePolicy.random(4, 2));
    TablePolicy split = opened.add(TablePolicy.random(4, 2));
    Metrics atOnce = trainer(whole, 1, 1).update(List.of(LoggedBatches.batch(first, second, none)));
    Metrics inParts =
        trainer(split, 1, 1)
            .update(
                List.of(
                    LoggedBatches.batch(none),
                    LoggedBatches.batch(first),
                    LoggedBatches.batch(second)));
    assertThat(atOnce.get(CqlMetrics.TOKENS)).isEqualTo(3);
    assertThat(atOnce.get(CqlMetrics.UNKNOWN_REWARDS)).isEqualTo(2);
    ComparedMetrics.assertClose(inParts, atOnce, 1e-5);
    assertThat(values(split)).containsExactly(values(whole), within(1e-5f));
  }

  @Test
  void badInputIsRefused() {
    TablePolicy policy = opened.add(TablePolicy.random(4, 1));
    float[] before = values(policy);
    CqlTrainer trainer = trainer(policy, 1, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.update(List.of()))
        .withMessage("microBatches: expected at least one, got none");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                trainer.evaluate(List.of(LoggedBatches.batch(User.of(0, 1).rewards(0, Float.NaN)))))
        .withMessage("batches: expected at least one scored token with a known reward, got none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CqlConfig(0, 1))
        .withMessage("beta: expected a finite number above 0, got 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CqlConfig(1, -1))
        .withMessage("alpha: expected a finite number from 0, got -1.0");
    assertThat(Arrays.equals(values(policy), before)).isTrue();
  }

  @Test
  void identityStatesEverySetting() {
    TablePolicy policy = opened.add(TablePolicy.uniform(2));
    assertThat(trainer(policy, 0.5, 0.1).identity())
        .isEqualTo(
            Map.of("trainer.algorithm", "cql", "trainer.beta", "0.5", "trainer.alpha", "0.1"));
  }
}
