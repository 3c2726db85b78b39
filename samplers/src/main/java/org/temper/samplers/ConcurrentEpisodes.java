package org.temper.samplers;

import com.google.common.primitives.ImmutableLongArray;
import com.google.common.primitives.Longs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.temper.api.DecodingSession;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.Environment;
import org.temper.samplers.calls.GuardedCalls;

/**
 * Episodes in one decoding session, each at its own pace: while an environment thinks, its row
 * rests and the others are decoded. Where an episode has ended, the next that waits takes its row.
 */
final class ConcurrentEpisodes {
  private final DecodingSession session;
  private final SamplingConfig config;
  private final Deque<Episode> waiting;
  private final GuardedCalls<Environment.Step> calls;
  private final Duration patience;
  private final Function<Episode, Callable<Environment.Step>> resets;
  private final BiFunction<Episode, Integer, DecodedRow> begin;
  private final List<Episode> episodes = new ArrayList<>();
  private final List<DecodedRow> rows = new ArrayList<>();
  private final TreeSet<Integer> acting = new TreeSet<>();
  private final Set<Integer> starting = new HashSet<>();

  /** Rows whose environments were just called. */
  private final Set<Integer> asked = new HashSet<>();

  /**
   * Episodes of a session.
   *
   * @param waiting those that come after the first, which are taken from there
   * @param calls makes the calls of environments, those of a row by its number
   * @param patience how long rows that act wait for environments that were just called
   * @param resets what starts an episode
   * @param begin makes the row of an episode that has started
   */
  ConcurrentEpisodes(
      DecodingSession session,
      SamplingConfig config,
      Deque<Episode> waiting,
      GuardedCalls<Environment.Step> calls,
      Duration patience,
      Function<Episode, Callable<Environment.Step>> resets,
      BiFunction<Episode, Integer, DecodedRow> begin) {
    this.session = session;
    this.config = config;
    this.waiting = waiting;
    this.calls = calls;
    this.patience = patience;
    this.resets = resets;
    this.begin = begin;
  }

  /**
   * Plays until all have ended.
   *
   * @param started one for each row of the session, which their prompts are in
   */
  void play(List<Episode> started) {
    for (int i = 0; i < started.size(); i++) {
      episodes.add(started.get(i));
      rows.add(begin.apply(started.get(i), i));
      act(i);
    }
    while (!acting.isEmpty() || calls.pending() > 0) {
      if (!acting.isEmpty()) {
        decode();
      }
      takeAnswers();
    }
  }

  /** Lets a row act that has just begun, if there is room to. */
  private void act(int row) {
    if (rows.get(row).room(session) > 0) {
      acting.add(row);
    } else {
      episodes.get(row).end(Ending.truncated(Ending.LENGTH));
      free(row);
    }
  }

  /** Ends a row, and starts the next episode that is to have it. */
  private void free(int row) {
    session.finish(row);
    startNext(row);
  }

  private void startNext(int row) {
    if (!waiting.isEmpty()) {
      Episode next = waiting.remove();
      episodes.set(row, next);
      starting.add(row);
      ask(row, resets.apply(next));
    }
  }

  private void ask(int row, Callable<Environment.Step> call) {
    calls.start(row, call);
    asked.add(row);
  }

  /** Chooses a token in each row that acts; rows whose turn ends there rest. */
  private void decode() {
    List<DecodedRow> live = acting.stream().map(rows::get).toList();
    Choice choice = DecodedRow.choose(session, config, live);
    for (int i = 0; i < live.size(); i++) {
      DecodedRow row = live.get(i);
      int number = row.sessionRow();
      if (row.take(choice, i, session).isPresent()) {
        Environment environment = episodes.get(number).environment();
        ImmutableLongArray action = row.action().tokens();
        acting.remove(number);
        ask(number, () -> environment.step(action));
      } else {
        session.append(number, choice.tokens()[i]);
      }
    }
  }

  /**
   * Takes the answers that are there, after a moment's wait for those of rows just asked, most of
   * which need no longer; waits for one where no row acts.
   */
  private void takeAnswers() {
    long start = System.nanoTime();
    while (calls.pending() > 0) {
      Duration wait =
          asked.isEmpty() ? Duration.ZERO : patience.minusNanos(System.nanoTime() - start);
      Optional<GuardedCalls.Answer<Environment.Step>> answer =
          acting.isEmpty() ? Optional.of(calls.next()) : calls.next(wait);
      if (answer.isEmpty()) {
        break;
      }
      asked.remove(answer.get().id());
      if (starting.remove(answer.get().id())) {
        start(answer.get());
      } else {
        take(answer.get());
      }
    }
    asked.clear();
  }

  private void start(GuardedCalls.Answer<Environment.Step> answer) {
    int row = answer.id();
    Episode episode = episodes.get(row);
    episode.start(answer.outcome());
    if (episode.isOpen()) {
      session.begin(row, episode.prompt().toArray());
      rows.set(row, begin.apply(episode, row));
      act(row);
    } else {
      startNext(row);
    }
  }

  private void take(GuardedCalls.Answer<Environment.Step> answer) {
    DecodedRow row = rows.get(answer.id());
    Episode episode = episodes.get(answer.id());
    ImmutableLongArray action = row.action().tokens();
    ImmutableLongArray observation = episode.act(row.action(), answer.outcome(), row.room(session));
    if (episode.isOpen()) {
      // The row rests without its action's last token, so that it goes in with what follows.
      long last = action.get(action.length() - 1);
      session.append(answer.id(), Longs.concat(new long[] {last}, observation.toArray()));
      row.observe(observation.toArray());
      acting.add(answer.id());
    } else {
      free(answer.id());
    }
  }
}
