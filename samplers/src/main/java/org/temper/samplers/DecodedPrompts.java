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
 */
final class DecodedPrompts {
  /**
   * Of so many rows one is to be done before others begin: prompts go through a pass of their own,
   * which is to be worth its while.
   */
  private static final int ROWS_TO_ONE_DONE = 8;

  private final SamplingConfig config;
  private final @Nullable TextCodec codec;
  private final DecodingSession session;
  private final Deque<Prompt> waiting;
  private final Deque<Integer> done = new ArrayDeque<>();
  private final List<Trajectory> completed;

  /** In the order of their rows. */
  private List<Begun> live = new ArrayList<>();

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

  private DecodedPrompts(
      SamplingConfig config,
      @Nullable TextCodec codec,
      DecodingSession session,
      List<Prompt> prompts) {
    this.config = config;
    this.codec = codec;
    this.session = session;
    this.waiting = new ArrayDeque<>(prompts);
    this.completed = new ArrayList<>(Collections.nCopies(prompts.size(), null));
  }

  /**
   * Completes prompts.
   *
   * @param policy chooses the tokens
   * @param codec turns tokens to text, where there are stop strings
   * @param config how tokens are chosen, and when a completion stops
   * @param prompts in the order in which they begin, each of a place of its own below their number
   * @return a trajectory for each, at its place
   */
  static List<Trajectory> complete(
      Policy policy, @Nullable TextCodec codec, SamplingConfig config, List<Prompt> prompts) {
    if (prompts.isEmpty()) {
      return ImmutableList.of();
    }
    int rows = Math.min(config.maxRows(), prompts.size());
    List<long[]> first = prompts.stream().limit(rows).map(Prompt::tokens).toList();
    try (DecodingSession session = policy.decode(first)) {
      return new DecodedPrompts(config, codec, session, prompts).completed(rows);
    }
  }

  /** Completes all of them; the session has begun the first, one in each row. */
  private List<Trajectory> completed(int rows) {
    for (int row = 0; row < rows; row++) {
      begin(waiting.remove(), row);
    }
    while (!live.isEmpty() || !waiting.isEmpty()) {
      if (live.isEmpty() || done.size() * ROWS_TO_ONE_DONE >= rows) {
        refill();
      }
      if (!live.isEmpty()) {
        advance();
      }
    }
    return ImmutableList.copyOf(completed);
  }

  /** Begins waiting prompts in the rows that are done. */
  private void refill() {
    while (!waiting.isEmpty() && !done.isEmpty()) {
      Prompt next = waiting.remove();
      int row = done.remove();
      session.begin(row, next.tokens());
      begin(next, row);
    }
    live.sort(Comparator.comparingInt(begun -> begun.row().sessionRow()));
  }

  /** A prompt that was put in a row goes on, unless it leaves no room for a completion. */
  private void begin(Prompt prompt, int row) {
    Begun begun =
        new Begun(prompt, new DecodedRow(config, codec, prompt.stream(), row, prompt.tokens()));
    if (config.maxNewTokens() > 0 && begun.row().room(session) > 0) {
      live.add(begun);
    } else {
      end(begun, Ending.truncated(Ending.LENGTH));
    }
  }

  /** Chooses a token for each row. */
  private void advance() {
    Choice choice = DecodedRow.choose(session, config, live.stream().map(Begun::row).toList());
    List<Begun> next = new ArrayList<>();
    long[] advance = new long[live.size()];
    for (int i = 0; i < live.size(); i++) {
      Begun begun = live.get(i);
      Optional<Ending> ending = begun.row().take(choice, i, session);
      if (ending.isPresent()) {
        end(begun, ending.get());
      } else {
        advance[next.size()] = choice.tokens()[i];
        next.add(begun);
      }
    }
    if (!next.isEmpty()) {
      session.advance(Arrays.copyOf(advance, next.size()));
    }
    live = next;
  }

  private void end(Begun begun, Ending ending) {
    int row = begun.row().sessionRow();
    session.finish(row);
    done.add(row);
    completed.set(
        begun.prompt().place(),
        new Trajectory(
            ImmutableList.of(
                new Segment.Prompt(ImmutableLongArray.copyOf(begun.prompt().tokens())),
                begun.row().action().finish(OptionalDouble.empty())),
            ending));
  }
}
