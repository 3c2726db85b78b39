package org.temper.environments.tools;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import com.google.common.primitives.Longs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.Environment;
import org.temper.data.chat.Conversation;
import org.temper.data.chat.ToolCall;
import org.temper.environments.Task;
import org.temper.environments.calls.WrittenTurn;
import org.temper.environments.calls.WrittenTurn.Call;
import org.temper.environments.calls.WrittenTurn.Malformed;
import org.temper.environments.calls.WrittenTurn.WrittenCall;

/**
 * An environment whose episodes are conversations with tools; {@link ToolEnvironments} makes them.
 *
 * <p>The prompt is the task's conversation with the tools, as the model's template writes it. A
 * turn of the policy is decoded and its calls are made, one after the other; what the template
 * writes after it, results and the beginning of the next answer, is the observation. What was
 * sampled is never tokenized again. A turn without calls ends the episode as {@value #ANSWER},
 * truncated where it lacks an end token though the tokenizer has some; a limit truncates it. The
 * reward is given with the last step.
 *
 * <p>Whatever a call comes to is text for the model and is counted in the {@link #transcript}.
 *
 * @param <T> what is known of a task
 */
public final class ToolEnvironment<T> implements Environment {
  /** Reason of an episode that the policy ended by a turn without calls. */
  public static final String ANSWER = "answer";

  /** Reason of an episode that would need more turns than the limit. */
  public static final String TURNS = "turns";

  private static final String UNFINISHED = "unfinished";
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9]{9}");

  private final LongFunction<Task<T>> tasks;
  private final EpisodeParts<T> parts;
  private volatile @Nullable Played<T> played;
  private volatile @Nullable GuardedTools tools;

  ToolEnvironment(LongFunction<Task<T>> tasks, EpisodeParts<T> parts) {
    this.tasks = tasks;
    this.parts = parts;
  }

  /**
   * An episode so far.
   *
   * @param task what is asked
   * @param object what knows of it
   * @param prompt how many messages the policy was given
   * @param conversation all messages
   * @param turns what happened
   * @param tokens of prompt, turns and observations
   * @param ending how it ended, if it did
   * @param rewards what it was worth, once it has ended
   */
  private record Played<T>(
      Task<T> task,
      Object object,
      int prompt,
      Conversation conversation,
      ImmutableList<Turn> turns,
      ImmutableLongArray tokens,
      Optional<Ending> ending,
      EpisodeRewards rewards) {
    Played<T> went(Conversation on, Turn turn, long[] more) {
      return new Played<>(
          task,
          object,
          prompt,
          on,
          ImmutableList.<Turn>builder().addAll(turns).add(turn).build(),
          ImmutableLongArray.copyOf(Longs.concat(tokens.toArray(), more)),
          ending,
          rewards);
    }

    Played<T> ended(Ending how, EpisodeRewards worth) {
      return new Played<>(
          task, object, prompt, conversation, turns, tokens, Optional.of(how), worth);
    }

    Transcript transcript() {
      return new Transcript(
          conversation, prompt, turns, ending.orElse(Ending.truncated(UNFINISHED)));
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the object has no tools, or the template refuses the
   *     conversation
   */
  @Override
  public ImmutableLongArray reset(long seed) {
    close();
    Task<T> task = tasks.apply(seed);
    Object object = parts.objects().get();
    checkState(object != null, "episode: expected an object from the supplier, got null");
    GuardedTools guarded = new GuardedTools(Toolbox.of(object), parts.limits());
    tools = guarded;
    Optional<String> first = Optional.empty();
    if (object instanceof ToolEpisode<?> episode) {
      @SuppressWarnings("unchecked") // the caller makes objects for its tasks
      ToolEpisode<T> own = (ToolEpisode<T>) episode;
      first = own.reset(task);
    }
    Conversation opening =
        parts.dialog().opening(task.conversation(), guarded.toolbox().definitions(), first);
    ImmutableLongArray prompt =
        ImmutableLongArray.copyOf(parts.dialog().tokenization().prompt(opening));
    played =
        new Played<>(
            task,
            object,
            opening.messages().size(),
            opening,
            ImmutableList.of(),
            prompt,
            Optional.empty(),
            EpisodeRewards.none());
    return prompt;
  }

  @Override
  public Step step(ImmutableLongArray action) {
    Played<T> before = played;
    GuardedTools guarded = tools;
    checkState(
        before != null && guarded != null && before.ending().isEmpty(),
        "step: expected an episode under way, got %s; reset begins one",
        before == null ? "none" : "one that has ended");
    long start = System.nanoTime();
    long[] written = action.toArray();
    String text = parts.turnText().of(before.tokens().toArray(), written);
    WrittenTurn read = parts.dialog().syntax().read(text);
    List<CallRecord> calls = call(guarded, read.calls(), before.turns());
    Turn turn = new Turn(text, read.said(), calls, Duration.ofNanos(System.nanoTime() - start));
    if (calls.isEmpty()) {
      boolean whole =
          parts.turnText().ends(written)
              || parts.dialog().tokenization().codec().endTokens().isEmpty();
      return end(
          guarded,
          before.went(ToolDialog.ended(before.conversation(), turn), turn, written),
          whole ? Ending.terminated(ANSWER) : Ending.truncated(Ending.LENGTH));
    }
    if (before.turns().size() + 1 == parts.limits().turns()) {
      return end(
          guarded,
          before.went(ToolDialog.ended(before.conversation(), turn), turn, written),
          Ending.truncated(TURNS));
    }
    ToolDialog.Answered answered = parts.dialog().answer(before.conversation(), turn, written);
    Played<T> after =
        before.went(
            answered.conversation(), turn, Longs.concat(written, answered.observation().toArray()));
    if (after.tokens().length() >= parts.limits().tokens()) {
      return end(guarded, after, Ending.truncated(Ending.LENGTH));
    }
    played = after;
    return new Step(answered.observation(), OptionalDouble.empty(), Optional.empty());
  }

  /** Makes a turn's calls, as many as the limit allows. */
  private List<CallRecord> call(
      GuardedTools guarded, List<WrittenCall> written, List<Turn> before) {
    Set<String> ids = new HashSet<>();
    before.forEach(
        turn ->
            turn.calls()
                .forEach(record -> record.call().flatMap(ToolCall::id).ifPresent(ids::add)));
    List<CallRecord> records = new ArrayList<>();
    for (WrittenCall each : written) {
      if (each instanceof Malformed malformed) {
        records.add(
            new CallRecord(
                Optional.empty(),
                malformed.text(),
                ToolResult.refused(CallProblem.MALFORMED, malformed.reason()),
                Duration.ZERO));
      } else if (each instanceof Call good) {
        ToolCall call = new ToolCall(Optional.of(id(good, ids)), good.name(), good.arguments());
        long start = System.nanoTime();
        ToolResult result =
            records.size() < parts.limits().callsPerTurn()
                ? guarded.call(call)
                : ToolResult.refused(
                    CallProblem.TOO_MANY,
                    call.name()
                        + ": expected at most "
                        + parts.limits().callsPerTurn()
                        + " calls a turn, got more");
        records.add(
            new CallRecord(
                Optional.of(call), "", result, Duration.ofNanos(System.nanoTime() - start)));
      }
    }
    return records;
  }

  /** An id that templates take: the model's own where it is one, else the next. */
  private static String id(Call call, Set<String> taken) {
    String own = call.id().filter(id -> ID.matcher(id).matches()).orElse("");
    if (!own.isEmpty() && taken.add(own)) {
      return own;
    }
    int number = taken.size();
    String next;
    do {
      next = String.format(Locale.ROOT, "call%05d", number++);
    } while (!taken.add(next));
    return next;
  }

  private Step end(GuardedTools guarded, Played<T> last, Ending ending) {
    Played<T> ended = last.ended(ending, EpisodeRewards.none());
    Transcript transcript = ended.transcript();
    EpisodeRewards.Sum sum = new EpisodeRewards.Sum();
    if (last.object() instanceof ToolEpisode<?> episode) {
      guarded
          .reward(EpisodeRewards.OWN, () -> episode.reward(transcript.answer()))
          .ifPresent(reward -> sum.add(EpisodeRewards.OWN, 1, reward));
    }
    for (WeightedReward<T> reward : parts.rewards()) {
      guarded
          .reward(
              reward.name(),
              () -> OptionalDouble.of(reward.reward().reward(last.task(), transcript)))
          .ifPresent(value -> sum.add(reward.name(), reward.weight(), value));
    }
    EpisodeRewards worth = sum.done();
    played = ended.ended(ending, worth);
    return new Step(ImmutableLongArray.of(), worth.total(), Optional.of(ending));
  }

  /**
   * What happened so far.
   *
   * @return the transcript of the episode, which is kept when this is closed; one that the rollouts
   *     ended is truncated as unfinished, see {@link Transcript#withEnding}
   * @throws IllegalStateException if no episode was started
   */
  public Transcript transcript() {
    return played()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "transcript: expected an episode, got none; reset begins one"));
  }

  /**
   * What happened so far, if anything did.
   *
   * @return the transcript; empty where no episode could be started
   */
  public Optional<Transcript> played() {
    return Optional.ofNullable(played).map(Played::transcript);
  }

  /**
   * What the episode was worth.
   *
   * @return its rewards; none before it has ended
   */
  public EpisodeRewards rewards() {
    return Optional.ofNullable(played).map(Played::rewards).orElseGet(EpisodeRewards::none);
  }

  @Override
  public void close() {
    GuardedTools held = tools;
    tools = null;
    if (held != null) {
      held.close();
    }
  }
}
