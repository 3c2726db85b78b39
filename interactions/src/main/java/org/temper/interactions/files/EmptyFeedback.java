package org.temper.interactions.files;

/** What a row is that holds no value in a column of feedback. */
public enum EmptyFeedback {
  /** A bad row. */
  BAD_ROW,
  /** An event without that feedback, which is not the same as 0. */
  NOT_GIVEN
}
