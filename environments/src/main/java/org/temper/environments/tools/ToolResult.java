package org.temper.environments.tools;

import java.util.Optional;

/**
 * Result of a call of a tool.
 *
 * @param text what the model reads: what the tool gave, or one line on why it gave nothing
 * @param problem why it came to nothing, where it did
 */
public record ToolResult(String text, Optional<CallProblem> problem) {

  /**
   * What a tool gave.
   *
   * @param text the text, may be empty
   * @return the result
   */
  public static ToolResult of(String text) {
    return new ToolResult(text, Optional.empty());
  }

  /**
   * A call that came to nothing.
   *
   * @param problem why
   * @param message what the model is told, begun with {@code error: }
   * @return the result
   */
  public static ToolResult refused(CallProblem problem, String message) {
    return new ToolResult("error: " + message, Optional.of(problem));
  }
}
