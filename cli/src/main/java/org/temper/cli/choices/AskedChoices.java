package org.temper.cli.choices;

import com.google.common.collect.Lists;
import com.google.common.primitives.ImmutableLongArray;
import com.google.common.primitives.Longs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.temper.api.Policy;
import org.temper.api.text.TextCodec;
import org.temper.cli.choices.ChoiceForm.Asked;
import org.temper.data.chat.Conversation;
import org.temper.data.chat.ConversationTokenization;
import org.temper.data.chat.Message;
import org.temper.data.chat.Role;
import org.temper.environments.choices.ChoiceQuestion;
import org.temper.evaluation.confidence.OptionLogProbs;
import org.temper.evaluation.confidence.OptionPrompt;
import org.temper.evaluation.confidence.OptionScorer;
import org.temper.models.hf.LanguageModel;
import org.temper.reporting.ConsoleProgress;

/**
 * Multiple-choice questions as the tokens of one model, and what may be said after they are
 * answered.
 *
 * @param form how they are put
 * @param codec the model's tokenizer
 * @param chat the model's template; empty where questions are plain text
 */
public record AskedChoices(
    ChoiceForm form, TextCodec codec, Optional<ConversationTokenization> chat) {
  private static final int BATCH_TOKENS = 4096;
  private static final int QUESTIONS_AT_ONCE = 128;

  /**
   * Questions for a model.
   *
   * @param form how they are put
   * @param model the model
   * @return the questions' tokens
   * @throws IllegalArgumentException if they are to be put by a template that the model has not
   */
  public static AskedChoices of(ChoiceForm form, LanguageModel model) {
    return new AskedChoices(
        form,
        model.codec(),
        form.asked() == Asked.CHAT ? Optional.of(template(model)) : Optional.empty());
  }

  private static ConversationTokenization template(LanguageModel model) {
    return ConversationTokenization.of(
        model.codec(),
        model
            .chatFormat()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "--ask: expected text, as the model has no chat template, got chat")));
  }

  /**
   * Has a policy answer.
   *
   * @param policy answers; nothing of it is changed
   * @param questions what it is asked
   * @return its answers
   * @throws IllegalArgumentException if a question is longer than the policy can take
   */
  public ChoiceResult answers(Policy policy, List<ChoiceQuestion> questions) {
    OptionScorer scorer = new OptionScorer(policy, BATCH_TOKENS);
    List<OptionPrompt> prompts = questions.stream().map(this::prompt).toList();
    List<OptionLogProbs> scores = new ArrayList<>();
    for (List<OptionPrompt> part :
        ConsoleProgress.over(Lists.partition(prompts, QUESTIONS_AT_ONCE), "questions")) {
      scores.addAll(scorer.score(part));
    }
    return new ChoiceResult(questions, scores, form.handling());
  }

  /**
   * A question.
   *
   * @param question what is asked
   * @return its tokens, and those of each option
   */
  public OptionPrompt prompt(ChoiceQuestion question) {
    String text = form.prompt(question);
    List<String> options = form.task().options(question);
    if (chat.isEmpty()) {
      return OptionPrompt.of(codec, text, options);
    }
    return new OptionPrompt(
        ImmutableLongArray.copyOf(chat.get().prompt(Conversation.of(Message.of(Role.USER, text)))),
        options.stream()
            .map(option -> ImmutableLongArray.copyOf(codec.encode(option.strip())))
            .toList());
  }

  /**
   * What is said after an answer.
   *
   * @param question what was asked
   * @param option the index of the option that answered it
   * @param text what is said: on a line of its own, or as the user's next message
   * @return the tokens that follow those of the option, up to where the model goes on
   */
  public long[] after(ChoiceQuestion question, int option, String text) {
    OptionPrompt prompt = prompt(question);
    String asked = form.prompt(question);
    String answer = form.task().options(question).get(option);
    long[] answered = prompt.options().get(option).toArray();
    return chat.map(
            template ->
                template.after(
                    Conversation.of(
                        Message.of(Role.USER, asked),
                        Message.of(Role.ASSISTANT, answer.strip()),
                        Message.of(Role.USER, text)),
                    1,
                    answered))
        .orElseGet(
            () ->
                codec.encodeCompletion(
                    asked + answer, Longs.concat(prompt.prompt().toArray(), answered), line(text)));
  }

  /**
   * A word as the model says it after what was said last.
   *
   * @param text what was said last, as {@link #after} has it
   * @param word the word, without space around it
   * @return its tokens
   */
  public long[] reply(String text, String word) {
    return chat.isPresent() ? codec.encode(word) : codec.encodeCompletion(line(text), " " + word);
  }

  private static String line(String text) {
    return "\n" + text;
  }
}
