package org.temper.models.recommender;

/** The knowledge of time that a recommender is given. */
public enum TimeSignal {
  /** Nothing: positions alone. */
  NONE,
  /**
   * How long before the latest event of the history each event happened. Knows nothing of when the
   * next item is asked for.
   */
  PAST,
  /**
   * How long before the next item is asked for each event happened. In training that is the time of
   * the target itself, as in Meta's public code: right where a recommendation is made at the time
   * of its consumption, a look ahead where the time of the next event is not known in advance.
   */
  TARGET
}
