package org.temper.interactions.simulation;

import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;

/** The decision of who is shown what: how likely each item is, but for a factor that all share. */
interface Exposer {

  /**
   * Begins a day.
   *
   * @param day from 0
   * @param visits of the day, in time order: when who comes
   */
  void begin(int day, Visits visits);

  /** How likely an item is shown, times whatever is the same for all items. */
  double weight(int user, int item, long time);

  /** Learns what came of an exposure. */
  void exposed(int user, int item, long time, Reaction reaction);

  /**
   * What a user did.
   *
   * @param watched how long the item was watched
   * @param clicked 1 where it was clicked, 0 otherwise
   */
  record Reaction(double watched, int clicked) {}

  /**
   * Some visits of users.
   *
   * @param users who comes
   * @param times when, in seconds
   */
  record Visits(ImmutableIntArray users, ImmutableLongArray times) {}
}
