package org.temper.serving;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;
import java.util.function.IntPredicate;
import org.temper.api.items.FactoredPolicy;

/**
 * Recommendations to users: a user's state from the cache, the best items for it from the index,
 * none that the user has seen.
 */
public final class Recommendations {
  private final UserStates users;
  private final ItemSearch items;

  private Recommendations(UserStates users, ItemSearch items) {
    this.users = users;
    this.items = items;
  }

  /**
   * Recommendations.
   *
   * @param policy whose states and items they are
   * @param users its users' states
   * @param items its items, still owned by the caller
   * @return the recommendations
   * @throws IllegalArgumentException if the items are not as many, or vectors of another length
   */
  public static Recommendations of(FactoredPolicy policy, UserStates users, ItemSearch items) {
    checkArgument(
        items.items() == policy.vocabularySize() && items.width() == policy.width(),
        "items: expected %s vectors of %s numbers, got %s of %s; build the index anew",
        policy.vocabularySize(),
        policy.width(),
        items.items(),
        items.width());
    return new Recommendations(users, items);
  }

  /**
   * The best items for a user that the user has not seen.
   *
   * @param user whoever asks
   * @param now the time of the request, in seconds since the epoch; 0 for a model without time
   * @param count how many, at least 1
   * @return the best first; nothing for a user without events
   */
  public List<ScoredItem> top(String user, long now, int count) {
    return top(user, now, count, item -> false);
  }

  /**
   * The best items for a user that the user has not seen and that are not excluded.
   *
   * @param user whoever asks
   * @param now the time of the request, in seconds since the epoch; 0 for a model without time
   * @param count how many, at least 1
   * @param excluded what may not be recommended, such as items that are sold out
   * @return the best first; nothing for a user without events
   */
  public List<ScoredItem> top(String user, long now, int count, IntPredicate excluded) {
    return users
        .state(user, now)
        .map(
            state ->
                items.top(
                    state.vector(),
                    count,
                    item -> excluded.test(item) || state.seen().contains(item)))
        .orElse(List.of());
  }
}
