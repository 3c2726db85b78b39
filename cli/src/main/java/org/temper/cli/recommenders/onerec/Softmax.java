package org.temper.cli.recommenders.onerec;

import org.temper.samplers.constraints.ConstrainedBeamSearch.Scoring;

/** The tokens that a token's probability is a share of, by their name among the options. */
enum Softmax {
  /** The tokens that lead to an item. */
  LEGAL(Scoring.TRIE),
  /** All tokens. */
  VOCABULARY(Scoring.POLICY);

  private final Scoring scoring;

  Softmax(Scoring scoring) {
    this.scoring = scoring;
  }

  /** What beams of a model that was trained so are compared by. */
  Scoring scoring() {
    return scoring;
  }
}
