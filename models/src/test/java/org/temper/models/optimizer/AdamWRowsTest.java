package org.temper.models.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.temper.models.kernel.Kernel.Argument.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.tracker.Tracker;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.temper.api.NamedParameter;
import org.temper.api.Optimizer;
import org.temper.api.ParameterSet;
import org.temper.models.kernel.Gradients;
import org.temper.models.kernel.Kernel;
import org.temper.models.recommender.RecommenderPolicy;

class AdamWRowsTest {
  private static final AdamWConfig ALL =
      AdamWConfig.of(Tracker.fixed(0.1f)).withWeightDecay(0.5).withMaxGradientNorm(100);
  private static final AdamWConfig ROWS = ALL.withRowUpdates("table");

  @AutoClose private final NDManager manager = NDManager.newBaseManager();
  private final Kernel kernel =
      Kernel.compile(manager, RecommenderPolicy.class, List.of("items.py"), Map.of());

  private NDArray table() {
    NDArray table = manager.create(new float[] {1, -2, 3, -4, 5, -6}, new Shape(3, 2));
    table.setRequiresGradient(true);
    return table;
  }

  private static ParameterSet parameters(NDArray table) {
    return ParameterSet.of(
        List.of(new NamedParameter("table", table, NamedParameter.Decay.DECAYED)));
  }

  /** Adds to the gradient of some rows, ascending. */
  private void add(NDArray table, long[] rows, float... values) {
    Shape shape = new Shape(rows.length, values.length / rows.length);
    NDArray sparse =
        kernel
            .call(
                manager,
                "sparse",
                tensor(manager.create(rows)),
                tensor(manager.create(values, shape)),
                tensor(table))
            .head();
    Gradients.add(table, sparse);
  }

  private void addDense(NDArray table, float... values) {
    Gradients.add(table, manager.create(values, table.getShape()));
  }

  @Test
  void aRowThatWasSkippedTwiceHasTheMomentsThatItWouldHave() {
    NDArray table = table();
    try (AdamW optimizer = AdamW.of(parameters(table), ROWS)) {
      add(table, new long[] {0}, 3, -4);
      assertThat(optimizer.step().gradientNorm()).isCloseTo(5, within(1e-6));
      // θ − 0.1·0.5·θ − 0.1·sign(g); the others stand still, and do not decay.
      assertThat(table.toFloatArray())
          .containsExactly(new float[] {0.85f, -1.8f, 3, -4, 5, -6}, within(1e-5f));
      for (int i = 0; i < 2; i++) {
        add(table, new long[] {1}, 1, 1);
        optimizer.step();
      }
      assertThat(table.get("0").toFloatArray())
          .containsExactly(new float[] {0.85f, -1.8f}, within(1e-5f));
      add(table, new long[] {0}, 1, 0);
      optimizer.step();
      // m = 0.9·(0.9²·0.3) + 0.1·1 = 0.3187, m̂ = 0.3187/(1 − 0.9⁴) = 0.3187/0.3439 = 0.9267229;
      // v = 0.999·(0.999²·0.009) + 0.001·1 = 0.009973027, v̂ = 0.009973027/0.003994004 = 2.4970;
      // √v̂ = 1.5801899; θ = 0.85·0.95 − 0.1·0.9267229/1.5801899 = 0.8075 − 0.0586463 = 0.7488537.
      // m = −0.9³·0.4 = −0.2916, m̂ = −0.8479209; v = 0.999³·0.016 = 0.015952048, v̂ = 3.9940;
      // √v̂ = 1.9984994; θ = −1.8·0.95 + 0.1·0.8479209/1.9984994 = −1.71 + 0.0424279 = −1.6675721.
      assertThat(table.get("0").toFloatArray())
          .containsExactly(new float[] {0.7488537f, -1.6675721f}, within(1e-5f));
      assertThat(optimizer.state().get("mean.table").get("0").toFloatArray())
          .containsExactly(new float[] {0.3187f, -0.2916f}, within(1e-6f));
      assertThat(optimizer.state().get("reached.table").toLongArray()).containsExactly(4, 3, 0);
    }
  }

  @Test
  void whereEveryRowIsReachedBothRulesAreTheSame() {
    NDArray rows = table();
    NDArray all = table();
    try (AdamW byRows = AdamW.of(parameters(rows), ROWS);
        AdamW byAll = AdamW.of(parameters(all), ALL)) {
      for (int update = 1; update < 6; update++) {
        float[] values = {1, update, -2, 0, 3, -1};
        add(rows, new long[] {0, 1, 2}, values);
        addDense(all, values);
        assertThat(byRows.step().gradientNorm())
            .isCloseTo(byAll.step().gradientNorm(), within(1e-6));
        assertThat(rows.toFloatArray()).containsExactly(all.toFloatArray(), within(1e-6f));
      }
    }
  }

  @Test
  void gradientsOfSeveralPassesAddUpAndAreClippedByTheirNorm() {
    NDArray table = table();
    try (AdamW optimizer = AdamW.of(parameters(table), ROWS.withMaxGradientNorm(1))) {
      add(table, new long[] {0, 2}, 1, 1, 2, 0);
      add(table, new long[] {2}, 1, 1);
      add(table, new long[] {1, 2}, 0, 0, 0, 1);
      // Row 0 (1, 1), row 2 (3, 2): √(1 + 1 + 9 + 4) = √15.
      assertThat(optimizer.step().gradientNorm()).isCloseTo(Math.sqrt(15), within(1e-6));
      float unit = (float) (0.1 / Math.sqrt(15));
      assertThat(optimizer.state().get("mean.table").toFloatArray())
          .containsExactly(new float[] {unit, unit, 0, 0, 3 * unit, 2 * unit}, within(1e-6f));
    }
  }

  @Test
  void withoutThemASparseGradientUpdatesEveryRow() {
    NDArray sparse = table();
    NDArray dense = table();
    try (AdamW one = AdamW.of(parameters(sparse), ALL);
        AdamW other = AdamW.of(parameters(dense), ALL)) {
      for (int update = 0; update < 3; update++) {
        add(sparse, new long[] {1}, 1, 2);
        addDense(dense, 0, 0, 1, 2, 0, 0);
        one.step();
        other.step();
      }
      assertThat(sparse.toFloatArray()).containsExactly(dense.toFloatArray());
      assertThat(one.state()).containsOnlyKeys(other.state().keySet());
    }
  }

  @Test
  void aDenseGradientReachesEveryRow() {
    NDArray mixed = table();
    NDArray dense = table();
    try (AdamW byRows = AdamW.of(parameters(mixed), ROWS);
        AdamW byAll = AdamW.of(parameters(dense), ALL)) {
      add(mixed, new long[] {1}, 1, 2);
      addDense(dense, 0, 0, 1, 2, 0, 0);
      add(mixed, new long[] {1}, 1, 2);
      addDense(dense, 0, 0, 1, 2, 0, 0);
      byRows.step();
      byAll.step();
      add(mixed, new long[] {0}, 5, 5);
      addDense(dense, 5, 5, 0, 0, 0, 0);
      byRows.step();
      byAll.step();
      addDense(mixed, 1, 1, 1, 1, 1, 1);
      addDense(dense, 1, 1, 1, 1, 1, 1);
      byRows.step();
      byAll.step();
      for (String moments : List.of("mean.table", "square.table")) {
        assertThat(byRows.state().get(moments).toFloatArray())
            .containsExactly(byAll.state().get(moments).toFloatArray(), within(1e-6f));
      }
      assertThat(byRows.state().get("reached.table").toLongArray()).containsExactly(3, 3, 3);
    }
  }

  @Test
  void restoredStateContinuesAsIfNothingHadHappened() {
    NDArray table = table();
    Map<String, NDArray> saved = new HashMap<>();
    NDArray weights;
    try (AdamW optimizer = AdamW.of(parameters(table), ROWS)) {
      add(table, new long[] {0, 1}, 1, 2, 3, 4);
      optimizer.step();
      add(table, new long[] {1}, 3, 4);
      optimizer.step();
      optimizer.state().forEach((name, array) -> saved.put(name, array.duplicate()));
      saved.values().forEach(array -> array.attach(manager));
      weights = table.stopGradient().duplicate();
      goOn(table, optimizer);
    }
    NDArray again = table();
    parameters(again).restore(Map.of("table", weights));
    try (AdamW resumed = AdamW.of(parameters(again), ROWS)) {
      resumed.restore(saved);
      goOn(again, resumed);
      assertThat(again.toFloatArray()).containsExactly(table.toFloatArray());
    }
    try (AdamW other = AdamW.of(parameters(table()), ALL)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> other.restore(saved))
          .withMessageStartingWith("values: expected the arrays");
    }
  }

  /** An update that reaches no row, and one that reaches two. */
  private void goOn(NDArray table, Optimizer optimizer) {
    optimizer.step();
    add(table, new long[] {0, 2}, 1, 1, 1, 1);
    optimizer.step();
  }

  @Test
  void aGradientThatIsNotFiniteChangesNothingAndIsForgotten() {
    NDArray table = table();
    try (AdamW optimizer = AdamW.of(parameters(table), ROWS)) {
      add(table, new long[] {0}, Float.NaN, 1);
      assertThat(optimizer.step().gradientNorm()).isNaN();
      assertThat(table.toFloatArray()).containsExactly(1, -2, 3, -4, 5, -6);
      add(table, new long[] {1}, 3, 4);
      assertThat(optimizer.step().gradientNorm()).isCloseTo(5, within(1e-6));
    }
  }

  @Test
  void settingsAreNamedAndChecked() {
    assertThat(ALL.identity()).doesNotContainKey("row_updates");
    assertThat(ROWS.identity()).containsEntry("row_updates", "table");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AdamW.of(parameters(table()), ALL.withRowUpdates("other")))
        .withMessageContaining("expected one of [table], got other");
    NDArray vector = manager.create(new float[] {1, 2});
    vector.setRequiresGradient(true);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AdamW.of(parameters(vector), ROWS))
        .withMessage("rowUpdates: expected names of matrices, got table of shape (2)");
  }
}
