package org.temper.environments.verifiers.calls;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A call of a function by its name with named arguments.
 *
 * @param name the function's name, dots included
 * @param arguments values by parameter, in the order in which they were written
 */
public record FunctionCall(String name, Map<String, PythonValue> arguments) {

  /** Copies the arguments. */
  public FunctionCall {
    arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
  }
}
