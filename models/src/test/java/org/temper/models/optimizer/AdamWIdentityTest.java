package org.temper.models.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.tracker.CosineTracker;
import ai.djl.training.tracker.MultiFactorTracker;
import ai.djl.training.tracker.Tracker;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.temper.api.NamedParameter;
import org.temper.api.ParameterSet;

class AdamWIdentityTest {
  private static final AdamWConfig CONFIG = AdamWConfig.of(Tracker.fixed(0.1f));

  private static Map<String, String> identity(AdamWConfig config, NamedParameter.Decay decay) {
    try (NDManager manager = NDManager.newBaseManager()) {
      ParameterSet parameters =
          ParameterSet.of(List.of(new NamedParameter("w", manager.zeros(new Shape(2, 3)), decay)));
      try (AdamW optimizer = AdamW.of(parameters, config)) {
        return optimizer.identity();
      }
    }
  }

  private static Map<String, String> identity(AdamWConfig config) {
    return identity(config, NamedParameter.Decay.DECAYED);
  }

  private static Tracker cosine(int updates) {
    return CosineTracker.builder()
        .setBaseValue(0.1f)
        .optFinalValue(0.01f)
        .setMaxUpdates(updates)
        .build();
  }

  @Test
  void eachSettingIsNamed() {
    assertThat(identity(CONFIG))
        .containsOnlyKeys(
            "algorithm",
            "learning_rate",
            "beta1",
            "beta2",
            "epsilon",
            "weight_decay",
            "max_gradient_norm",
            "parameters")
        .containsEntry("beta2", "0.999")
        .isEqualTo(identity(CONFIG));
    assertThat(identity(CONFIG.withWeightDecay(0.2))).containsEntry("weight_decay", "0.2");
    assertThat(identity(CONFIG, NamedParameter.Decay.EXEMPT).get("parameters"))
        .isNotEqualTo(identity(CONFIG).get("parameters"));
  }

  @Test
  void aScheduleSaysItsOwnNumbers() {
    Tracker schedule =
        new Tracker() {
          @Override
          public float getNewValue(int update) {
            throw new IllegalStateException("expected not to be asked");
          }

          @Override
          public String toString() {
            return "constant(peak 0.1)";
          }
        };
    assertThat(identity(AdamWConfig.of(schedule)))
        .containsEntry("learning_rate", "constant(peak 0.1)");
  }

  @Test
  void otherRatesAreKnownByTheirValues() {
    String rate = identity(AdamWConfig.of(cosine(100))).get("learning_rate");
    assertThat(rate).startsWith("from 0.1, ");
    assertThat(identity(AdamWConfig.of(cosine(100)))).containsEntry("learning_rate", rate);
    assertThat(identity(AdamWConfig.of(cosine(90))).get("learning_rate")).isNotEqualTo(rate);
    assertThat(identity(AdamWConfig.of(update -> update < 900 ? 0.1f : 0.05f)).get("learning_rate"))
        .isNotEqualTo(identity(CONFIG).get("learning_rate"));
  }

  @Test
  void ratesThatChangeByBeingAskedForAreRefused() {
    Tracker stateful =
        MultiFactorTracker.builder()
            .setBaseValue(0.1f)
            .optFactor(0.5f)
            .setSteps(new int[] {5, 11})
            .build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> identity(AdamWConfig.of(stateful)))
        .withMessageStartingWith(
            "learningRate: expected rates that depend on the update alone, got 0.1 and then");
  }
}
