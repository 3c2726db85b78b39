package org.temper.environments.tools;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import com.google.common.primitives.Longs;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.Environment;
import org.temper.data.chat.Conversation;
import org.temper.data.chat.Message;
import org.temper.data.chat.Role;
import org.temper.environments.Task;
import org.temper.environments.tools.ToolConversation.Following;

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

  private final LongFunction<Task<T>> tasks;
  private final EpisodeParts<T> parts;
  private volatile @Nullable Played<T> played;
  private volatile @Nullable ToolConversation tools;

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
    ToolConversation held =
        new ToolConversation(parts.dialog(), parts.turnText(), Toolbox.of(object), parts.limits());
    tools = held;
    Optional<String> first = Optional.empty();
    if (object instanceof ToolEpisode<?> episode) {
      @SuppressWarnings("unchecked") // the caller makes objects for its tasks
      ToolEpisode<T> own = (ToolEpisode<T>) episode;
      first = own.reset(task);
    }
    Conversation asked = task.conversation();
    Conversation opening =
        held.opening(first.map(said -> asked.then(Message.of(Role.USER, said))).orElse(asked));
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
    ToolConversation held = tools;
    checkState(
        before != null && held != null && before.ending().isEmpty(),
        "step: expected an episode under way, got %s; reset begins one",
        before == null ? "none" : "one that has ended");
    long[] written = action.toArray();
    Turn turn = held.turn(before.tokens(), action);
    if (turn.calls().isEmpty()) {
      boolean whole =
          parts.turnText().ends(written)
              || parts.dialog().tokenization().codec().endTokens().isEmpty();
      return end(
          held,
          before.went(held.ended(before.conversation(), turn), turn, written),
          whole ? Ending.terminated(ANSWER) : Ending.truncated(Ending.LENGTH));
    }
    if (before.turns().size() + 1 == parts.limits().turns()) {
      return end(
          held,
          before.went(held.ended(before.conversation(), turn), turn, written),
          Ending.truncated(TURNS));
    }
    Following following = held.following(before.conversation(), turn, action);
    Played<T> after =
        before.went(
            following.conversation(), turn, Longs.concat(written, following.tokens().toArray()));
    if (after.tokens().length() >= parts.limits().tokens()) {
      return end(held, after, Ending.truncated(Ending.LENGTH));
    }
    played = after;
    return new Step(following.tokens(), OptionalDouble.empty(), Optional.empty());
  }

  private Step end(ToolConversation held, Played<T> last, Ending ending) {
    Played<T> ended = last.ended(ending, EpisodeRewards.none());
    Transcript transcript = ended.transcript();
    EpisodeRewards.Sum sum = new EpisodeRewards.Sum();
    if (last.object() instanceof ToolEpisode<?> episode) {
      held.tools()
          .reward(EpisodeRewards.OWN, () -> episode.reward(transcript.answer()))
          .ifPresent(reward -> sum.add(EpisodeRewards.OWN, 1, reward));
    }
    for (WeightedReward<T> reward : parts.rewards()) {
      held.tools()
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
    ToolConversation held = tools;
    tools = null;
    if (held != null) {
      held.close();
    }
  }
}
