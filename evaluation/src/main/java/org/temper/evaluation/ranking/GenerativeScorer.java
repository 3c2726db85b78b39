package org.temper.evaluation.ranking;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import java.util.List;
import org.temper.api.Policy;
import org.temper.interactions.ItemScorer;
import org.temper.interactions.Query;
import org.temper.interactions.semantic.ItemTokens;
import org.temper.samplers.constraints.Beam;
import org.temper.samplers.constraints.ConstrainedBeamSearch;
import org.temper.samplers.constraints.LegalTokens;
import org.temper.samplers.constraints.TokenTrie;

/**
 * A scorer by generation: the items that a beam search finds have the log-probability of their
 * semantic id after the history, and all others negative infinity. A search as wide as the catalog
 * scores every item; a narrower one ranks its first items alone, so that a figure at a cutoff asks
 * for a width of at least the cutoff.
 */
public final class GenerativeScorer implements ItemScorer {
  private final ConstrainedBeamSearch search;
  private final ItemTokens writing;
  private final int maxItems;
  private final SeenItems seen;

  private GenerativeScorer(
      ConstrainedBeamSearch search, ItemTokens writing, int maxItems, SeenItems seen) {
    this.search = search;
    this.writing = writing;
    this.maxItems = maxItems;
    this.seen = seen;
  }

  /**
   * A scorer.
   *
   * @param policy a model of {@link ItemTokens}; still owned by the caller
   * @param writing how items are written; no two items the same
   * @param width beams of each query, at least 1; more than there are items means all
   * @param maxItems the last so many items of a history are read, at least 1
   * @param seen whether items of the whole history are found
   * @return the scorer
   * @throws IllegalArgumentException if a number is below 1, or two items are written the same
   */
  public static GenerativeScorer of(
      Policy policy, ItemTokens writing, int width, int maxItems, SeenItems seen) {
    checkArgument(maxItems >= 1, "maxItems: expected at least 1, got %s", maxItems);
    TokenTrie trie = TokenTrie.of(writing.ids(), writing.tokens());
    return new GenerativeScorer(
        ConstrainedBeamSearch.of(policy, new LegalTokens(trie, 1), width),
        writing,
        maxItems,
        seen);
  }

  @Override
  public float[][] scores(List<Query> queries) {
    List<List<Beam>> found =
        search.search(
            queries.stream()
                .map(query -> writing.prompt(query.history().last(maxItems).items()))
                .toList(),
            queries.stream().map(this::excluded).toList());
    return found.stream().map(this::scoresOf).toArray(float[][]::new);
  }

  private ImmutableIntArray excluded(Query query) {
    return seen == SeenItems.EXCLUDED ? query.history().items() : ImmutableIntArray.of();
  }

  private float[] scoresOf(List<Beam> beams) {
    float[] scores = new float[writing.ids().items()];
    Arrays.fill(scores, Float.NEGATIVE_INFINITY);
    for (Beam beam : beams) {
      scores[beam.sequences().get(0)] = (float) beam.logProb();
    }
    return scores;
  }
}
