package org.temper.interactions.sequences;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.temper.api.ContentHash;
import org.temper.api.SequenceBatch;
import org.temper.api.items.ItemInputs;
import org.temper.api.updates.UpdateBatch;
import org.temper.api.updates.UpdateSource;
import org.temper.data.BatchConfig;
import org.temper.data.SampledUpdates;
import org.temper.interactions.Events;
import org.temper.interactions.InteractionLog;

/**
 * A log's users as sequences to train on: each event but a user's first is a target, once in an
 * epoch.
 *
 * <p>A user with more events than a sequence may have is cut into windows. They are laid from the
 * user's end, so that the last one is whole and ends with the newest event; each starts with the
 * event that the window before it ends with, which is its first event's only history and no target
 * there. A user with one event has nothing to predict, and is left out and counted.
 *
 * <p>{@link #ofSessions} cuts users into sessions instead, each a sequence with as much history as
 * there is room for: for models that read a history as a whole and predict what comes after it.
 *
 * <p>{@link ItemInputs#NEXT_TIMESTAMPS} of a sequence's last event is the time of the user's next
 * one in the log, or its own where it is the user's last; nothing is scored from it.
 */
public final class UserSequences implements UpdateSource<SequenceBatch> {
  private final InteractionLog log;
  private final SequenceConfig config;
  private final ImmutableList<Window> windows;
  private final int skippedUsers;
  private final SampledUpdates<SequenceBatch> updates;

  /** The rows of a sequence in the log, of which the first ones are no targets. */
  private record Window(int user, int from, int firstTarget, int to) {
    int length() {
      return to - from;
    }

    int targets() {
      return to - firstTarget;
    }
  }

  /** How one user's rows become windows, the earliest first. */
  private interface Cut {
    List<Window> windows(int user, int first, int end);
  }

  private UserSequences(
      InteractionLog log,
      SequenceConfig config,
      BatchConfig batches,
      ImmutableList<Window> windows,
      int skippedUsers) {
    this.log = log;
    this.config = config;
    this.windows = windows;
    this.skippedUsers = skippedUsers;
    this.updates =
        new SampledUpdates<>(
            ImmutableIntArray.copyOf(windows.stream().mapToInt(Window::length)),
            batches,
            this::batch,
            window -> "user " + log.users().name(windows.get(window).user()),
            this::contents);
  }

  /**
   * Sequences for training.
   *
   * @param log the events to train on
   * @param config how long a sequence may be, and its side inputs
   * @param batches how sequences become batches
   * @return the sequences
   * @throws IllegalArgumentException if no user has two events, a column is not there, or as {@link
   *     org.temper.data.BatchSampler#of} throws
   */
  public static UserSequences of(InteractionLog log, SequenceConfig config, BatchConfig batches) {
    int most = config.maxLength();
    return of(log, config, batches, (user, first, end) -> windows(user, first, end, most));
  }

  /**
   * Sequences that end with a session, the events that alone are targets, cut from each user's end:
   * each event but a user's first is in one session, and what was before it is its history.
   *
   * @param log the events to train on
   * @param config how long a sequence may be, history and session together, and its side inputs
   * @param session the events of a session, fewer in a user's earliest; at least 1 and fewer than
   *     the most of a sequence
   * @param batches how sequences become batches
   * @return the sequences
   * @throws IllegalArgumentException as {@link #of}, or if {@code session} is out of range
   */
  public static UserSequences ofSessions(
      InteractionLog log, SequenceConfig config, int session, BatchConfig batches) {
    int most = config.maxLength();
    checkArgument(
        session >= 1 && session < most,
        "session: expected 1 to %s, fewer than the sequences' most, got %s",
        most - 1,
        session);
    return of(
        log, config, batches, (user, first, end) -> sessions(user, first, end, session, most));
  }

  private static UserSequences of(
      InteractionLog log, SequenceConfig config, BatchConfig batches, Cut cut) {
    config.sideInputs().values().forEach(column -> log.events().feedback(column));
    ImmutableList.Builder<Window> windows = ImmutableList.builder();
    int skipped = 0;
    for (int user = 0; user < log.users().size(); user++) {
      int events = log.endRow(user) - log.firstRow(user);
      if (events >= 2) {
        windows.addAll(cut.windows(user, log.firstRow(user), log.endRow(user)));
      }
      skipped += events == 1 ? 1 : 0;
    }
    ImmutableList<Window> all = windows.build();
    checkArgument(
        !all.isEmpty(), "log: expected a user with at least two events, got none among them");
    return new UserSequences(log, config, batches, all, skipped);
  }

  private static List<Window> windows(int user, int first, int end, int maxLength) {
    List<Window> windows = new ArrayList<>();
    for (int to = end; to > first + 1; to -= maxLength - 1) {
      int from = Math.max(first, to - maxLength);
      windows.add(new Window(user, from, from + 1, to));
    }
    return Lists.reverse(windows);
  }

  private static List<Window> sessions(int user, int first, int end, int session, int maxLength) {
    List<Window> windows = new ArrayList<>();
    for (int to = end; to > first + 1; to -= session) {
      int from = Math.max(first, to - maxLength);
      windows.add(new Window(user, from, Math.max(first + 1, to - session), to));
    }
    return Lists.reverse(windows);
  }

  /**
   * How many sequences there are.
   *
   * @return at least 1; more than there are users with two events where users are cut
   */
  public int size() {
    return windows.size();
  }

  /**
   * How many users are left out, because they have one event.
   *
   * @return at least 0
   */
  public int skippedUsers() {
    return skippedUsers;
  }

  /**
   * How many events are targets in an epoch.
   *
   * @return at least 1
   */
  public int targets() {
    return windows.stream().mapToInt(Window::targets).sum();
  }

  /**
   * Where each target stands in the log.
   *
   * @return the log's row of each target, in the order of the scored tokens of {@link #inOrder}
   */
  public ImmutableIntArray targetRows() {
    return ImmutableIntArray.copyOf(
        windows.stream()
            .flatMapToInt(window -> IntStream.range(window.firstTarget(), window.to())));
  }

  @Override
  public long updatesPerEpoch() {
    return updates.updatesPerEpoch();
  }

  @Override
  public UpdateBatch<SequenceBatch> update(long seed, long index) {
    return updates.update(seed, index);
  }

  /**
   * All sequences once, user by user, as for evaluation.
   *
   * @param size the most sequences of a batch, at least 1
   * @return the batches
   * @throws IllegalArgumentException if {@code size} is below 1
   */
  public List<SequenceBatch> inOrder(int size) {
    checkArgument(size >= 1, "size: expected at least 1, got %s", size);
    ImmutableIntArray all = ImmutableIntArray.copyOf(IntStream.range(0, windows.size()));
    List<SequenceBatch> batches = new ArrayList<>();
    for (int from = 0; from < all.length(); from += size) {
      batches.add(batch(all.subArray(from, Math.min(all.length(), from + size))));
    }
    return batches;
  }

  /**
   * {@inheritDoc}
   *
   * @return that of {@link SampledUpdates}; the contents are items, times, the columns that become
   *     side inputs and where users begin, and not what users and items are called
   */
  @Override
  public Map<String, String> identity() {
    return updates.identity();
  }

  private String contents() {
    ContentHash hash = new ContentHash().add(config.maxLength()).add(log.items().size());
    for (Window window : windows) {
      hash.add(window.user()).add(window.from()).add(window.firstTarget()).add(window.to());
    }
    Events events = log.events();
    for (int row = 0; row < events.size(); row++) {
      hash.add(events.items().get(row)).add(events.times().get(row));
    }
    new TreeMap<>(config.sideInputs())
        .forEach(
            (input, column) -> {
              hash.add(input);
              events.feedback(column).forEach(hash::add);
            });
    return hash.digits();
  }

  private SequenceBatch batch(ImmutableIntArray part) {
    int columns = part.stream().map(index -> windows.get(index).length()).max().orElseThrow();
    EventBatch batch = new EventBatch(part.length(), columns, config.sideInputs());
    for (int row = 0; row < part.length(); row++) {
      Window window = windows.get(part.get(row));
      Events events = log.events().slice(window.from(), window.to());
      int last = events.size() - 1;
      batch.put(row, events);
      int next = Math.min(window.to(), log.endRow(window.user()) - 1);
      batch.putNextTime(row, last, log.events().times().get(next));
      for (int column = window.firstTarget() - window.from(); column <= last; column++) {
        batch.score(row, column);
      }
    }
    return batch.finish();
  }
}
