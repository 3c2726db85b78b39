package org.temper.data.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Clock;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.temper.data.chat.ChatContext.GenerationPrompt;
import org.temper.data.chat.ChatContext.SpecialTokens;
import org.temper.data.chat.MessageJson.Arguments;

/**
 * The form in which a model's authors write conversations: the chat template with the special
 * tokens that it writes.
 *
 * @param template the template
 * @param toolUse the one for conversations with tools, where there is another
 * @param specialTokens the tokens' texts
 * @param now what templates that state the date read
 */
public record ChatFormat(
    ChatTemplate template, Optional<ChatTemplate> toolUse, SpecialTokens specialTokens, Clock now) {

  /** The function by which templates ask for the time. */
  private static final String NOW = "strftime_now";

  /**
   * A template for all conversations.
   *
   * @param template the template
   * @param specialTokens the tokens' texts
   * @return the format
   */
  public static ChatFormat of(ChatTemplate template, SpecialTokens specialTokens) {
    return new ChatFormat(
        template, Optional.empty(), specialTokens, Clock.system(ZoneId.systemDefault()));
  }

  /** What decides the text beside the conversation. */
  String identity() {
    return String.join("\n", sources(), specialTokens.toString(), asksForTime() ? time() : "");
  }

  /** The time where it stands still, else the day. */
  private String time() {
    boolean fixed = now.equals(Clock.fixed(now.instant(), now.getZone()));
    return (fixed ? LocalDateTime.now(now) : LocalDate.now(now)).toString();
  }

  private String sources() {
    return template.source() + toolUse.map(ChatTemplate::source).orElse("");
  }

  /**
   * Whether the text of a conversation depends on the time.
   *
   * @return whether a template asks for it, for some conversations at least
   */
  public boolean asksForTime() {
    return sources().contains(NOW);
  }

  /**
   * The same at another time.
   *
   * @param clock what templates that state the date read
   * @return a format
   */
  public ChatFormat withNow(Clock clock) {
    return new ChatFormat(template, toolUse, specialTokens, clock);
  }

  /**
   * The text of a conversation.
   *
   * @param conversation the conversation
   * @param generationPrompt whether it ends with the beginning of an answer
   * @return the text
   * @throws IllegalArgumentException if the template refuses the conversation, or leaves out its
   *     tools or calls
   */
  public String text(Conversation conversation, GenerationPrompt generationPrompt) {
    Rendering rendering = Rendering.of(this, conversation);
    return rendering.text(conversation.messages(), generationPrompt);
  }

  /** The template for a conversation. */
  ChatTemplate templateFor(Conversation conversation) {
    return conversation.tools().isEmpty() ? template : toolUse.orElse(template);
  }

  /** Messages of a conversation, or others in their stead, through the conversation's template. */
  RenderedChat render(
      Conversation conversation,
      List<Message> messages,
      GenerationPrompt generationPrompt,
      Arguments arguments) {
    ArrayNode json = MessageJson.ofTemplate(messages, arguments);
    ChatContext context =
        ChatContext.of(json, generationPrompt)
            .withSpecialTokens(specialTokens)
            .withNow(now)
            .withVariables(conversation.variables());
    return templateFor(conversation)
        .render(
            conversation.tools().isEmpty()
                ? context
                : context.withTools(MessageJson.ofTools(conversation.tools())));
  }
}
