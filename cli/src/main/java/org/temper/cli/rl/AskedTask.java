package org.temper.cli.rl;

import java.util.Optional;
import java.util.function.Supplier;
import org.temper.api.text.TextCodec;
import org.temper.cli.training.Completions.Question;
import org.temper.data.PromptCompletion;
import org.temper.data.chat.ChatContext.GenerationPrompt;
import org.temper.data.chat.Conversation;
import org.temper.data.chat.ConversationTokenization;

/**
 * A task whose prompt is not encoded yet.
 *
 * @param conversation what is to be answered; empty where the prompt is a text
 * @param prompt the text, empty where there is a conversation
 * @param answer the reference answer; empty where there is none
 */
record AskedTask(Optional<Conversation> conversation, String prompt, String answer) {

  /** A task whose prompt is a text. */
  static AskedTask of(PromptCompletion task) {
    return new AskedTask(Optional.empty(), task.prompt(), task.completion());
  }

  /** A task whose prompt is a conversation. */
  static AskedTask of(Conversation conversation, String answer) {
    return new AskedTask(Optional.of(conversation), "", answer);
  }

  /**
   * The task with its prompt's tokens; of a conversation, its text is what the template makes of
   * it.
   *
   * @param codec the model's tokenizer
   * @param template the model's template, asked for where there is a conversation
   * @throws IllegalArgumentException if the template refuses the conversation
   */
  Question<PromptCompletion> encoded(TextCodec codec, Supplier<ConversationTokenization> template) {
    return conversation
        .map(asked -> encoded(asked, template.get()))
        .orElseGet(
            () -> new Question<>(new PromptCompletion(prompt, answer), codec.encodePrompt(prompt)));
  }

  private Question<PromptCompletion> encoded(
      Conversation asked, ConversationTokenization template) {
    String text = template.format().text(asked, GenerationPrompt.ADDED);
    return new Question<>(new PromptCompletion(text, answer), template.prompt(asked));
  }
}
