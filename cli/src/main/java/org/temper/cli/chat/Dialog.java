package org.temper.cli.chat;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableLongArray;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.temper.api.Policy;
import org.temper.data.chat.Conversation;
import org.temper.data.chat.ConversationTokenization;
import org.temper.data.chat.Message;
import org.temper.data.chat.Role;
import org.temper.environments.tools.ToolConversation;
import org.temper.environments.tools.ToolConversation.Following;
import org.temper.environments.tools.ToolConversation.Form;
import org.temper.environments.tools.Turn;
import org.temper.samplers.Continuation;
import org.temper.samplers.SamplingConfig;

/**
 * A conversation with a model that goes on, with tools where they are given. What was said stays in
 * one decoding session as long as the template writes it, with the next message, as it stands
 * there; otherwise the conversation is read anew. What tools say is added to the session in any
 * case.
 */
public final class Dialog implements AutoCloseable {
  private final Policy policy;
  private final ConversationTokenization tokenization;
  private final SamplingConfig sampling;
  private final @Nullable String system;
  private final long seed;
  private final @Nullable ToolKit kit;
  private @Nullable ToolConversation tools;
  private @Nullable Conversation conversation;
  private @Nullable Continuation open;
  private int sessions;

  private Dialog(
      Policy policy,
      ConversationTokenization tokenization,
      SamplingConfig sampling,
      @Nullable String system,
      long seed,
      @Nullable ToolKit kit) {
    this.policy = policy;
    this.tokenization = tokenization;
    this.sampling = sampling;
    this.system = system;
    this.seed = seed;
    this.kit = kit;
    reset();
  }

  /**
   * A conversation that begins.
   *
   * @param policy the model, still owned by the caller
   * @param tokenization how it writes conversations
   * @param sampling how tokens are chosen
   * @param system what the assistant is told first; null for nothing
   * @param seed decides the draws
   * @param kit the tools that it may call; null for none
   * @return the conversation, to be closed by the caller
   * @throws IllegalArgumentException if the tools cannot be made
   */
  public static Dialog of(
      Policy policy,
      ConversationTokenization tokenization,
      SamplingConfig sampling,
      @Nullable String system,
      long seed,
      @Nullable ToolKit kit) {
    return new Dialog(policy, tokenization, sampling, system, seed, kit);
  }

  /**
   * Begins anew, with new tools.
   *
   * @throws IllegalArgumentException if the tools cannot be made
   */
  public void reset() {
    close();
    conversation = null;
    tools = kit == null ? null : kit.begin(tokenization);
  }

  /**
   * How many sessions were opened: one, unless the conversation was read anew.
   *
   * @return the number so far
   */
  public int sessions() {
    return sessions;
  }

  /**
   * Who writes tools, calls and results.
   *
   * @return the template or this library; empty where there are no tools
   */
  public Optional<Form> toolForm() {
    return Optional.ofNullable(tools).map(ToolConversation::form);
  }

  /**
   * Answers a message. Where there are tools, calls are made and their results given to the model,
   * which goes on until it has answered without a call.
   *
   * @param text the message
   * @param listener is given the answer piece by piece, and the calls
   * @return the answer: what the model wrote last
   * @throws IllegalArgumentException if the template refuses the message, the conversation is too
   *     long for the model, or the model has not answered within as many turns as the limit says;
   *     it is then as if the message had not been
   */
  public String answer(String text, DialogListener listener) {
    Conversation asked = asked(Message.of(Role.USER, text));
    long[] prompt = tokenization.prompt(asked);
    checkLength(prompt.length);
    Continuation sequence = continued(prompt);
    for (int turn = 1; ; turn++) {
      ImmutableLongArray before = ImmutableLongArray.copyOf(sequence.tokens());
      StreamedText streamed = new StreamedText(tokenization.codec(), listener::text);
      ImmutableLongArray written = sequence.write(streamed::add).tokens();
      String answer = streamed.finish();
      if (kit == null || tools == null) {
        conversation = asked.then(Message.of(Role.ASSISTANT, answer));
        return answer;
      }
      Turn read = tools.turn(before, written);
      read.calls().forEach(listener::called);
      if (read.calls().isEmpty()) {
        conversation = tools.ended(asked, read);
        return answer;
      }
      checkArgument(
          turn < kit.limits().turns(),
          "the message has no answer after %s turns with calls, and is forgotten; --turns N allows more",
          turn);
      Following following = tools.following(asked, read, written);
      checkLength(sequence.tokens().length + following.tokens().length());
      sequence.append(following.tokens().toArray());
      asked = following.conversation();
    }
  }

  private Conversation asked(Message message) {
    if (conversation != null) {
      return conversation.then(message);
    }
    Conversation first =
        system == null
            ? Conversation.of(message)
            : Conversation.of(Message.of(Role.SYSTEM, system), message);
    return tools == null ? first : tools.opening(first);
  }

  private void checkLength(int tokens) {
    checkArgument(
        tokens < policy.maxLength(),
        "the conversation has %s tokens, and the model takes %s with the answer; /reset starts anew",
        tokens,
        policy.maxLength());
  }

  private Continuation continued(long[] prompt) {
    if (open != null) {
      ImmutableLongArray before = ImmutableLongArray.copyOf(open.tokens());
      int length = before.length();
      if (length < prompt.length
          && before.equals(ImmutableLongArray.copyOf(Arrays.copyOf(prompt, length)))) {
        open.append(Arrays.copyOfRange(prompt, length, prompt.length));
        return open;
      }
      open.close();
    }
    open = Continuation.open(policy, tokenization.codec(), sampling, prompt, seed + sessions);
    sessions++;
    return open;
  }

  /** Closes the session and the tools. */
  @Override
  public void close() {
    if (open != null) {
      open.close();
      open = null;
    }
    if (tools != null) {
      tools.close();
      tools = null;
    }
  }
}
