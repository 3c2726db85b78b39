package org.temper.cli.recommenders.training;

import static com.google.common.base.Preconditions.checkState;

import java.nio.file.Path;
import java.util.OptionalDouble;

/**
 * A training's name among those of a comparison.
 *
 * @param method what is trained: a model, one of an ensemble, or a method
 * @param seed of the comparison; models have it or one derived from it
 * @param value the value of the method's setting, where it has one
 */
public record Stage(String method, long seed, OptionalDouble value) {

  /**
   * A training without a setting.
   *
   * @param method what is trained
   * @param seed of the comparison
   * @return the stage
   */
  public static Stage of(String method, long seed) {
    return new Stage(method, seed, OptionalDouble.empty());
  }

  /**
   * This training with a value of the method's setting.
   *
   * @param setting the value
   * @return a new stage
   */
  public Stage with(double setting) {
    return new Stage(method, seed, OptionalDouble.of(setting));
  }

  /**
   * The value of the method's setting.
   *
   * @return the value
   * @throws IllegalStateException if it has none
   */
  public double setting() {
    checkState(value.isPresent(), "setting: expected one of %s, got none", method);
    return value.getAsDouble();
  }

  /** The directory, such as {@code seed-1/a-sft/0.5}, relative to that of all trainings. */
  Path directory() {
    Path directory = Path.of("seed-" + seed, method);
    return value.isPresent() ? directory.resolve(Double.toString(value.getAsDouble())) : directory;
  }
}
