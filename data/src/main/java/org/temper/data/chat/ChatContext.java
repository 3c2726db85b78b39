package org.temper.data.chat;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * A conversation and whatever else a chat template sees. JSON goes in as it is: integers stay
 * integers of any size, other numbers are 64-bit floats, null is none, and objects keep their
 * order.
 *
 * @param messages the messages, objects such as {@code {"role": "user", "content": "Hi"}}
 * @param tools the tools' JSON schemas, or null where there are none
 * @param generationPrompt whether the text ends with the beginning of an answer
 * @param variables further variables by name, such as {@code enable_thinking}; one named like a
 *     special token replaces it
 * @param now the clock that {@code strftime_now} reads, in its time zone
 * @param specialTokens the tokenizer's special tokens
 */
public record ChatContext(
    ArrayNode messages,
    @Nullable JsonNode tools,
    GenerationPrompt generationPrompt,
    ObjectNode variables,
    Clock now,
    SpecialTokens specialTokens) {

  /** Whether a rendered conversation ends with the beginning of the assistant's next message. */
  public enum GenerationPrompt {
    /** The text ends where the assistant is to begin. */
    ADDED,
    /** The text ends with the last message. */
    LEFT_OUT
  }

  /**
   * Texts of a tokenizer's special tokens; a template sees those that are there as {@code
   * bos_token}, {@code eos_token}, {@code pad_token} and {@code unk_token}.
   *
   * @param bos what begins a sequence, or null
   * @param eos what ends a sequence, or null
   * @param pad what fills a row, or null
   * @param unk what stands for the unknown, or null
   */
  public record SpecialTokens(
      @Nullable String bos, @Nullable String eos, @Nullable String pad, @Nullable String unk) {
    /**
     * No special tokens.
     *
     * @return the same each time
     */
    public static SpecialTokens none() {
      return new SpecialTokens(null, null, null, null);
    }
  }

  /**
   * Checks the messages.
   *
   * @throws IllegalArgumentException if a message is no object, or {@code tools} is no list
   */
  public ChatContext {
    for (JsonNode message : messages) {
      checkArgument(
          message.isObject(), "messages: expected objects, got a %s", message.getNodeType());
    }
    checkArgument(
        tools == null || tools.isArray() || tools.isNull(),
        "tools: expected a list of schemas, got a %s",
        tools == null ? null : tools.getNodeType());
  }

  /**
   * Messages alone: no tools, no variables, no special tokens, the system's clock.
   *
   * @param messages the messages
   * @param generationPrompt whether the text ends with the beginning of an answer
   * @return the context
   */
  public static ChatContext of(ArrayNode messages, GenerationPrompt generationPrompt) {
    return new ChatContext(
        messages,
        null,
        generationPrompt,
        JsonNodeFactory.instance.objectNode(),
        Clock.system(ZoneId.systemDefault()),
        SpecialTokens.none());
  }

  /**
   * The same with other messages, such as the first of them.
   *
   * @param others the messages
   * @return a context
   */
  public ChatContext withMessages(ArrayNode others) {
    return new ChatContext(others, tools, generationPrompt, variables, now, specialTokens);
  }

  /**
   * The same with or without the beginning of an answer.
   *
   * @param other whether the text ends with it
   * @return a context
   */
  public ChatContext withGenerationPrompt(GenerationPrompt other) {
    return new ChatContext(messages, tools, other, variables, now, specialTokens);
  }

  /**
   * The same with tools.
   *
   * @param others the tools' JSON schemas
   * @return a context
   */
  public ChatContext withTools(ArrayNode others) {
    return new ChatContext(messages, others, generationPrompt, variables, now, specialTokens);
  }

  /**
   * The same with special tokens.
   *
   * @param others the tokens
   * @return a context
   */
  public ChatContext withSpecialTokens(SpecialTokens others) {
    return new ChatContext(messages, tools, generationPrompt, variables, now, others);
  }

  /**
   * The same with further variables.
   *
   * @param others the variables, in place of those before
   * @return a context
   */
  public ChatContext withVariables(ObjectNode others) {
    return new ChatContext(messages, tools, generationPrompt, others, now, specialTokens);
  }

  /**
   * The same at another time.
   *
   * @param other the clock
   * @return a context
   */
  public ChatContext withNow(Clock other) {
    return new ChatContext(messages, tools, generationPrompt, variables, other, specialTokens);
  }
}
