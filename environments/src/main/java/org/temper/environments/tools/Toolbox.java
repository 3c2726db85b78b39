package org.temper.environments.tools;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.temper.data.chat.ToolCall;
import org.temper.data.chat.ToolDefinition;

/**
 * Tools that can be called: a Java object's methods, those of a server, or any others. One call at
 * a time; several episodes at once each have their own, or one that guards what it shares.
 */
public interface Toolbox extends AutoCloseable {

  /**
   * What the model may call.
   *
   * @return the tools' descriptions, their names different
   */
  List<ToolDefinition> definitions();

  /**
   * Calls a tool. The environment has seen to it that there is one of this name and that its
   * arguments are what the definition says, as far as it says so by type, properties, required,
   * items, additionalProperties, enum and nullable.
   *
   * @param call the call
   * @return what the tool gave, or why it gave nothing
   * @throws Exception if the tool fails; the model is told its message
   */
  ToolResult call(ToolCall call) throws Exception;

  /** Frees what the tools hold; does nothing unless they say otherwise. */
  @Override
  default void close() throws Exception {}

  /**
   * These tools for a borrower, such as one of many episodes that share them.
   *
   * @return the same tools, which closing does not close
   */
  default Toolbox lent() {
    return new LentToolbox(this);
  }

  /**
   * The public methods of an object that are annotated with {@link org.temper.data.chat.Tool}.
   *
   * @param object has at least one such method; a toolbox is itself
   * @return the tools; an object that is {@link AutoCloseable} is closed with them
   * @throws IllegalArgumentException if it has none, two have one name, or a parameter has no name
   *     or a type that has no schema
   */
  static Toolbox of(Object object) {
    return object instanceof Toolbox toolbox ? toolbox : ObjectToolbox.of(object);
  }

  /**
   * The tools of several toolboxes together, closed together.
   *
   * @param toolboxes at least one; a name is in one of them only
   * @return the tools of all
   * @throws IllegalArgumentException if there is no toolbox, or two have a tool of one name
   */
  static Toolbox joined(List<Toolbox> toolboxes) {
    checkArgument(!toolboxes.isEmpty(), "toolboxes: expected at least one, got none");
    return new JoinedToolboxes(ImmutableList.copyOf(toolboxes));
  }
}
