package org.temper.environments.verifiers.code;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * A task for a program that reads standard input and writes standard output.
 *
 * @param key a name that lasts
 * @param cases what it is given and has to write, at least one
 */
public record InputOutputTask(String key, List<Case> cases) {

  /**
   * Copies the cases.
   *
   * @throws IllegalArgumentException if there is none
   */
  public InputOutputTask {
    cases = ImmutableList.copyOf(cases);
    checkArgument(!cases.isEmpty(), "cases: expected at least one, got none");
  }

  /**
   * A case.
   *
   * @param input what the program reads
   * @param output what it has to write
   */
  public record Case(String input, String output) {}
}
