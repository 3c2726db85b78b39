package org.temper.data.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.temper.api.Excerpt;
import org.temper.data.JsonRecord;
import org.temper.data.chat.LabeledConversation.Label;

/**
 * A reader of conversations in the forms that files have them:
 *
 * <ul>
 *   <li>{@code messages}, as TRL and OpenAI's fine-tuning format: objects with {@code role}, {@code
 *       content}, {@code tool_calls} and so on; arguments may be an object or a string that spells
 *       one
 *   <li>{@code conversations}, as ShareGPT: objects with {@code from} and {@code value}, perhaps
 *       with {@code system} beside them
 *   <li>{@code prompt} and {@code completion}, or {@code prompt}, which may be missing, {@code
 *       chosen} and {@code rejected}, each a list of messages
 * </ul>
 *
 * Beside them may stand {@code tools}, a list or a string that spells one, and {@code
 * chat_template_kwargs}, an object of further variables for the template. Errors name the file, the
 * line and the field.
 */
public final class Conversations {
  private static final String MESSAGES = "messages";
  private static final String PROMPT = "prompt";
  private static final String COMPLETION = "completion";
  private static final String CHOSEN = "chosen";
  private static final String REJECTED = "rejected";
  private static final String TOOLS = "tools";
  private static final String VARIABLES = "chat_template_kwargs";

  private Conversations() {}

  /**
   * Whether a record holds a conversation rather than text.
   *
   * @param record the record
   * @return whether one of the fields that this reader knows holds a list
   */
  public static boolean isOne(JsonRecord record) {
    return record.isList(MESSAGES)
        || record.isList(ShareGpt.FIELD)
        || record.isList(PROMPT)
        || record.isList(COMPLETION)
        || record.isList(CHOSEN)
        || record.isList(REJECTED);
  }

  /**
   * The conversation that a record holds.
   *
   * @param record a record with {@code messages} or {@code conversations}
   * @return the conversation
   * @throws org.temper.data.MalformedDataException if there is none, or it is malformed
   */
  public static Conversation of(JsonRecord record) {
    if (record.isList(ShareGpt.FIELD)) {
      List<Message> messages = ShareGpt.messages(record);
      int system = ShareGpt.hasSystem(record) ? 1 : 0;
      return checked(
          record,
          index -> ShareGpt.FIELD + "[" + (index - system) + "]",
          () -> conversation(record, messages));
    }
    List<Message> messages = messages(record, MESSAGES);
    return checked(
        record, index -> MESSAGES + "[" + index + "]", () -> conversation(record, messages));
  }

  /**
   * The example that a record holds: a conversation, or a prompt with its completion.
   *
   * @param record a record with {@code messages}, {@code conversations}, or {@code prompt} and
   *     {@code completion}
   * @return the example
   * @throws org.temper.data.MalformedDataException if there is none, or it is malformed
   */
  public static ConversationExample example(JsonRecord record) {
    if (!record.isList(PROMPT) && !record.isList(COMPLETION)) {
      Conversation conversation = of(record);
      checkAnswered(
          record,
          record.isList(ShareGpt.FIELD) ? ShareGpt.FIELD : MESSAGES,
          conversation.messages());
      return ConversationExample.of(conversation);
    }
    return answered(record, messages(record, PROMPT), COMPLETION);
  }

  /**
   * The preference that a record holds.
   *
   * @param record a record with {@code chosen} and {@code rejected}; without {@code prompt}, what
   *     both begin with is the prompt
   * @return the preference
   * @throws org.temper.data.MalformedDataException if there is none, or it is malformed
   */
  public static ConversationPair pair(JsonRecord record) {
    if (record.isList(PROMPT)) {
      List<Message> prompt = messages(record, PROMPT);
      return new ConversationPair(
          answered(record, prompt, CHOSEN), answered(record, prompt, REJECTED));
    }
    List<Message> chosen = messages(record, CHOSEN);
    List<Message> rejected = messages(record, REJECTED);
    int most = Math.min(chosen.size(), rejected.size()) - 1;
    int common = 0;
    while (common < most && chosen.get(common).equals(rejected.get(common))) {
      common++;
    }
    return new ConversationPair(
        whole(record, CHOSEN, chosen, common), whole(record, REJECTED, rejected, common));
  }

  /**
   * The prompt that a record holds.
   *
   * @param record a record with {@code prompt}, or else a whole conversation
   * @return the prompt
   * @throws org.temper.data.MalformedDataException if there is none, or it is malformed
   */
  public static Conversation prompt(JsonRecord record) {
    if (!record.isList(PROMPT)) {
      return of(record);
    }
    List<Message> messages = messages(record, PROMPT);
    return checked(
        record, index -> PROMPT + "[" + index + "]", () -> conversation(record, messages));
  }

  /**
   * The labeled answer that a record holds.
   *
   * @param record a record with {@code prompt}, {@code completion} and {@code label}
   * @return the answer
   * @throws org.temper.data.MalformedDataException if there is none, or it is malformed
   */
  public static LabeledConversation labeled(JsonRecord record) {
    return new LabeledConversation(
        example(record), record.flag("label") ? Label.DESIRABLE : Label.UNDESIRABLE);
  }

  private static ConversationExample answered(
      JsonRecord record, List<Message> prompt, String field) {
    List<Message> completion = messages(record, field);
    List<Message> all = new ArrayList<>(prompt);
    all.addAll(completion);
    checkAnswered(record, field, completion);
    return checked(
        record,
        index ->
            index < prompt.size()
                ? PROMPT + "[" + index + "]"
                : field + "[" + (index - prompt.size()) + "]",
        () -> new ConversationExample(conversation(record, all), prompt.size()));
  }

  private static ConversationExample whole(
      JsonRecord record, String field, List<Message> messages, int context) {
    checkAnswered(record, field, messages.subList(context, messages.size()));
    return checked(
        record,
        index -> field + "[" + index + "]",
        () -> new ConversationExample(conversation(record, messages), context));
  }

  private static void checkAnswered(JsonRecord record, String field, List<Message> messages) {
    if (messages.stream().noneMatch(message -> message.role() == Role.ASSISTANT)) {
      throw record.malformed(field, "expected a message of the assistant, got none");
    }
  }

  private static Conversation conversation(JsonRecord record, List<Message> messages) {
    return new Conversation(messages, tools(record), variables(record));
  }

  private static <T> T checked(JsonRecord record, IntFunction<String> path, Supplier<T> made) {
    try {
      return made.get();
    } catch (ConversationException e) {
      String message = path.apply(e.message());
      throw record.malformed(
          e.field().isEmpty() ? message : message + "." + e.field(), e.problem());
    } catch (IllegalArgumentException e) {
      throw Fields.of(record, e);
    }
  }

  private static List<Message> messages(JsonRecord record, String field) {
    List<Message> messages = record.objects(field).stream().map(MessageReader::read).toList();
    if (messages.isEmpty()) {
      throw record.malformed(field, "expected at least one message, got none");
    }
    return messages;
  }

  private static List<ToolDefinition> tools(JsonRecord record) {
    JsonNode list = record.spelledJson(TOOLS).orElse(JsonNodeFactory.instance.arrayNode());
    if (!list.isArray()) {
      throw record.malformed(TOOLS, "expected a list, got " + Excerpt.of(list));
    }
    ImmutableList.Builder<ToolDefinition> tools = ImmutableList.builder();
    for (int i = 0; i < list.size(); i++) {
      String element = TOOLS + "[" + i + "]";
      if (!(list.get(i) instanceof ObjectNode object)) {
        throw record.malformed(element, "expected an object, got " + Excerpt.of(list.get(i)));
      }
      try {
        tools.add(new ToolDefinition(object));
      } catch (IllegalArgumentException e) {
        throw Fields.of(record, element, e);
      }
    }
    return tools.build();
  }

  private static ObjectNode variables(JsonRecord record) {
    JsonNode variables =
        record.spelledJson(VARIABLES).orElse(JsonNodeFactory.instance.objectNode());
    if (variables instanceof ObjectNode object) {
      return object;
    }
    throw record.malformed(VARIABLES, "expected an object, got " + Excerpt.of(variables));
  }
}
