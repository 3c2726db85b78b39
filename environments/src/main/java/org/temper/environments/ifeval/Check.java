package org.temper.environments.ifeval;

import org.temper.api.rollouts.Verdict;
import org.temper.environments.ifeval.languages.LanguageIdentifier;
import org.temper.environments.ifeval.text.SentenceSplitter;

/** A check of whether a response follows an instruction. */
@FunctionalInterface
interface Check {

  /** What checks know of languages. */
  record Knowledge(LanguageIdentifier languages, SentenceSplitter sentences) {}

  /** A check that only looks at the response. */
  @FunctionalInterface
  interface OfText extends Check {
    Verdict verify(String response);

    @Override
    default Verdict verify(String response, Knowledge knowledge) {
      return verify(response);
    }
  }

  /** Checks a response that is not blank. */
  Verdict verify(String response, Knowledge knowledge);
}
