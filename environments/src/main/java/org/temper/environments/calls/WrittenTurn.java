package org.temper.environments.calls;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;

/**
 * A turn of the assistant as it wrote it, its calls told from what it said.
 *
 * @param said the text without the calls, reasoning included, without white space around it
 * @param calls what it called or tried to call, in order
 */
public record WrittenTurn(String said, List<WrittenCall> calls) {
  private static final String END_OF_REASONING = "</think>";

  /** Copies the calls. */
  public WrittenTurn {
    calls = ImmutableList.copyOf(calls);
  }

  /**
   * What it said after its reasoning.
   *
   * @return the text, without white space around it
   */
  public String answer() {
    return said.substring(endOfReasoning(said)).strip();
  }

  /** Where reasoning ends in a text; 0 where there is none. */
  static int endOfReasoning(String text) {
    int mark = text.lastIndexOf(END_OF_REASONING);
    return mark < 0 ? 0 : mark + END_OF_REASONING.length();
  }

  /** A call, or what should be one. */
  public sealed interface WrittenCall {}

  /**
   * A call that can be read.
   *
   * @param id the id that the model gave it, if any
   * @param name the tool's name, not blank
   * @param arguments values by parameter name
   */
  public record Call(Optional<String> id, String name, ObjectNode arguments)
      implements WrittenCall {}

  /**
   * What is marked as a call and is none.
   *
   * @param text what is there
   * @param reason what was expected, on one line
   */
  public record Malformed(String text, String reason) implements WrittenCall {}
}
