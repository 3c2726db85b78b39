package org.temper.environments.verifiers.calls;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;

/**
 * A call that is right, with the values that are allowed for each argument.
 *
 * @param name the function's name
 * @param allowed values by parameter; an empty text among them lets the argument be left out. In a
 *     dictionary, and in a dictionary of a list, the values are lists of what is allowed for a key
 */
public record PossibleCall(String name, Map<String, List<PythonValue>> allowed) {

  /** Copies. */
  public PossibleCall {
    ImmutableMap.Builder<String, List<PythonValue>> copies = ImmutableMap.builder();
    allowed.forEach((parameter, values) -> copies.put(parameter, ImmutableList.copyOf(values)));
    allowed = copies.buildOrThrow();
  }
}
