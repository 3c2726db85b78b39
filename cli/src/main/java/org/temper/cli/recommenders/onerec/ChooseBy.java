package org.temper.cli.recommenders.onerec;

/**
 * A figure that tells which epoch of next-token prediction is kept, by its name among the options.
 */
enum ChooseBy {
  /** How probable the validation targets are. */
  LOSS,
  /** Where a search finds them. */
  NDCG
}
