package org.temper.cli.recommenders.onerec;

import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.List;
import org.temper.api.Policy;
import org.temper.api.rollouts.Trajectory;
import org.temper.interactions.Query;
import org.temper.interactions.semantic.ItemTokens;
import org.temper.samplers.constraints.Beam;
import org.temper.samplers.constraints.ConstrainedBeamSearch;
import org.temper.samplers.constraints.ConstrainedBeamSearch.Scoring;
import org.temper.samplers.constraints.ConstrainedSampler;
import org.temper.samplers.constraints.LegalTokens;
import org.temper.samplers.constraints.TokenTrie;

/**
 * Sessions that a policy recommends: some items one after another, none twice and none that the
 * user knows.
 *
 * @param writing how items are written
 * @param trie their tokens
 * @param items how many items a session has
 * @param maxItems the last so many items of a history are read
 * @param width beams of a search
 * @param scoring what beams are compared by
 */
record Sessions(
    ItemTokens writing, TokenTrie trie, int items, int maxItems, int width, Scoring scoring) {

  static Sessions of(ItemTokens writing, int items, int maxItems, int width, Scoring scoring) {
    return new Sessions(
        writing, TokenTrie.of(writing.ids(), writing.tokens()), items, maxItems, width, scoring);
  }

  List<long[]> prompts(List<Query> queries) {
    return queries.stream()
        .map(query -> writing.prompt(query.history().last(maxItems).items()))
        .toList();
  }

  private static List<ImmutableIntArray> known(List<Query> queries) {
    return queries.stream().map(query -> query.history().items()).toList();
  }

  /** Whether a completion is a session of items, none twice and none that the user knows. */
  boolean isLegal(ImmutableLongArray completion, Query query) {
    try {
      ImmutableIntArray found = trie.sequences(completion);
      return found.length() == items
          && found.stream().distinct().count() == items
          && found.stream().noneMatch(query.history().items()::contains);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** The most probable session of each query that a beam search finds. */
  List<Beam> best(Policy policy, List<Query> queries) {
    return ConstrainedBeamSearch.of(policy, new LegalTokens(trie, items), width)
        .withScoring(scoring)
        .search(prompts(queries), known(queries))
        .stream()
        .map(beams -> beams.get(0))
        .toList();
  }

  /** Sessions of each query that are drawn from the policy. */
  List<List<Trajectory>> drawn(Policy policy, List<Query> queries, int groupSize, long seed) {
    return ConstrainedSampler.of(policy, new LegalTokens(trie, items))
        .sample(prompts(queries), known(queries), groupSize, seed);
  }
}
