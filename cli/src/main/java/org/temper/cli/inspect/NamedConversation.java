package org.temper.cli.inspect;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.temper.data.JsonFile;
import org.temper.data.chat.ChatContext;
import org.temper.data.chat.ChatContext.GenerationPrompt;
import org.temper.data.chat.ChatContext.SpecialTokens;

/**
 * A conversation to be rendered, with what else a template sees.
 *
 * @param name its name
 * @param messages its messages
 * @param arguments further variables, {@code tools} and {@code add_generation_prompt} among them
 */
public record NamedConversation(String name, ArrayNode messages, ObjectNode arguments) {
  private static final String PROMPT = "add_generation_prompt";
  private static final String TOOLS = "tools";

  /**
   * Reads a file.
   *
   * @param file a JSON list of objects with {@code name}, {@code messages} and {@code kw}
   * @return the conversations
   * @throws IllegalArgumentException if the file is malformed
   * @throws IOException if it cannot be read
   */
  public static ImmutableList<NamedConversation> read(Path file) throws IOException {
    ImmutableList.Builder<NamedConversation> conversations = ImmutableList.builder();
    int index = 0;
    for (JsonNode entry : JsonFile.readList(file)) {
      conversations.add(of(file + ": [" + index + "]", entry, index));
      index++;
    }
    return conversations.build();
  }

  private static NamedConversation of(String where, JsonNode entry, int index) {
    checkArgument(entry.isObject(), "%s: expected an object, got %s", where, entry.getNodeType());
    checkArgument(
        entry.get("messages") instanceof ArrayNode,
        "%s: messages: expected a list, got %s",
        where,
        type(entry.get("messages")));
    JsonNode arguments = entry.path("kw");
    checkArgument(
        arguments.isMissingNode() || arguments.isObject(),
        "%s: kw: expected an object, got %s",
        where,
        type(arguments));
    ArrayNode messages = (ArrayNode) entry.get("messages");
    for (JsonNode message : messages) {
      checkArgument(
          message.isObject(), "%s: messages: expected objects, got %s", where, type(message));
    }
    checkArgument(
        isListOrNone(arguments.path(TOOLS)),
        "%s: kw: %s: expected a list, got %s",
        where,
        TOOLS,
        type(arguments.path(TOOLS)));
    checkArgument(
        arguments.path(PROMPT).isMissingNode() || arguments.path(PROMPT).isBoolean(),
        "%s: kw: %s: expected true or false, got %s",
        where,
        PROMPT,
        type(arguments.path(PROMPT)));
    return new NamedConversation(
        entry.path("name").asText(String.valueOf(index)),
        messages,
        arguments.isObject() ? (ObjectNode) arguments : messages.objectNode());
  }

  private static boolean isListOrNone(JsonNode node) {
    return node.isMissingNode() || node.isNull() || node.isArray();
  }

  private static String type(@Nullable JsonNode node) {
    return node == null || node.isMissingNode() ? "none" : node.getNodeType().toString();
  }

  /**
   * What a template sees of it.
   *
   * @param tokens the special tokens
   * @param now the clock
   * @return the context
   */
  public ChatContext context(SpecialTokens tokens, Clock now) {
    ObjectNode variables = arguments.deepCopy();
    JsonNode tools = variables.remove(TOOLS);
    JsonNode prompt = variables.remove(PROMPT);
    return new ChatContext(
        messages,
        tools,
        prompt != null && prompt.asBoolean() ? GenerationPrompt.ADDED : GenerationPrompt.LEFT_OUT,
        variables,
        now,
        tokens);
  }
}
