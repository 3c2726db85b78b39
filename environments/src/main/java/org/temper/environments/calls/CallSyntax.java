package org.temper.environments.calls;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.temper.data.chat.ChatContext.GenerationPrompt;
import org.temper.data.chat.ChatFormat;
import org.temper.data.chat.Conversation;
import org.temper.data.chat.Message;
import org.temper.data.chat.Role;
import org.temper.data.chat.ToolCall;
import org.temper.data.chat.ToolDefinition;

/**
 * A way in which models write calls of tools. What is no call is what the assistant says. Calls are
 * looked for after its reasoning, that is after the last {@code </think>}. Any text can be read.
 */
public enum CallSyntax {
  /**
   * Of Hermes and Qwen: {@code <tool_call>{"name": …, "arguments": {…}}</tool_call>}, any number of
   * them, anywhere; the last may lack its end.
   */
  HERMES,
  /**
   * Of Llama 3: {@code {"name": …, "parameters": {…}}}, several apart by semicolons or lines, as
   * the whole turn or after {@code <|python_tag|>}.
   */
  LLAMA,
  /**
   * Of Mistral: {@code [TOOL_CALLS][{"name": …, "arguments": {…}, "id": …}]}, or the later {@code
   * [TOOL_CALLS]name[ARGS]{…}}, each call with its mark. The mark may be missing before a list.
   */
  MISTRAL,
  /**
   * Plain JSON: {@code {"name": …, "arguments": {…}}} or a list of these, each from the beginning
   * of a line, perhaps in a fenced block.
   */
  JSON;

  private static final String PROBE = "probe";
  private static final String ID = "probe0001";

  /**
   * Reads a turn.
   *
   * @param text what the assistant wrote, special tokens spelled, the end token left out
   * @return its calls and what it said
   */
  public WrittenTurn read(String text) {
    int start = WrittenTurn.endOfReasoning(text);
    String reasoning = text.substring(0, start);
    String rest = text.substring(start);
    WrittenTurn turn =
        switch (this) {
          case HERMES -> TaggedCalls.read(rest);
          case LLAMA -> JsonCalls.LLAMA.read(rest);
          case MISTRAL -> MistralCalls.read(rest);
          case JSON -> JsonCalls.PLAIN.read(rest);
        };
    return new WrittenTurn((reasoning + turn.said()).strip(), turn.calls());
  }

  /**
   * A call in this syntax, as a model is told to write one.
   *
   * @return one line
   */
  public String example() {
    return switch (this) {
      case HERMES -> "<tool_call>{\"name\": …, \"arguments\": {…}}</tool_call>";
      case LLAMA -> "{\"name\": …, \"parameters\": {…}}";
      case MISTRAL -> "[TOOL_CALLS][{\"name\": …, \"arguments\": {…}}]";
      case JSON -> "{\"name\": …, \"arguments\": {…}}";
    };
  }

  /**
   * The syntax in which a template writes calls.
   *
   * @param format the template
   * @return the syntax; empty where it writes none, or in another way
   */
  public static Optional<CallSyntax> of(ChatFormat format) {
    String written;
    try {
      written = probe(format);
    } catch (RuntimeException refused) {
      return Optional.empty();
    }
    if (written.contains(TaggedCalls.START)) {
      return Optional.of(HERMES).filter(syntax -> syntax.reads(written));
    }
    if (written.contains(MistralCalls.MARK)) {
      return Optional.of(MISTRAL).filter(syntax -> syntax.reads(written));
    }
    String json = written.substring(Math.max(0, written.indexOf('{')));
    boolean parameters = written.contains("\"parameters\"");
    return Arrays.stream(values())
        .filter(syntax -> syntax == (parameters ? LLAMA : JSON) && syntax.reads(json))
        .findFirst();
  }

  /** What a template writes of a call, and what follows. */
  private static String probe(ChatFormat format) {
    ToolCall call =
        new ToolCall(
            Optional.of(ID), PROBE, JsonNodeFactory.instance.objectNode().put("value", PROBE));
    ToolDefinition tool =
        new ToolDefinition(
            JsonNodeFactory.instance.objectNode().put("name", PROBE).put("description", PROBE));
    Conversation asked =
        new Conversation(
            ImmutableList.of(Message.of(Role.USER, PROBE)),
            ImmutableList.of(described(tool)),
            JsonNodeFactory.instance.objectNode());
    String before = format.text(asked, GenerationPrompt.LEFT_OUT);
    String after = format.text(asked.then(Message.calling(call)), GenerationPrompt.LEFT_OUT);
    return after.startsWith(before) ? after.substring(before.length()) : "";
  }

  private static ToolDefinition described(ToolDefinition tool) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("type", "function");
    ObjectNode function = tool.json();
    function.putObject("parameters").put("type", "object").putObject("properties");
    json.set("function", function);
    return new ToolDefinition(json);
  }

  private boolean reads(String written) {
    List<WrittenTurn.WrittenCall> calls = read(written).calls();
    return !calls.isEmpty()
        && calls.get(0) instanceof WrittenTurn.Call call
        && call.name().equals(PROBE);
  }
}
