package org.temper.environments.tools;

import com.google.common.collect.ImmutableList;
import com.google.common.io.Closer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.temper.data.chat.ToolCall;
import org.temper.data.chat.ToolDefinition;

/** Several toolboxes as one. */
final class JoinedToolboxes implements Toolbox {
  private final ImmutableList<Toolbox> toolboxes;
  private final ImmutableList<ToolDefinition> definitions;
  private final Map<String, Toolbox> owners = new HashMap<>();

  JoinedToolboxes(ImmutableList<Toolbox> toolboxes) {
    this.toolboxes = toolboxes;
    ImmutableList.Builder<ToolDefinition> all = ImmutableList.builder();
    for (Toolbox toolbox : toolboxes) {
      for (ToolDefinition tool : toolbox.definitions()) {
        if (owners.putIfAbsent(tool.name(), toolbox) != null) {
          throw new IllegalArgumentException(
              "toolboxes: expected tools of different names, got '" + tool.name() + "' twice");
        }
        all.add(tool);
      }
    }
    definitions = all.build();
  }

  @Override
  public List<ToolDefinition> definitions() {
    return definitions;
  }

  @Override
  public ToolResult call(ToolCall call) throws Exception {
    Toolbox owner = owners.get(call.name());
    return owner == null ? Arguments.unknownTool(call.name(), definitions) : owner.call(call);
  }

  @Override
  public void close() throws Exception {
    try (Closer closer = Closer.create()) {
      toolboxes.forEach(toolbox -> closer.register(() -> close(toolbox)));
    }
  }

  private static void close(Toolbox toolbox) throws java.io.IOException {
    try {
      toolbox.close();
    } catch (java.io.IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new java.io.IOException(e);
    }
  }
}
