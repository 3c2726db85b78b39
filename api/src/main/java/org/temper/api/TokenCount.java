package org.temper.api;

/** A batch that knows how many tokens go through a model for it. */
public interface TokenCount {

  /**
   * The number of real tokens, prompts included and padding not.
   *
   * @return the count, at least 0
   */
  long tokenCount();
}
