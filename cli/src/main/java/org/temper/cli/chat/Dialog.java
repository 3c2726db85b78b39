package org.temper.cli.chat;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.temper.api.Policy;
import org.temper.api.TextCodec;
import org.temper.data.chat.ChatFormat;
import org.temper.data.chat.Conversation;
import org.temper.data.chat.ConversationTokenization;
import org.temper.data.chat.Message;
import org.temper.data.chat.Role;
import org.temper.models.hf.LanguageModel;
import org.temper.samplers.Continuation;
import org.temper.samplers.SamplingConfig;

/**
 * A conversation with a model that goes on. What was said stays in one decoding session as long as
 * the template writes it, with the next message, as it stands there; otherwise the conversation is
 * read anew.
 */
public final class Dialog implements AutoCloseable {
  private final Policy policy;
  private final TextCodec codec;
  private final ConversationTokenization tokenization;
  private final SamplingConfig sampling;
  private final @Nullable String system;
  private final long seed;
  private final List<Message> messages = new ArrayList<>();
  private @Nullable Continuation open;
  private int sessions;

  private Dialog(
      LanguageModel model,
      ConversationTokenization tokenization,
      SamplingConfig sampling,
      @Nullable String system,
      long seed) {
    this.policy = model.policy();
    this.codec = model.codec();
    this.tokenization = tokenization;
    this.sampling = sampling;
    this.system = system;
    this.seed = seed;
    reset();
  }

  /**
   * A conversation that begins.
   *
   * @param model the model, still owned by the caller
   * @param format how it writes conversations
   * @param sampling how tokens are chosen
   * @param system what the assistant is told first; null for nothing
   * @param seed decides the draws
   * @return the conversation, to be closed by the caller
   */
  public static Dialog of(
      LanguageModel model,
      ChatFormat format,
      SamplingConfig sampling,
      @Nullable String system,
      long seed) {
    return new Dialog(
        model, ConversationTokenization.of(model.codec(), format), sampling, system, seed);
  }

  /** Begins anew. */
  public void reset() {
    close();
    messages.clear();
    if (system != null) {
      messages.add(Message.of(Role.SYSTEM, system));
    }
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
   * Answers a message.
   *
   * @param text the message
   * @param listener is given the answer piece by piece
   * @return the answer
   * @throws IllegalArgumentException if the template refuses the message, or the conversation is
   *     too long for the model; it is then as if the message had not been
   */
  public String answer(String text, Consumer<String> listener) {
    List<Message> asked = new ArrayList<>(messages);
    asked.add(Message.of(Role.USER, text));
    long[] prompt = tokenization.prompt(Conversation.of(asked));
    checkArgument(
        prompt.length < policy.maxLength(),
        "the conversation has %s tokens, and the model takes %s with the answer; /reset starts anew",
        prompt.length,
        policy.maxLength());
    Continuation sequence = continued(prompt);
    StreamedText streamed = new StreamedText(codec, listener);
    sequence.write(streamed::add);
    String answer = streamed.finish();
    messages.clear();
    messages.addAll(asked);
    messages.add(Message.of(Role.ASSISTANT, answer));
    return answer;
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
    open = Continuation.open(policy, codec, sampling, prompt, seed + sessions);
    sessions++;
    return open;
  }

  /** Closes the session. */
  @Override
  public void close() {
    if (open != null) {
      open.close();
      open = null;
    }
  }
}
