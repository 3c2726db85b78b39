package org.temper.samplers;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.temper.api.DecodingSession;
import org.temper.api.Policy;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.Segment;
import org.temper.api.rollouts.Trajectory;
import org.temper.api.text.TextCodec;

/**
 * Prompts that are completed in one session: as many at once as it has rows, and the others in the
 * rows of those that are done.
 *
 * @param policy chooses the tokens
 * @param codec turns tokens to text, where there are stop strings
 * @param config how tokens are chosen, and when a completion stops
 */
record DecodedPrompts(Policy policy, @Nullable TextCodec codec, SamplingConfig config) {
  /**
   * Of so many rows one is to be done before others begin: prompts go through a pass of their own,
   * which is to be worth its while.
   */
  private static final int ROWS_TO_ONE_DONE = 8;

  /**
   * A prompt.
   *
   * @param place where its trajectory goes
   * @param tokens ids, at least one
   * @param stream what its draws come from
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  record Prompt(int place, long[] tokens, long stream) {}

  /** A prompt in its row. */
  private record Begun(Prompt prompt, DecodedRow row) {}

  /**
   * Completes prompts.
   *
   * @param prompts in the order in which they begin, each of a place of its own below their number
   * @return a trajectory for each, at its place
   */
  List<Trajectory> completed(List<Prompt> prompts) {
    List<Trajectory> completed = new ArrayList<>(Collections.nCopies(prompts.size(), null));
    if (prompts.isEmpty()) {
      return ImmutableList.of();
    }
    int width = Math.min(config.maxRows(), prompts.size());
    Deque<Prompt> waiting = new ArrayDeque<>(prompts.subList(width, prompts.size()));
    List<long[]> first = prompts.stream().limit(width).map(Prompt::tokens).toList();
    try (DecodingSession session = policy.decode(first)) {
      List<Begun> live = new ArrayList<>();
      Deque<Integer> done = new ArrayDeque<>();
      for (int row = 0; row < width; row++) {
        begin(prompts.get(row), row, session, completed)
            .ifPresentOrElse(live::add, done(done, row));
      }
      while (!live.isEmpty() || !waiting.isEmpty()) {
        if (live.isEmpty() || done.size() * ROWS_TO_ONE_DONE >= width) {
          refill(waiting, done, session, live, completed);
        }
        if (!live.isEmpty()) {
          live = advanced(live, session, done, completed);
        }
      }
    }
    return ImmutableList.copyOf(completed);
  }

  private static Runnable done(Deque<Integer> done, int row) {
    return () -> done.add(row);
  }

  /** Begins waiting prompts in the rows that are done. */
  private void refill(
      Deque<Prompt> waiting,
      Deque<Integer> done,
      DecodingSession session,
      List<Begun> live,
      List<Trajectory> completed) {
    while (!waiting.isEmpty() && !done.isEmpty()) {
      Prompt next = waiting.remove();
      int row = done.remove();
      session.begin(row, next.tokens());
      begin(next, row, session, completed).ifPresentOrElse(live::add, done(done, row));
    }
    live.sort(Comparator.comparingInt(begun -> begun.row().sessionRow()));
  }

  /** A prompt that was put in a row; nothing where it leaves no room for a completion. */
  private Optional<Begun> begin(
      Prompt prompt, int row, DecodingSession session, List<Trajectory> completed) {
    Begun begun =
        new Begun(prompt, new DecodedRow(config, codec, prompt.stream(), row, prompt.tokens()));
    if (config.maxNewTokens() > 0 && begun.row().room(session) > 0) {
      return Optional.of(begun);
    }
    end(begun, Ending.truncated(Ending.LENGTH), session, completed);
    return Optional.empty();
  }

  /** Chooses a token for each row; those that go on. */
  private List<Begun> advanced(
      List<Begun> live, DecodingSession session, Deque<Integer> done, List<Trajectory> completed) {
    Choice choice = DecodedRow.choose(session, config, live.stream().map(Begun::row).toList());
    List<Begun> next = new ArrayList<>();
    long[] advance = new long[live.size()];
    for (int i = 0; i < live.size(); i++) {
      Begun begun = live.get(i);
      Optional<Ending> ending = begun.row().take(choice, i, session);
      if (ending.isPresent()) {
        end(begun, ending.get(), session, completed);
        done.add(begun.row().sessionRow());
      } else {
        advance[next.size()] = choice.tokens()[i];
        next.add(begun);
      }
    }
    if (!next.isEmpty()) {
      session.advance(Arrays.copyOf(advance, next.size()));
    }
    return next;
  }

  private static void end(
      Begun begun, Ending ending, DecodingSession session, List<Trajectory> completed) {
    session.finish(begun.row().sessionRow());
    completed.set(
        begun.prompt().place(),
        new Trajectory(
            ImmutableList.of(
                new Segment.Prompt(ImmutableLongArray.copyOf(begun.prompt().tokens())),
                begun.row().action().finish(OptionalDouble.empty())),
            ending));
  }
}
