package org.temper.data.chat;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * A call of a tool that the assistant asks for.
 *
 * @param id what its result refers to it by, where it has one
 * @param name the tool's name, not blank
 * @param arguments values by parameter name
 */
public record ToolCall(Optional<String> id, String name, ObjectNode arguments) {

  /**
   * Checks the name and copies the arguments.
   *
   * @throws IllegalArgumentException if the name is blank
   */
  public ToolCall {
    checkArgument(!name.isBlank(), "name: expected a tool's name, got none");
    arguments = arguments.deepCopy();
  }

  /**
   * A call without an id.
   *
   * @param name the tool's name
   * @param arguments values by parameter name
   * @return the call
   */
  public static ToolCall of(String name, ObjectNode arguments) {
    return new ToolCall(Optional.empty(), name, arguments);
  }

  /**
   * The arguments.
   *
   * @return a copy
   */
  @Override
  public ObjectNode arguments() {
    return arguments.deepCopy();
  }
}
