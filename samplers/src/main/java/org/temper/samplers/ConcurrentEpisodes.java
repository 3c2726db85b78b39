package org.temper.samplers;

import com.google.common.primitives.ImmutableLongArray;
import com.google.common.primitives.Longs;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.temper.api.DecodingSession;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.Environment;
import org.temper.samplers.calls.GuardedCalls;

/**
 * Episodes in one decoding session, each at its own pace: while an environment thinks, its row
 * rests and the others are decoded.
 */
final class ConcurrentEpisodes {
  private final DecodingSession session;
  private final SamplingConfig config;
  private final List<Episode> episodes;
  private final List<DecodedRow> rows;
  private final GuardedCalls<Environment.Step> steps;
  private final Duration patience;
  private final TreeSet<Integer> acting = new TreeSet<>();

  /**
   * Episodes that have started.
   *
   * @param episodes one for each row of the session
   * @param rows the rows of the session
   * @param steps makes the calls of environments
   * @param patience how long rows that act wait for environments that were just called
   */
  ConcurrentEpisodes(
      DecodingSession session,
      SamplingConfig config,
      List<Episode> episodes,
      List<DecodedRow> rows,
      GuardedCalls<Environment.Step> steps,
      Duration patience) {
    this.session = session;
    this.config = config;
    this.episodes = episodes;
    this.rows = rows;
    this.steps = steps;
    this.patience = patience;
  }

  /** Plays until all have ended. */
  void play() {
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).room(session) <= 0) {
        episodes.get(i).end(Ending.truncated(Ending.LENGTH));
        session.finish(i);
      } else {
        acting.add(i);
      }
    }
    while (!acting.isEmpty()) {
      takeAnswers(decode());
    }
  }

  /** Chooses a token in each row that acts; rows whose turn ends there rest, and are returned. */
  private Set<Integer> decode() {
    List<DecodedRow> live = acting.stream().map(rows::get).toList();
    Choice choice = DecodedRow.choose(session, config, live);
    Set<Integer> asked = new HashSet<>();
    for (int i = 0; i < live.size(); i++) {
      DecodedRow row = live.get(i);
      int number = row.sessionRow();
      if (row.take(choice, i, session).isPresent()) {
        Environment environment = episodes.get(number).environment();
        ImmutableLongArray action = row.action().tokens();
        steps.start(number, () -> environment.step(action));
        acting.remove(number);
        asked.add(number);
      } else {
        session.append(number, choice.tokens()[i]);
      }
    }
    return asked;
  }

  /**
   * Takes the answers that are there, after a moment's wait for those of rows just asked, most of
   * which need no longer; waits for one where no row acts.
   */
  private void takeAnswers(Set<Integer> asked) {
    long start = System.nanoTime();
    while (steps.pending() > 0) {
      Duration wait =
          asked.isEmpty() ? Duration.ZERO : patience.minusNanos(System.nanoTime() - start);
      Optional<GuardedCalls.Answer<Environment.Step>> answer =
          acting.isEmpty() ? Optional.of(steps.next()) : steps.next(wait);
      if (answer.isEmpty()) {
        return;
      }
      asked.remove(answer.get().id());
      take(answer.get());
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
      session.finish(answer.id());
    }
  }
}
