package org.temper.losses;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever number inside a mask is NaN, the result is. */
class UnknownNumbersTest {
  private static final ClipRange RANGE = ClipRange.symmetric(0.2);

  @AutoClose private final NDManager manager = NDManager.newBaseManager();

  /** A function of some arrays [1, 2], all kept by the mask. */
  private interface Function {
    NDArray of(NDArray[] inputs, NDArray mask);
  }

  private record Case(String name, int inputs, Function function) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static PolicyLogProbs logProbs(NDArray[] x) {
    return new PolicyLogProbs(x[0], x[1]);
  }

  static List<Case> cases() {
    return List.of(
        new Case("clipped", 3, (x, m) -> PolicyLosses.clipped(logProbs(x), x[2], RANGE)),
        new Case("dual", 3, (x, m) -> PolicyLosses.dualClipped(logProbs(x), x[2], RANGE, 3)),
        new Case("cispo", 3, (x, m) -> PolicyLosses.cispo(logProbs(x), x[2], RANGE)),
        new Case("gspo", 3, (x, m) -> PolicyLosses.gspo(logProbs(x), x[2], m, RANGE)),
        new Case("ecpo", 3, (x, m) -> PolicyLosses.ecpo(logProbs(x), x[2], RANGE, 0.1)),
        new Case("gbpo", 3, (x, m) -> PolicyLosses.gbpo(logProbs(x), x[2])),
        new Case("reinforce", 2, (x, m) -> PolicyLosses.reinforce(x[0], x[1])),
        new Case("ratios", 2, (x, m) -> PolicyLosses.ratios(logProbs(x))),
        new Case("sequenceRatios", 2, (x, m) -> PolicyLosses.sequenceRatios(logProbs(x), m)),
        new Case("k1", 2, (x, m) -> KlEstimators.k1(x[0], x[1])),
        new Case("k2", 2, (x, m) -> KlEstimators.k2(x[0], x[1])),
        new Case("k3", 2, (x, m) -> KlEstimators.k3(x[0], x[1])),
        new Case("full", 2, (x, m) -> KlEstimators.full(x[0], x[1])),
        new Case("token", 2, (x, m) -> ImportanceWeights.token(x[0], x[1], 2)),
        new Case("sequence", 2, (x, m) -> ImportanceWeights.sequence(x[0], x[1], m, 2)),
        new Case(
            "clippedValues",
            3,
            (x, m) -> ValueLosses.clipped(new ValueEstimates(x[0], x[1]), x[2], 0.2)),
        new Case("expectile", 1, (x, m) -> ValueLosses.expectile(x[0], 0.7)),
        new Case("exponential", 1, (x, m) -> AdvantageWeights.exponential(x[0], 1, 5)),
        new Case("softmax", 1, (x, m) -> AdvantageWeights.softmax(x[0], m, 1)),
        new Case("meanOne", 1, (x, m) -> AdvantageWeights.meanOne(x[0], m).get("0, 1")),
        new Case("effective", 1, (x, m) -> AdvantageWeights.effectiveSampleSize(x[0], m)),
        new Case("tokenMean", 1, (x, m) -> Reductions.tokenMean(x[0], m)),
        new Case(
            "sDpo",
            2,
            (x, m) ->
                PreferenceLosses.softmax(
                    new PolicyChoices(x[0].get(":, 0"), x[0]),
                    new ReferenceChoices(x[1].get(":, 0"), x[1]),
                    m,
                    1)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void areSeen(Case given) {
    NDArray mask = manager.create(new boolean[] {true, true}, new Shape(1, 2));
    for (int unknown = 0; unknown < given.inputs(); unknown++) {
      for (double sign : new double[] {1, -1}) {
        NDArray[] inputs = new NDArray[given.inputs()];
        for (int i = 0; i < inputs.length; i++) {
          double first = i == unknown ? Double.NaN : sign * (i + 1) / 4;
          inputs[i] = manager.create(new double[] {first, 0.3}, new Shape(1, 2));
        }
        assertThat(given.function().of(inputs, mask).toDoubleArray()[0])
            .as("input %s, sign %s", Map.of("index", unknown), sign)
            .isNaN();
      }
    }
  }
}
