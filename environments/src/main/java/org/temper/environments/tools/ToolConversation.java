package org.temper.environments.tools;

import com.google.common.primitives.ImmutableLongArray;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.temper.data.chat.Conversation;
import org.temper.data.chat.ConversationTokenization;
import org.temper.data.chat.ToolCall;
import org.temper.environments.calls.WrittenTurn;
import org.temper.environments.calls.WrittenTurn.Call;
import org.temper.environments.calls.WrittenTurn.Malformed;
import org.temper.environments.calls.WrittenTurn.WrittenCall;

/**
 * Tools in one conversation with a model: what the model is told of them, the calls in what it
 * writes, which are made within {@link ToolLimits}, and what the model is given to go on.
 *
 * <p>Whatever a call comes to is a value: what cannot be read, an unknown tool, arguments of wrong
 * types, exceptions, a call that takes too long or says too much. The conversation itself stays
 * with the caller. One thread at a time.
 */
public final class ToolConversation implements AutoCloseable {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9]{9}");

  private final ToolDialog dialog;
  private final TurnText turnText;
  private final ToolLimits limits;
  private final GuardedTools tools;
  private final Set<String> ids = new HashSet<>();

  ToolConversation(ToolDialog dialog, TurnText turnText, Toolbox toolbox, ToolLimits limits) {
    this.dialog = dialog;
    this.turnText = turnText;
    this.limits = limits;
    this.tools = new GuardedTools(toolbox, limits);
  }

  /** Who writes tools, calls and results. */
  public enum Form {
    /** The model's template, which knows tools and calls. */
    TEMPLATE,
    /**
     * This: tools are described before the first message, calls are expected as {@linkplain
     * org.temper.environments.calls.CallSyntax#JSON plain JSON}, and results are what the user says
     * next.
     */
    TEXT
  }

  /**
   * What follows a turn with calls.
   *
   * @param conversation all messages, the results of the calls included
   * @param tokens what the model is given after the turn's tokens: results and the beginning of its
   *     next turn
   */
  public record Following(Conversation conversation, ImmutableLongArray tokens) {}

  /**
   * Tools in a conversation that begins.
   *
   * @param tokenization the model's template and tokenizer
   * @param toolbox the tools, closed with this
   * @param limits the limits of a call and of a turn's calls; those of turns and tokens are the
   *     caller's to keep
   * @return the tools, to be closed by the caller
   */
  public static ToolConversation of(
      ConversationTokenization tokenization, Toolbox toolbox, ToolLimits limits) {
    return new ToolConversation(
        ToolDialog.of(tokenization), new TurnText(tokenization.codec()), toolbox, limits);
  }

  /**
   * Who writes tools, calls and results.
   *
   * @return the template, where it takes tools and writes calls that can be read; else this
   */
  public Form form() {
    return dialog.form();
  }

  /**
   * What the model is given first.
   *
   * @param asked the first messages, at least one
   * @return the same with the tools
   */
  public Conversation opening(Conversation asked) {
    return dialog.opening(asked, tools.toolbox().definitions());
  }

  /**
   * Reads a turn and makes its calls, one after the other, as many as the limit allows.
   *
   * @param before all token ids before the turn
   * @param written the turn's token ids
   * @return the turn and what became of its calls
   */
  public Turn turn(ImmutableLongArray before, ImmutableLongArray written) {
    long start = System.nanoTime();
    String text = turnText.of(before.toArray(), written.toArray());
    WrittenTurn read = dialog.syntax().read(text);
    List<CallRecord> records = new ArrayList<>();
    for (WrittenCall each : read.calls()) {
      if (each instanceof Malformed malformed) {
        records.add(
            new CallRecord(
                Optional.empty(),
                malformed.text(),
                ToolResult.refused(CallProblem.MALFORMED, malformed.reason()),
                Duration.ZERO));
      } else if (each instanceof Call good) {
        records.add(call(good, records.size()));
      }
    }
    return new Turn(text, read.said(), records, Duration.ofNanos(System.nanoTime() - start));
  }

  private CallRecord call(Call written, int before) {
    ToolCall call = new ToolCall(Optional.of(id(written)), written.name(), written.arguments());
    long start = System.nanoTime();
    ToolResult result =
        before < limits.callsPerTurn()
            ? tools.call(call)
            : ToolResult.refused(
                CallProblem.TOO_MANY,
                call.name()
                    + ": expected at most "
                    + limits.callsPerTurn()
                    + " calls a turn, got more");
    return new CallRecord(
        Optional.of(call), "", result, Duration.ofNanos(System.nanoTime() - start));
  }

  /** An id that templates take: the model's own where it is one, else the next. */
  private String id(Call call) {
    String own = call.id().filter(id -> ID.matcher(id).matches()).orElse("");
    if (!own.isEmpty() && ids.add(own)) {
      return own;
    }
    int number = ids.size();
    String next;
    do {
      next = String.format(Locale.ROOT, "call%05d", number++);
    } while (!ids.add(next));
    return next;
  }

  /**
   * The conversation as it ends with a turn that nothing answers.
   *
   * @param before the messages before the turn
   * @param turn the turn
   * @return the messages with it
   */
  public Conversation ended(Conversation before, Turn turn) {
    return ToolDialog.ended(before, turn);
  }

  /**
   * The conversation as it goes on after a turn with calls. The turn stays as it was written,
   * however the template would spell it.
   *
   * @param before the messages before the turn
   * @param turn the turn
   * @param written the turn's token ids
   * @return the messages with the results, and what the model is given of them
   * @throws IllegalArgumentException if the template refuses the results in every form
   */
  public Following following(Conversation before, Turn turn, ImmutableLongArray written) {
    return dialog.following(before, turn, written.toArray());
  }

  GuardedTools tools() {
    return tools;
  }

  /** Closes the tools; what they throw then is logged. */
  @Override
  public void close() {
    tools.close();
  }
}
