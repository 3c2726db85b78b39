package org.temper.interactions;

/** A rule for which event of several like ones is kept, in the log's order. */
public enum Duplicates {
  /** Of a user's events with one item, the first. */
  KEEP_FIRST_OF_ITEM,
  /** Of a user's events with one item, the last. */
  KEEP_LAST_OF_ITEM,
  /** Of a user's events with one item at one time, the first; at another time is another event. */
  KEEP_FIRST_OF_ITEM_AND_TIME
}
