package org.temper.environments.tools;

import java.util.List;
import org.temper.data.chat.ToolCall;
import org.temper.data.chat.ToolDefinition;

/** Tools that somebody else closes. */
record LentToolbox(Toolbox owned) implements Toolbox {
  @Override
  public List<ToolDefinition> definitions() {
    return owned.definitions();
  }

  @Override
  public ToolResult call(ToolCall call) throws Exception {
    return owned.call(call);
  }

  @Override
  public void close() {}
}
