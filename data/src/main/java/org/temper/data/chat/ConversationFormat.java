package org.temper.data.chat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.temper.data.chat.MessageJson.Arguments;

/** A form in which files hold conversations; {@link Conversations} reads them all. */
public enum ConversationFormat {
  /** TRL's: {@code messages}, with the arguments of tool calls as objects. */
  TRL,
  /** OpenAI's fine-tuning format: {@code messages}, with arguments as strings. */
  OPENAI,
  /** ShareGPT's: {@code conversations} of {@code from} and {@code value}. */
  SHAREGPT;

  /**
   * Writes a conversation.
   *
   * @param conversation the conversation
   * @return a record that {@link Conversations#of} reads as an equal conversation
   * @throws ConversationException if a message has what this form has no field for
   */
  public ObjectNode write(Conversation conversation) {
    ObjectNode record = JsonNodeFactory.instance.objectNode();
    switch (this) {
      case TRL ->
          record.set("messages", MessageJson.ofFile(conversation.messages(), Arguments.OBJECT));
      case OPENAI ->
          record.set("messages", MessageJson.ofFile(conversation.messages(), Arguments.STRING));
      case SHAREGPT -> ShareGpt.write(conversation, record);
    }
    if (!conversation.tools().isEmpty()) {
      if (this == SHAREGPT) {
        record.put("tools", MessageJson.ofTools(conversation.tools()).toString());
      } else {
        record.set("tools", MessageJson.ofTools(conversation.tools()));
      }
    }
    if (!conversation.variables().isEmpty()) {
      record.set("chat_template_kwargs", conversation.variables());
    }
    return record;
  }
}
