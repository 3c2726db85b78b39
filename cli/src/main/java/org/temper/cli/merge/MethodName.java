package org.temper.cli.merge;

import com.google.common.collect.ImmutableSet;
import java.util.Locale;
import java.util.Set;
import org.temper.models.merge.methods.Average;
import org.temper.models.merge.methods.Dare;
import org.temper.models.merge.methods.Slerp;
import org.temper.models.merge.methods.TaskArithmetic;
import org.temper.models.merge.methods.Ties;

/** The methods of merging by their names on the command line. */
public enum MethodName {
  /** {@link Average}. */
  AVERAGE("--weights"),
  /** {@link TaskArithmetic}. */
  TASK_ARITHMETIC("--weights", "--lambda"),
  /** {@link Ties}. */
  TIES("--weights", "--lambda", "--density", "--convention"),
  /** {@link Dare}. */
  DARE("--weights", "--lambda", "--drop", "--seed", "--sum", "--convention"),
  /** {@link Slerp}. */
  SLERP("--position", "--convention");

  private final ImmutableSet<String> options;

  MethodName(String... options) {
    this.options = ImmutableSet.copyOf(options);
  }

  /** The options that the method has. */
  Set<String> options() {
    return options;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
