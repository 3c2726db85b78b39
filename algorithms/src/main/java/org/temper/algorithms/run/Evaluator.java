package org.temper.algorithms.run;

import java.util.Map;

/** Figures on held-out data, computed between updates; it changes no parameter. */
@FunctionalInterface
public interface Evaluator {

  /**
   * Evaluates the policy as it is now.
   *
   * @return figures by name; a name that the trainer's metrics also have shares its curve
   */
  Map<String, Double> evaluate();
}
