package org.temper.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What every policy loss owes to its arguments. */
class PolicyLossesProperties {
  private static final ClipRange RANGE = new ClipRange(0.2, 0.28);
  private static final double STEP = 1e-6;

  @Property(tries = 50)
  void gradientsAreThoseOfFiniteDifferences(@ForAll long seed) {
    Random random = new Random(seed);
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray old = numbers(manager, random, -3, -0.1);
      NDArray gains = numbers(manager, random, -2, 2);
      double[] point = apartFromTheEdges(random, old.toDoubleArray());
      assertGradient(point, manager, x -> PolicyLosses.reinforce(x, gains).sum());
      assertGradient(point, manager, x -> PolicyLosses.ratios(new PolicyLogProbs(x, old)).sum());
      assertGradient(
          point,
          manager,
          x -> PolicyLosses.clipped(new PolicyLogProbs(x, old), gains, RANGE).sum());
      assertGradient(
          point,
          manager,
          x -> PolicyLosses.dualClipped(new PolicyLogProbs(x, old), gains, RANGE, 1.6).sum());
    }
  }

  @Property(tries = 50)
  void gspoMovesAsTheSequenceRatioDoes(@ForAll long seed) {
    // the plain computation, with the graph through the mean: the same value and gradient
    Random random = new Random(seed);
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray old = numbers(manager, random, -3, -0.1);
      NDArray point = old.add(numbers(manager, random, -0.1, 0.1));
      NDArray mask = old.gt(-2.5);
      NDArray gain = manager.create(new double[] {1.5, -0.5}, new Shape(2, 1));
      UnaryOperator<NDArray> plain =
          x -> Reductions.sequenceMeanTokenMean(unclipped(x, old, mask, gain), mask);
      UnaryOperator<NDArray> gspo =
          x ->
              Reductions.sequenceMeanTokenMean(
                  PolicyLosses.gspo(
                      new PolicyLogProbs(x, old), gain.broadcast(x.getShape()), mask, RANGE),
                  mask);
      assertThat(gspo.apply(point).getDouble())
          .isCloseTo(plain.apply(point).getDouble(), within(1e-12));
      assertThat(Gradients.at(point, gspo))
          .containsExactly(Gradients.at(point, plain), within(1e-9));
    }
  }

  @Property(tries = 50)
  void noneIsAboveThePlainRatioObjective(@ForAll long seed) {
    Random random = new Random(seed);
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray gains = numbers(manager, random, -2, 2);
      PolicyLogProbs logProbs =
          new PolicyLogProbs(
              numbers(manager, random, -3, -0.1), numbers(manager, random, -3, -0.1));
      NDArray objective = PolicyLosses.ratios(logProbs).mul(gains);
      NDArray clipped = PolicyLosses.clipped(logProbs, gains, RANGE).neg();
      assertThat(clipped.lte(objective.add(1e-12)).all().getBoolean()).isTrue();
      NDArray held = PolicyLosses.clippedHigh(logProbs, gains, RANGE);
      NDArray low = PolicyLosses.clippedLow(logProbs, gains, RANGE);
      NDArray differs = clipped.sub(objective).abs().gt(1e-9);
      assertThat(differs.eq(held.logicalOr(low)).all().getBoolean()).isTrue();
    }
  }

  @Property(tries = 30)
  void paddingChangesNothing(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int padding) {
    Random random = new Random(seed);
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray current = numbers(manager, random, -3, -0.1);
      NDArray old = numbers(manager, random, -3, -0.1);
      NDArray gains = numbers(manager, random, -2, 2);
      NDArray mask = old.gt(-2.5);
      NDArray fill = manager.zeros(new Shape(2, padding), DataType.FLOAT64);
      NDArray nan = fill.div(fill);
      NDArray longMask = mask.concat(fill.gt(0), 1);
      for (BiFunction<PolicyLogProbs, NDArray, NDArray> loss : losses()) {
        double plain =
            Reductions.tokenMean(loss.apply(new PolicyLogProbs(current, old), gains), mask)
                .getDouble();
        NDArray padded =
            loss.apply(
                new PolicyLogProbs(current.concat(nan, 1), old.concat(nan, 1)),
                gains.concat(fill, 1));
        assertThat(Reductions.tokenMean(padded, longMask).getDouble())
            .isCloseTo(plain, within(1e-12));
      }
      NDArray gspo =
          PolicyLosses.gspo(
              new PolicyLogProbs(current.concat(nan, 1), old.concat(nan, 1)),
              gains.concat(nan, 1),
              longMask,
              RANGE);
      assertThat(Reductions.tokenMean(gspo, longMask).getDouble())
          .isCloseTo(
              Reductions.tokenMean(
                      PolicyLosses.gspo(new PolicyLogProbs(current, old), gains, mask, RANGE), mask)
                  .getDouble(),
              within(1e-12));
    }
  }

  private static List<BiFunction<PolicyLogProbs, NDArray, NDArray>> losses() {
    return List.of(
        (p, a) -> PolicyLosses.clipped(p, a, RANGE),
        (p, a) -> PolicyLosses.dualClipped(p, a, RANGE, 3),
        (p, a) -> PolicyLosses.cispo(p, a, RANGE),
        (p, a) -> PolicyLosses.ecpo(p, a, RANGE, 0.1),
        PolicyLosses::gbpo);
  }

  /** The sequence ratio's objective, where nothing is clipped: ratios here are within 10 %. */
  private static NDArray unclipped(NDArray x, NDArray old, NDArray mask, NDArray gain) {
    NDArray ratio = SequenceLogProbs.mean(x.sub(old), mask).exp().expandDims(1);
    return ratio.mul(gain).neg().broadcast(x.getShape());
  }

  private static void assertGradient(
      double[] point, NDManager manager, UnaryOperator<NDArray> function) {
    double[] gradient = Gradients.at(array(manager, point), function);
    for (int i = 0; i < point.length; i++) {
      double[] moved = point.clone();
      moved[i] = point[i] + STEP;
      double above = function.apply(array(manager, moved)).getDouble();
      moved[i] = point[i] - STEP;
      double below = function.apply(array(manager, moved)).getDouble();
      assertThat(gradient[i]).isCloseTo((above - below) / (2 * STEP), within(1e-6));
    }
  }

  /** Log-probabilities whose ratio to the old ones is not at an end of a range. */
  private static double[] apartFromTheEdges(Random random, double[] old) {
    double[] ratios = {0.5, 0.7, 0.9, 1, 1.1, 1.4, 1.9};
    double[] point = new double[old.length];
    for (int i = 0; i < point.length; i++) {
      point[i] = old[i] + Math.log(ratios[random.nextInt(ratios.length)]);
    }
    return point;
  }

  private static NDArray numbers(NDManager manager, Random random, double from, double to) {
    return array(manager, random.doubles(8, from, to).toArray());
  }

  private static NDArray array(NDManager manager, double[] numbers) {
    return manager.create(numbers, new Shape(2, 4));
  }
}
