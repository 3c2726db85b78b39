package org.temper.api.items;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;

/**
 * Items that a user is shown together.
 *
 * @param state of the user when they are shown, such as {@link FactoredPolicy#nextStates} gives,
 *     [D]
 * @param items in order, at least one
 */
public record ShownSession(ImmutableDoubleArray state, ImmutableIntArray items) {

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if there is no item, or a number is not finite
   */
  public ShownSession {
    checkArgument(!items.isEmpty(), "items: expected at least one, got none");
    checkArgument(
        state.stream().allMatch(Double::isFinite), "state: expected finite numbers, got %s", state);
  }
}
