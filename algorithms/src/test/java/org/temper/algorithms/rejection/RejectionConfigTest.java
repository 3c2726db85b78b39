package org.temper.algorithms.rejection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.temper.data.BatchConfig;

class RejectionConfigTest {
  private static final RejectionConfig CONFIG =
      RejectionConfig.of(Path.of("out"), 3, 40, 8, BatchConfig.of(6), 5);

  @Test
  void theIdentityHoldsEverySetting() {
    assertThat(CONFIG.identity())
        .isEqualTo(
            Map.ofEntries(
                Map.entry("rejection.rounds", "3"),
                Map.entry("rejection.tasks", "2147483647"),
                Map.entry("rejection.samples", "40"),
                Map.entry("rejection.threshold", "1.0"),
                Map.entry("rejection.updates", "8"),
                Map.entry("rejection.batches", BatchConfig.of(6).toString()),
                Map.entry("rejection.start", "BASE"),
                Map.entry(
                    "rejection.shares",
                    "DataShares[accepted=1.0, earlier=1.0, demonstrations=1.0]"),
                Map.entry("rejection.bucket_weights", "{}"),
                Map.entry("rejection.validation_samples", "4"),
                Map.entry("rejection.patience", "2147483647"),
                Map.entry("rejection.tasks_at_once", "16"),
                Map.entry("rejection.seed", "5")));
  }

  /** Each call changes what it names and leaves what the others set. */
  @Test
  void settingsAreChangedOneByOne() {
    RejectionConfig changed =
        CONFIG
            .withTasks(7)
            .withThreshold(0.5)
            .withStart(RoundStart.LAST)
            .withShares(new DataShares(1, 2, 3))
            .withBucketWeights(Map.of("math", 2.0, "code", 1.0))
            .withValidation(9, 2)
            .withTasksAtOnce(11);
    assertThat(changed.identity())
        .isEqualTo(
            Map.ofEntries(
                Map.entry("rejection.rounds", "3"),
                Map.entry("rejection.tasks", "7"),
                Map.entry("rejection.samples", "40"),
                Map.entry("rejection.threshold", "0.5"),
                Map.entry("rejection.updates", "8"),
                Map.entry("rejection.batches", BatchConfig.of(6).toString()),
                Map.entry("rejection.start", "LAST"),
                Map.entry(
                    "rejection.shares",
                    "DataShares[accepted=1.0, earlier=2.0, demonstrations=3.0]"),
                Map.entry("rejection.bucket_weights", "{code=1.0, math=2.0}"),
                Map.entry("rejection.validation_samples", "9"),
                Map.entry("rejection.patience", "2"),
                Map.entry("rejection.tasks_at_once", "11"),
                Map.entry("rejection.seed", "5")));
  }

  @Test
  void countsBelowTheLeastAreNamed() {
    assertThatThrownBy(() -> CONFIG.withTasks(0)).hasMessage("tasks: expected at least 1, got 0");
    assertThatThrownBy(() -> CONFIG.withTasksAtOnce(0))
        .hasMessage("tasksAtOnce: expected at least 1, got 0");
    assertThatThrownBy(() -> CONFIG.withValidation(0, 1))
        .hasMessage("validationSamples: expected at least 1, got 0");
    assertThatThrownBy(() -> CONFIG.withValidation(1, 0))
        .hasMessage("patience: expected at least 1, got 0");
    assertThatThrownBy(() -> RejectionConfig.of(Path.of("out"), 1, 1, 0, BatchConfig.of(1), 1))
        .hasMessage("updates: expected at least 1, got 0");
  }
}
