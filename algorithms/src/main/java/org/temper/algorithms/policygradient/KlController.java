package org.temper.algorithms.policygradient;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.temper.api.Stateful;
import org.temper.losses.advantages.KlControl;

/**
 * The coefficient of a divergence penalty: fixed, or moved so that the divergence stays at a
 * target. A checkpoint carries it.
 */
public final class KlController implements Stateful, AutoCloseable {
  private final NDManager manager;
  private final NDArray coefficient;
  private final ImmutableMap<String, Object> identity;
  private final Rule rule;

  private KlController(double coefficient, Map<String, Double> numbers, Rule rule) {
    checkArgument(
        coefficient >= 0 && Double.isFinite(coefficient),
        "coefficient: expected a number from 0, got %s",
        coefficient);
    this.manager = NDManager.newBaseManager(Device.cpu());
    this.coefficient = manager.create(new double[] {coefficient}, new Shape(1));
    this.identity =
        ImmutableMap.<String, Object>builder()
            .put("kl_coefficient", coefficient)
            .putAll(numbers)
            .buildOrThrow();
    this.rule = rule;
  }

  /**
   * A coefficient that stays.
   *
   * @param coefficient at least 0
   * @return the controller, to be closed by the caller
   * @throws IllegalArgumentException if the coefficient is negative or not finite
   */
  public static KlController fixed(double coefficient) {
    return new KlController(coefficient, Map.of(), (now, kl, episodes) -> now);
  }

  /**
   * A coefficient that grows while the divergence is above its target and shrinks while it is
   * below, {@link KlControl#adaptive}.
   *
   * @param initial the first coefficient, above 0
   * @param target the divergence to keep to: the sum over a completion's tokens, in nats, above 0
   * @param horizon over how many episodes it adapts, above 0
   * @return the controller, to be closed by the caller
   * @throws IllegalArgumentException if a number is not positive and finite
   */
  public static KlController adaptive(double initial, double target, double horizon) {
    checkPositive("initial", initial);
    checkPositive("target", target);
    checkPositive("horizon", horizon);
    return new KlController(
        initial,
        ImmutableMap.of("kl_target", target, "kl_horizon", horizon),
        (now, kl, episodes) -> KlControl.adaptive(now, kl, target, episodes, horizon));
  }

  private static void checkPositive(String argument, double value) {
    checkArgument(
        value > 0 && Double.isFinite(value), "%s: expected above 0, got %s", argument, value);
  }

  /**
   * The coefficient as it is now.
   *
   * @return at least 0
   */
  public double coefficient() {
    return coefficient.toDoubleArray()[0];
  }

  /**
   * Checks that it can take note of a divergence, before anything is learned.
   *
   * @param episodes how many episodes it will be measured on
   * @throws IllegalArgumentException if the horizon is too short for so many
   */
  void check(int episodes) {
    rule.next(coefficient(), 0, episodes);
  }

  /**
   * Takes note of a divergence.
   *
   * @param kl the mean over episodes of the sum over their tokens, in nats
   * @param episodes how many episodes it was measured on
   */
  void observe(double kl, int episodes) {
    double next = rule.next(coefficient(), kl, episodes);
    try (NDArray value = manager.create(new double[] {next}, new Shape(1))) {
      restore(Map.of("coefficient", value));
    }
  }

  /**
   * Settings that decide the numbers.
   *
   * @return the first coefficient, and what it adapts by if it does
   */
  public Map<String, Object> identity() {
    return identity;
  }

  @Override
  public Map<String, NDArray> state() {
    return Map.of("coefficient", coefficient);
  }

  @Override
  public void close() {
    manager.close();
  }

  /** How the coefficient moves. */
  private interface Rule {
    double next(double coefficient, double kl, int episodes);
  }
}
