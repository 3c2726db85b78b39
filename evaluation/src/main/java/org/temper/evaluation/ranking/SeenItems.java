package org.temper.evaluation.ranking;

/** A choice of whether an item of a user's history may be recommended again. */
public enum SeenItems {
  /** It competes like any other. */
  INCLUDED,
  /** It is left out, unless it is the target itself. */
  EXCLUDED
}
