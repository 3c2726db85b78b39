package org.temper.samplers.constraints;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableIntArray;
import java.util.Collections;
import java.util.List;
import org.temper.api.Policy;

/**
 * The constraint that a completion consists of some whole sequences of a trie, no two the same.
 *
 * @param trie the legal sequences
 * @param sequences how many a completion has, at least 1: items of a session; 1 is point-wise
 */
public record LegalTokens(TokenTrie trie, int sequences) {

  /**
   * Checks the number.
   *
   * @throws IllegalArgumentException if it is below 1, or above the trie's size
   */
  public LegalTokens {
    checkArgument(
        sequences >= 1 && sequences <= trie.size(),
        "sequences: expected from 1 to the trie's %s, got %s",
        trie.size(),
        sequences);
  }

  /** How each prompt's completion begins. */
  List<TriePath> starts(List<long[]> prompts, List<ImmutableIntArray> excluded, Policy policy) {
    checkArgument(
        excluded.size() == prompts.size(),
        "excluded: expected %s, one for each prompt, got %s",
        prompts.size(),
        excluded.size());
    checkArgument(
        trie.largestToken() < policy.vocabularySize(),
        "trie: expected token ids below the vocabulary's %s, got %s",
        policy.vocabularySize(),
        trie.largestToken());
    long needed = (long) sequences * trie.longest();
    for (int i = 0; i < prompts.size(); i++) {
      checkArgument(
          prompts.get(i).length > 0, "prompts[%s]: expected at least one token, got none", i);
      checkArgument(
          prompts.get(i).length + needed <= policy.maxLength(),
          "prompts[%s]: expected at most %s tokens, which leaves space for %s, got %s",
          i,
          policy.maxLength() - needed,
          needed,
          prompts.get(i).length);
    }
    return excluded.stream().map(these -> TriePath.start(trie, sequences, these)).toList();
  }

  static List<ImmutableIntArray> nothingExcluded(List<long[]> prompts) {
    return Collections.nCopies(prompts.size(), ImmutableIntArray.of());
  }
}
