package org.temper.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ConservativeLossesTest {
  @AutoClose private final NDManager manager = NDManager.newBaseManager();

  private NDArray array(double... values) {
    return manager.create(values);
  }

  private ValueTargets targets() {
    return new ValueTargets(array(1, 0), array(2, 0.5));
  }

  @Test
  void agreesWithHandComputedValues() {
    // β = 0.5, α = 0.1. Q = 2 + 0.5 · −1 = 1.5; ½ · 0.5² + 0.1 · 0.5 · 1 = 0.125 + 0.05 = 0.175
    //                   Q = 0.5 + 0.5 · −3 = −1; ½ · 1² + 0.1 · 0.5 · 3 = 0.5 + 0.15 = 0.65
    assertThat(ConservativeLosses.cql(array(-1, -3), targets(), 0.5, 0.1).toDoubleArray())
        .containsExactly(new double[] {0.175, 0.65}, within(1e-12));
  }

  @Test
  void equalsTheLossOnActionValuesOfAWholeCatalog() {
    // Q of three actions; V = β log Σ e^(Q/β); log π = (Q − V) / β. The first is logged, r = 0.4.
    double[] q = {0.3, -0.2, 0.9};
    double beta = 0.7;
    double alpha = 0.25;
    double sum = 0;
    for (double value : q) {
      sum += Math.exp(value / beta);
    }
    double v = beta * Math.log(sum);
    double expected = 0.5 * (q[0] - 0.4) * (q[0] - 0.4) + alpha * (v - q[0]);
    NDArray logProb = array((q[0] - v) / beta);
    assertThat(
            ConservativeLosses.cql(logProb, new ValueTargets(array(0.4), array(v)), beta, alpha)
                .getDouble())
        .isCloseTo(expected, within(1e-12));
  }

  @Test
  void gradientIsBetaTimesTheErrorLessAlpha() {
    // β · (Q − r − α): 0.5 · (1.5 − 1 − 0.1) = 0.2, 0.5 · (−1 − 0 − 0.1) = −0.55
    assertThat(
            Gradients.at(array(-1, -3), x -> ConservativeLosses.cql(x, targets(), 0.5, 0.1).sum()))
        .containsExactly(new double[] {0.2, -0.55}, within(1e-12));
  }

  @Test
  void noGradientFlowsIntoTheTargets() {
    assertThat(
            Gradients.at(
                array(-1, -3),
                x ->
                    x.add(ConservativeLosses.cql(array(0, 0), new ValueTargets(x, x), 1, 1)).sum()))
        .containsExactly(1, 1);
  }

  @Test
  void messagesNameTheArgument() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConservativeLosses.cql(array(-1, -1), targets(), 0, 1))
        .withMessage("beta: expected a positive number, got 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConservativeLosses.cql(array(-1, -1), targets(), 1, -1))
        .withMessage("alpha: expected a number from 0, got -1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ConservativeLosses.cql(array(-1), targets(), 1, 1))
        .withMessage("values: expected shape (1), got (2)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ValueTargets(array(1), array(1, 2)))
        .withMessage("values: expected shape (1), got (2)");
  }
}
