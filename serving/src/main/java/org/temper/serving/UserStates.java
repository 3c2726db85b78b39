package org.temper.serving;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.types.Shape;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.temper.api.SequenceBatch;
import org.temper.api.SideInput;
import org.temper.api.TokenSequence;
import org.temper.api.items.FactoredPolicy;
import org.temper.api.items.ItemInputs;

/**
 * A cache of users' states. A state is computed when it is first asked for and kept until the user
 * has a new event, the model or the time of the request asks for another one, or users who were
 * asked for since then have taken its place.
 *
 * <p>A new event costs one pass over the user's last events, {@link FactoredPolicy#maxLength} at
 * most, when the state is next asked for: a recommender attends with another time, or another
 * window, to each of them then, so that nothing of the last pass could be used again. Any number of
 * threads may ask; the policy is used by one at a time, and no other code may use it meanwhile.
 */
public final class UserStates {
  private final FactoredPolicy policy;
  private final UserHistories histories;
  private final Cache<String, Known> users;

  private UserStates(FactoredPolicy policy, UserHistories histories, Cache<String, Known> users) {
    this.policy = policy;
    this.histories = histories;
    this.users = users;
  }

  /**
   * An empty cache.
   *
   * @param policy what computes the states, still owned by the caller
   * @param histories what is asked for users that are not in the cache
   * @param capacity the most users that are kept, at least 1
   * @return the cache
   * @throws IllegalArgumentException if the capacity is below 1
   */
  public static UserStates of(FactoredPolicy policy, UserHistories histories, int capacity) {
    checkArgument(capacity >= 1, "capacity: expected at least 1, got %s", capacity);
    return new UserStates(
        policy,
        histories,
        CacheBuilder.newBuilder().maximumSize(capacity).concurrencyLevel(1).build());
  }

  /**
   * A user's state and what the user has seen.
   *
   * @param vector the state, [D]
   * @param seen every item of the history, however long ago
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record UserState(float[] vector, ImmutableSet<Integer> seen) {}

  /**
   * A user's state.
   *
   * @param user whoever is asked about
   * @param now the time that the next item is asked for, in seconds since the epoch, not before the
   *     last event; 0 for a model without time
   * @return the state; nothing for a user without events
   */
  public synchronized Optional<UserState> state(String user, long now) {
    Known known = users.getIfPresent(user);
    if (known == null) {
      known = new Known(histories.of(user));
      users.put(user, known);
    }
    return known.events.isEmpty() ? Optional.empty() : Optional.of(known.at(now));
  }

  /**
   * Tells of a new event. Whoever keeps the {@link UserHistories} stores it there too.
   *
   * @param user whose it is
   * @param event not before the user's last one
   * @throws IllegalArgumentException if the item is none of the catalog's, or the event is before
   *     the last one
   */
  public synchronized void add(String user, UserEvent event) {
    checkItem(event);
    Known known = users.getIfPresent(user);
    if (known != null) {
      known.add(event);
    }
  }

  /**
   * Forgets a user, or what was known of one whose history is another now.
   *
   * @param user whoever is forgotten
   */
  public synchronized void forget(String user) {
    users.invalidate(user);
  }

  private void checkItem(UserEvent event) {
    checkArgument(
        event.item() >= 0 && event.item() < policy.vocabularySize(),
        "item: expected 0 to %s, got %s",
        policy.vocabularySize() - 1,
        event.item());
  }

  private float[] encode(List<UserEvent> events, long now) {
    int from = Math.max(0, events.size() - policy.maxLength());
    List<UserEvent> read = events.subList(from, events.size());
    int length = read.size();
    long[] items = new long[length];
    long[] times = new long[length];
    long[] next = new long[length];
    for (int i = 0; i < length; i++) {
      items[i] = read.get(i).item();
      times[i] = read.get(i).time();
      next[i] = i + 1 < length ? read.get(i + 1).time() : Math.max(now, times[i]);
    }
    Shape shape = new Shape(1, length);
    SequenceBatch history =
        SequenceBatch.of(List.of(TokenSequence.ofText(items)))
            .withSideInput(ItemInputs.TIMESTAMPS, SideInput.of(times, shape))
            .withSideInput(ItemInputs.NEXT_TIMESTAMPS, SideInput.of(next, shape));
    return policy.nextStates(history)[0];
  }

  /** What is known of a user. */
  private final class Known {
    private final List<UserEvent> events;
    private long asked;
    private @Nullable UserState state;

    Known(List<UserEvent> events) {
      events.forEach(UserStates.this::checkItem);
      this.events = new ArrayList<>(events);
    }

    void add(UserEvent event) {
      if (!events.isEmpty()) {
        long last = events.get(events.size() - 1).time();
        checkArgument(
            event.time() >= last, "event: expected at %s or later, got %s", last, event.time());
      }
      events.add(event);
      state = null;
    }

    UserState at(long now) {
      UserState kept = state;
      if (kept != null && (now == asked || !policy.readsRequestTime())) {
        return kept;
      }
      ImmutableSet<Integer> seen =
          kept != null
              ? kept.seen()
              : events.stream().map(UserEvent::item).collect(ImmutableSet.toImmutableSet());
      UserState made = new UserState(encode(ImmutableList.copyOf(events), now), seen);
      state = made;
      asked = now;
      return made;
    }
  }
}
