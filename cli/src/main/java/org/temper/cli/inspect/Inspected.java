package org.temper.cli.inspect;

import java.util.Optional;
import org.temper.api.TokenSequence;
import org.temper.data.Tokenization.Fate;

/**
 * A record with what became of it.
 *
 * @param location its file and line
 * @param fate whether it is an example, and whether whole
 * @param example the tokens that are trained on; none where it was left out
 * @param whole all of its tokens
 */
public record Inspected(
    String location, Fate fate, Optional<TokenSequence> example, TokenSequence whole) {

  /**
   * How many tokens are not trained on, since the record is too long.
   *
   * @return the count, all of them where the record was left out
   */
  public int cut() {
    return whole.length() - example.map(TokenSequence::length).orElse(0);
  }
}
