package org.temper.testkit;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * Laws that losses keep. All are checked in float64 on numbers between -5 and 5 drawn from a seed,
 * where a law says nothing else.
 */
public final class LossLaws {
  private static final double TOLERANCE = 1e-9;
  private static final GradientCheck GRADIENTS = GradientCheck.float64();

  private LossLaws() {}

  /** A loss under a mask, reduced to a scalar. */
  @FunctionalInterface
  public interface MaskedLoss {
    /**
     * Computes the loss.
     *
     * @param values one number a token, float64 [B, T]
     * @param mask true for each token that counts, boolean [B, T]
     * @return a scalar
     */
    NDArray of(NDArray values, NDArray mask);
  }

  /** A loss of some arrays of one shape, one number a pair or token: unreduced. */
  @FunctionalInterface
  public interface UnreducedLoss {
    /**
     * Computes the loss.
     *
     * @param arrays float64 [N] each
     * @return [N]
     */
    NDArray of(List<NDArray> arrays);
  }

  /**
   * More padding changes neither the loss nor its gradient, and the gradient into padding is 0.
   *
   * @param loss the loss
   * @param seed decides values and mask
   * @throws AssertionError if the loss breaks the law
   */
  public static void paddingChangesNothing(MaskedLoss loss, long seed) {
    paddingChangesNothing(loss, 1234.5, seed);
  }

  /**
   * As {@link #paddingChangesNothing}, with NaN in the padding: asked of reductions, which are the
   * first to see a mask.
   *
   * @param loss the loss
   * @param seed decides values and mask
   * @throws AssertionError if the loss breaks the law
   */
  public static void nanInPaddingChangesNothing(MaskedLoss loss, long seed) {
    paddingChangesNothing(loss, Double.NaN, seed);
  }

  private static void paddingChangesNothing(MaskedLoss loss, double padding, long seed) {
    Random random = new Random(seed);
    MaskedArray narrow = MaskedArray.random(random);
    MaskedArray wide = narrow.padded(1 + random.nextInt(3), padding);
    double expected = narrow.value(loss);
    assertClose("the loss with more padding", expected, wide.value(loss));
    double[] inside = narrow.padGradient(narrow.gradient(loss), wide.columns());
    double[] actual = wide.gradient(loss);
    for (int i = 0; i < actual.length; i++) {
      assertClose("gradient[" + i + "] with more padding", inside[i], actual[i]);
    }
  }

  /**
   * The order of the rows changes nothing in a reduced loss.
   *
   * @param loss the loss
   * @param seed decides values, mask and order
   * @throws AssertionError if the loss breaks the law
   */
  public static void rowOrderChangesNothing(MaskedLoss loss, long seed) {
    Random random = new Random(seed);
    MaskedArray array = MaskedArray.random(random);
    int[] order = order(array.rows(), random);
    assertClose(
        "the loss with rows in the order " + Arrays.toString(order),
        array.value(loss),
        array.permuted(order).value(loss));
  }

  /**
   * An unreduced loss follows the order of its arguments: element i depends on elements i alone.
   *
   * @param loss the loss
   * @param arrays how many arrays it takes
   * @param seed decides values and order
   * @throws AssertionError if the loss breaks the law
   */
  public static void orderIsFollowed(UnreducedLoss loss, int arrays, long seed) {
    Random random = new Random(seed);
    int length = 2 + random.nextInt(5);
    List<double[]> values = uniform(arrays, length, random);
    int[] order = order(length, random);
    double[] expected = permute(values(loss, values), order);
    double[] actual = values(loss, values.stream().map(v -> permute(v, order)).toList());
    for (int i = 0; i < length; i++) {
      assertClose("loss[" + i + "] of permuted arguments", expected[i], actual[i]);
    }
  }

  /**
   * A constant added to all logits of a distribution changes nothing.
   *
   * @param loss from logits, float64 [N, V], to an array of any shape
   * @param seed decides logits and constant
   * @throws AssertionError if the loss breaks the law
   */
  public static void shiftChangesNothing(UnaryOperator<NDArray> loss, long seed) {
    Random random = new Random(seed);
    int rows = 1 + random.nextInt(4);
    Shape shape = new Shape(rows, 2 + random.nextInt(6));
    double[] logits = random.doubles(shape.size(), -5, 5).toArray();
    double shift = random.nextDouble() * 200 - 100;
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray array = manager.create(logits, shape);
      double[] expected = HostArrays.doubles(loss.apply(array));
      double[] actual = HostArrays.doubles(loss.apply(array.add(shift)));
      for (int i = 0; i < expected.length; i++) {
        assertClose("loss[" + i + "] of logits shifted by " + shift, expected[i], actual[i]);
      }
    }
  }

  /**
   * The loss and its gradients are finite wherever the arguments are.
   *
   * @param loss the loss
   * @param arrays how many arrays it takes
   * @param largest magnitude of the extremes; each argument takes it with either sign, and 0, in
   *     all combinations
   * @throws AssertionError if the loss breaks the law
   */
  public static void staysFinite(UnreducedLoss loss, int arrays, double largest) {
    checkArgument(largest > 0, "largest: expected a positive number, got %s", largest);
    double[] extremes = {-largest, 0, largest};
    int combinations = (int) Math.pow(extremes.length, arrays);
    List<double[]> values = new ArrayList<>();
    for (int array = 0, stride = 1; array < arrays; array++, stride *= extremes.length) {
      double[] column = new double[combinations];
      for (int i = 0; i < combinations; i++) {
        column[i] = extremes[i / stride % extremes.length];
      }
      values.add(column);
    }
    assertFinite("loss", values, values(loss, values));
    for (int array = 0; array < arrays; array++) {
      assertFinite("gradient into array " + array, values, gradient(loss, values, array));
    }
  }

  /**
   * The gradients agree with finite differences.
   *
   * @param loss the loss
   * @param differentiable the indices of the arrays that gradients flow into; into the others they
   *     must be 0
   * @param arrays how many arrays it takes
   * @param seed decides the values
   * @throws AssertionError if the loss breaks the law
   */
  public static void gradientsAreRight(
      UnreducedLoss loss, List<Integer> differentiable, int arrays, long seed) {
    Random random = new Random(seed);
    List<double[]> values = uniform(arrays, 1 + random.nextInt(5), random);
    for (int array = 0; array < arrays; array++) {
      double[] point = values.get(array);
      if (differentiable.contains(array)) {
        GRADIENTS.check(sumAsFunctionOf(loss, values, array), new Shape(point.length), point);
      } else {
        for (double component : gradient(loss, values, array)) {
          assertClose("gradient into array " + array + ", which is frozen", 0, component);
        }
      }
    }
  }

  private static UnaryOperator<NDArray> sumAsFunctionOf(
      UnreducedLoss loss, List<double[]> values, int index) {
    return x -> {
      List<NDArray> arrays = new ArrayList<>();
      values.forEach(v -> arrays.add(x.getManager().create(v)));
      arrays.set(index, x);
      // A frozen argument leaves no graph at all, which the engine refuses to run backward.
      return loss.of(arrays).sum().add(x.sub(x).sum());
    };
  }

  private static double[] gradient(UnreducedLoss loss, List<double[]> values, int index) {
    double[] point = values.get(index);
    return GRADIENTS.gradient(sumAsFunctionOf(loss, values, index), new Shape(point.length), point);
  }

  private static double[] values(UnreducedLoss loss, List<double[]> values) {
    try (NDManager manager = NDManager.newBaseManager()) {
      return HostArrays.doubles(loss.of(values.stream().map(manager::create).toList()));
    }
  }

  private static List<double[]> uniform(int arrays, int length, Random random) {
    List<double[]> values = new ArrayList<>();
    for (int i = 0; i < arrays; i++) {
      values.add(random.doubles(length).map(u -> 4 * u - 2).toArray());
    }
    return values;
  }

  private static int[] order(int length, Random random) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      order.add(i);
    }
    Collections.shuffle(order, random);
    return order.stream().mapToInt(Integer::intValue).toArray();
  }

  private static double[] permute(double[] values, int[] order) {
    return Arrays.stream(order).mapToDouble(i -> values[i]).toArray();
  }

  private static void assertClose(String what, double expected, double actual) {
    if (!(Math.abs(expected - actual) <= TOLERANCE * Math.max(1, Math.abs(expected)))) {
      throw new AssertionError(what + ": expected " + expected + ", got " + actual);
    }
  }

  private static void assertFinite(String what, List<double[]> arguments, double[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        int index = i;
        double[] at = arguments.stream().mapToDouble(a -> a[index]).toArray();
        throw new AssertionError(
            what + " at " + Arrays.toString(at) + ": expected a finite number, got " + values[i]);
      }
    }
  }
}
