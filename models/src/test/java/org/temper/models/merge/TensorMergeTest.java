package org.temper.models.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.temper.models.merge.FloatTensors.merged;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.temper.models.merge.MergeInputs.NamedSource;
import org.temper.models.merge.methods.Average;
import org.temper.models.merge.methods.Dare;
import org.temper.models.merge.methods.ExpertWeights;
import org.temper.models.merge.methods.MergeMethod;
import org.temper.models.merge.methods.SignConsensus;
import org.temper.models.merge.methods.Slerp;
import org.temper.models.merge.methods.TaskArithmetic;
import org.temper.models.merge.methods.Ties;
import org.temper.models.merge.methods.Trim;

/** Merges whose results are computed by hand. */
class TensorMergeTest {
  private static final float[] BASE = {1, 1, 1, 1, 1};

  /** Task vectors (0.5, −2, 0.25, 0, 1) and (1, 1, −0.25, 4, 0). */
  private static final float[] FIRST = {1.5f, -1, 1.25f, 1, 2};

  private static final float[] SECOND = {2, 2, 0.75f, 5, 1};

  private static float[] joined(MergeMethod method) {
    return merged(method, FloatTensors.of(BASE), FloatTensors.of(FIRST), FloatTensors.of(SECOND))
        .only();
  }

  @Test
  void averagesAreOfWeights() {
    assertThat(joined(Average.uniform())).containsExactly(1.75f, 0.5f, 1, 3, 1.5f);
    // (3 · 1.5 + 2) / 4 and so on.
    assertThat(joined(new Average(ExpertWeights.of(3, 1))))
        .containsExactly(1.625f, -0.25f, 1.125f, 2, 1.75f);
  }

  @Test
  void taskVectorsAreSummed() {
    assertThat(joined(TaskArithmetic.of(0.5))).containsExactly(1.75f, 0.5f, 1, 3, 1.5f);
    assertThat(joined(new TaskArithmetic(-1, ExpertWeights.of(1, 2))))
        .containsExactly(-1.5f, 1, 1.25f, -7, 0);
  }

  @Test
  void tiesTrimsElectsAndAverages() {
    // Kept of the first: |−2| and |1|; of the second: |4|, and 1 and 1, which are equal. Elected:
    // + − · + +; the second parameter's sum is −2 + 1.
    Ties three =
        new Ties(
            new Trim(0.4, Trim.Scope.MODEL, Trim.Count.FLOOR, Trim.EqualMagnitudes.ALL),
            SignConsensus.paper(),
            1,
            ExpertWeights.equal());
    assertThat(joined(three)).containsExactly(2, -1, 1, 5, 2);
    // Nothing is trimmed: the means of what agrees; the third parameter's sum is 0.
    assertThat(joined(Ties.paper(1, 1))).containsExactly(1.75f, -1, 1, 5, 2);
    assertThat(joined(Ties.mergekit(1, 0.5))).containsExactly(1.375f, 0, 1.125f, 3, 1.5f);
  }

  @Test
  void equalMagnitudesAreKeptAllOrInOrder() {
    Trim all = new Trim(0.2, Trim.Scope.TENSOR, Trim.Count.FLOOR, Trim.EqualMagnitudes.ALL);
    Trim first = new Trim(0.2, Trim.Scope.TENSOR, Trim.Count.FLOOR, Trim.EqualMagnitudes.FIRST);
    FloatTensors base = FloatTensors.of(0, 0, 0, 0, 0);
    FloatTensors expert = FloatTensors.of(1, 2, -2, 0, 2);
    assertThat(merged(ties(all), base, expert).only()).containsExactly(0, 2, -2, 0, 2);
    assertThat(merged(ties(first), base, expert).only()).containsExactly(0, 2, 0, 0, 0);
  }

  private static Ties ties(Trim trim) {
    return new Ties(trim, SignConsensus.paper(), 1, ExpertWeights.equal());
  }

  @Test
  void trimmingIsOfTheModelOrOfEachTensor() {
    FloatTensors base = FloatTensors.of(0, 0, 0, 0).and("v", 0, 0, 0, 0);
    FloatTensors expert = FloatTensors.of(5, 6, 7, 8).and("v", 1, 2, 3, 4);
    Trim model = new Trim(0.5, Trim.Scope.MODEL, Trim.Count.FLOOR, Trim.EqualMagnitudes.ALL);
    FloatTensors whole = merged(ties(model), base, expert);
    assertThat(whole.only()).containsExactly(5, 6, 7, 8);
    assertThat(whole.arrays().get("v")).containsExactly(0, 0, 0, 0);
    FloatTensors each = merged(ties(Trim.mergekit(0.5)), base, expert);
    assertThat(each.only()).containsExactly(0, 0, 7, 8);
    assertThat(each.arrays().get("v")).containsExactly(0, 0, 3, 4);
  }

  @Test
  void sharesBecomeCounts() {
    assertThat(new Trim(0.25, Trim.Scope.TENSOR, Trim.Count.FLOOR, all()).kept(10)).isEqualTo(2);
    assertThat(new Trim(0.01, Trim.Scope.TENSOR, Trim.Count.FLOOR, all()).kept(10)).isEqualTo(1);
    assertThat(new Trim(0.25, Trim.Scope.TENSOR, Trim.Count.CEILING, all()).kept(10)).isEqualTo(3);
    assertThat(Trim.paper(0.25).kept(10)).isEqualTo(3);
    assertThat(Trim.paper(0.2).kept(10)).isEqualTo(3);
    assertThat(Trim.paper(1).kept(10)).isEqualTo(10);
  }

  private static Trim.EqualMagnitudes all() {
    return Trim.EqualMagnitudes.ALL;
  }

  @Test
  void whatDareKeepsIsScaledUp() {
    int length = 40_000;
    float[] base = new float[length];
    float[] expert = new float[length];
    Arrays.fill(expert, 1);
    float[] joined =
        merged(
                Dare.paper(0.75, 7, Dare.Sum.LINEAR, 1),
                FloatTensors.of(base),
                FloatTensors.of(expert))
            .only();
    double kept = 0;
    for (float number : joined) {
      assertThat(number).isIn(0f, 4f);
      kept += number / 4;
    }
    // Five standard deviations of a share of 0.25.
    assertThat(kept / length).isCloseTo(0.25, within(5 * Math.sqrt(0.25 * 0.75 / length)));
    float[] normed =
        merged(
                Dare.mergekit(0.75, 7, Dare.Sum.LINEAR, 1),
                FloatTensors.of(base),
                FloatTensors.of(expert))
            .only();
    double norm = 0;
    for (float number : normed) {
      norm += number;
    }
    assertThat(norm).isCloseTo(length, within(1.0));
  }

  @Test
  void masksOfExpertsDiffer() {
    float[] ones = new float[1000];
    Arrays.fill(ones, 1);
    float[] joined =
        merged(
                Dare.paper(0.5, 7, Dare.Sum.LINEAR, 0.5),
                FloatTensors.of(new float[1000]),
                FloatTensors.of(ones),
                FloatTensors.of(ones))
            .only();
    assertThat(joined).contains(0f, 1f, 2f);
  }

  @Test
  void theWayOnASphereKeepsItsLength() {
    FloatTensors base = FloatTensors.of(1, 1);
    FloatTensors first = FloatTensors.of(4, 1);
    FloatTensors second = FloatTensors.of(1, 4);
    float half = (float) (3 / Math.sqrt(2));
    // Task vectors (3, 0) and (0, 3).
    assertThat(merged(Slerp.paper(0.5), base, first, second).only())
        .containsExactly(new float[] {1 + half, 1 + half}, within(1e-6f));
    // A third of a right angle.
    assertThat(merged(Slerp.paper(1 / 3.0), base, first, second).only())
        .containsExactly(
            new float[] {(float) (1 + 3 * Math.cos(Math.PI / 6)), 2.5f}, within(1e-6f));
  }

  @Test
  void vectorsWithoutAnAngleAreJoinedAlongALine() {
    FloatTensors base = FloatTensors.of(1, 1);
    FloatTensors first = FloatTensors.of(2, 1);
    FloatTensors longer = FloatTensors.of(4, 1);
    FloatTensors opposite = FloatTensors.of(-1, 1);
    assertThat(merged(Slerp.paper(0.25), base, first, longer).only()).containsExactly(2.5f, 1);
    assertThat(merged(Slerp.paper(0.5), base, first, opposite).only()).containsExactly(0.5f, 1);
    assertThat(merged(Slerp.paper(0.5), base, base, longer).only()).containsExactly(2.5f, 1);
    // A right angle to nothing: sin(π/4) of it.
    FloatTensors zero = FloatTensors.of(0, 0);
    assertThat(merged(Slerp.mergekit(0.5), base, zero, longer).only())
        .containsExactly(
            new float[] {(float) (4 * Math.sin(Math.PI / 4)), (float) Math.sin(Math.PI / 4)},
            within(1e-6f));
  }

  @Test
  void taskVectorsAreCompared() throws IOException {
    TaskVectors compared =
        TaskVectors.of(
            FloatTensors.inputs(
                FloatTensors.of(BASE), List.of(FloatTensors.of(FIRST), FloatTensors.of(SECOND))),
            gone -> {});
    double first = Math.sqrt(0.25 + 4 + 0.0625 + 1);
    double second = Math.sqrt(1 + 1 + 0.0625 + 16);
    assertThat(compared.norms().get(0)).isCloseTo(first, within(1e-12));
    assertThat(compared.norms().get(1)).isCloseTo(second, within(1e-12));
    // 0.5 − 2 − 0.0625.
    double cosine = -1.5625 / (first * second);
    assertThat(compared.cosines().get(0).get(1)).isCloseTo(cosine, within(1e-12));
    assertThat(compared.cosines().get(1).get(0)).isCloseTo(cosine, within(1e-12));
    assertThat(compared.cosines().get(1).get(1)).isEqualTo(1);
    assertThat(compared.changed()).containsExactly(0.8, 0.8);
    // Of the first three, which both changed, the last two.
    assertThat(compared.conflicts()).isCloseTo(2 / 3.0, within(1e-12));
  }

  @Test
  void arraysInMemoryAreMergedToo() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      Map<String, NDArray> base = arrays(manager, BASE);
      List<Map<String, NDArray>> experts =
          new ArrayList<>(List.of(arrays(manager, FIRST), arrays(manager, SECOND)));
      int before = manager.getManagedArrays().size();
      Map<String, NDArray> joined =
          TensorMerge.merge(TaskArithmetic.of(0.5), Optional.of(base), experts, manager);
      assertThat(joined.get("w").toFloatArray()).containsExactly(1.75f, 0.5f, 1, 3, 1.5f);
      assertThat(joined.get("w").getShape()).isEqualTo(new Shape(5, 1));
      assertThat(manager.getManagedArrays()).hasSize(before + 1);
      assertThat(
              TensorMerge.merge(Average.uniform(), Optional.empty(), experts, manager)
                  .get("w")
                  .toFloatArray())
          .containsExactly(1.75f, 0.5f, 1, 3, 1.5f);
      experts.set(1, arrays(manager, 1, 2, Float.NaN, 4, 5));
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> TensorMerge.merge(Average.uniform(), Optional.empty(), experts, manager))
          .withMessage("experts[1]: w: expected finite numbers, got NaN at element 2");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> TensorMerge.merge(Ties.paper(1, 1), Optional.empty(), experts, manager))
          .withMessageStartingWith("base: expected the model that the experts were trained from");
    }
  }

  private static Map<String, NDArray> arrays(NDManager manager, float... numbers) {
    return Map.of("w", manager.create(numbers, new Shape(numbers.length, 1)));
  }

  @Test
  void whatDoesNotFitIsNamed() {
    FloatTensors base = FloatTensors.of(1, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> merged(Average.uniform(), base, FloatTensors.of(1, 2, 3)))
        .withMessage("expert 0: w: expected shape (2) as in base, got (3)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> merged(Average.uniform(), base, base.and("v", 1)))
        .withMessage("expert 0: expected only the tensors of base, got also [v]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> merged(Average.uniform(), base.and("v", 1), base))
        .withMessage("expert 0: expected the tensors of base, got none of the names [v]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> merged(Slerp.paper(0.5), base, base))
        .withMessage("experts: expected two to interpolate between for slerp, got 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> merged(new Average(ExpertWeights.of(1, 2)), base, base))
        .withMessageContaining("weights: expected 1 numbers");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MergeInputs.of(Optional.of(new NamedSource("base", base)), List.of()))
        .withMessage("experts: expected at least one, got none");
  }

  @Test
  void settingsOutOfRangeAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TaskArithmetic.of(Double.NaN))
        .withMessage("lambda: expected a finite number, got NaN");
    for (double density : new double[] {0, -0.1, 1.1, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Ties.paper(density, 1))
          .withMessage("density: expected above 0 and at most 1, got " + density);
    }
    for (double drop : new double[] {1, -0.1, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Dare.paper(drop, 1, Dare.Sum.LINEAR, 1))
          .withMessage("drop: expected from 0 and below 1, got " + drop);
    }
    for (double position : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Slerp.paper(position))
          .withMessage("position: expected from 0 to 1, got " + position);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Average(ExpertWeights.of(0, 0)))
        .withMessageStartingWith("weights: expected a positive number");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Average(ExpertWeights.of(1, -1)))
        .withMessageStartingWith("weights: expected numbers from 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ExpertWeights.of(Double.POSITIVE_INFINITY))
        .withMessageStartingWith("weights: expected finite numbers");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new Trim(0.5, Trim.Scope.MODEL, Trim.Count.FLOOR, Trim.EqualMagnitudes.FIRST))
        .withMessageStartingWith("equal: expected ALL for the scope MODEL");
  }
}
