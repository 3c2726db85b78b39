package org.temper.algorithms.rejection;

import org.temper.samplers.selection.Candidate;

/**
 * An episode as it is stored.
 *
 * @param round the round that it was sampled in, from 1; 0 before the first
 * @param candidate the episode; round, task and stream name it
 */
public record StoredEpisode(int round, Candidate candidate) {

  Key key() {
    return new Key(round, candidate.task(), candidate.stream());
  }

  /** What names an episode. */
  record Key(int round, String task, long stream) {}
}
