package org.temper.evaluation.ranking;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.temper.api.Policy;
import org.temper.interactions.ItemScorer;
import org.temper.interactions.Query;
import org.temper.interactions.semantic.ItemTokens;
import org.temper.samplers.constraints.Beam;
import org.temper.samplers.constraints.ConstrainedBeamSearch;
import org.temper.samplers.constraints.LegalTokens;
import org.temper.samplers.constraints.TokenTrie;

/**
 * A scorer by generation: the items that a beam search finds have the negative of their position,
 * and all others negative infinity. A search as wide as the catalog ranks every item; a narrower
 * one its first items alone, so that a figure at a cutoff asks for a width of at least the cutoff.
 */
public final class GenerativeScorer implements ItemScorer {
  private final ConstrainedBeamSearch search;
  private final ItemTokens writing;
  private final int maxItems;
  private final SeenItems seen;
  private final Optional<Reserved> reserved;

  /** The positions that are kept for new items: the last {@code count} of the first {@code of}. */
  private record Reserved(ImmutableIntArray known, int count, int of) {}

  private GenerativeScorer(
      ConstrainedBeamSearch search,
      ItemTokens writing,
      int maxItems,
      SeenItems seen,
      Optional<Reserved> reserved) {
    this.search = search;
    this.writing = writing;
    this.maxItems = maxItems;
    this.seen = seen;
    this.reserved = reserved;
  }

  /**
   * A scorer.
   *
   * @param policy a model of {@link ItemTokens}; still owned by the caller
   * @param writing how items are written; no two items the same
   * @param width beams of each query, at least 1
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
        seen,
        Optional.empty());
  }

  /**
   * This scorer with items compared otherwise.
   *
   * @param scoring what beams are compared by: {@code POLICY} unless set, {@code TRIE} for a policy
   *     that was trained among legal tokens alone
   * @return a new scorer
   */
  public GenerativeScorer withScoring(ConstrainedBeamSearch.Scoring scoring) {
    return new GenerativeScorer(search.withScoring(scoring), writing, maxItems, seen, reserved);
  }

  /**
   * This scorer with positions kept for new items, which were never trained on. Their ids tell what
   * they are like, but a model learned that what follows their first codes is another item; so they
   * are searched for among themselves, and of codes that alone lead to one none costs anything.
   *
   * <p>Source: Rajput et al. (2023), <a href="https://arxiv.org/abs/2305.05065">Recommender Systems
   * with Generative Retrieval</a>, section 4.3, where the share is ε.
   *
   * @param items the new items, at least one
   * @param count how many positions they have, at least 0
   * @param of of how many first ones the last, at least {@code count}
   * @return a new scorer
   * @throws IllegalArgumentException if there is no new item, or a number is out of its range
   */
  public GenerativeScorer withNewItems(ImmutableIntArray items, int count, int of) {
    checkArgument(!items.isEmpty(), "items: expected at least one, got none");
    checkArgument(
        count >= 0 && count <= of, "count: expected from 0 to the %s first, got %s", of, count);
    Set<Integer> those = ImmutableSet.copyOf(items.asList());
    ImmutableIntArray known =
        ImmutableIntArray.copyOf(
            IntStream.range(0, writing.ids().items()).filter(item -> !those.contains(item)));
    return new GenerativeScorer(
        search, writing, maxItems, seen, Optional.of(new Reserved(known, count, of)));
  }

  @Override
  public float[][] scores(List<Query> queries) {
    List<long[]> prompts =
        queries.stream()
            .map(query -> writing.prompt(query.history().last(maxItems).items()))
            .toList();
    List<ImmutableIntArray> excluded = queries.stream().map(this::excluded).toList();
    List<List<Integer>> found = items(search.search(prompts, excluded));
    return reserved
        .map(positions -> mixed(prompts, excluded, found, positions))
        .orElse(found)
        .stream()
        .map(this::scoresOf)
        .toArray(float[][]::new);
  }

  private List<List<Integer>> mixed(
      List<long[]> prompts,
      List<ImmutableIntArray> excluded,
      List<List<Integer>> found,
      Reserved positions) {
    List<List<Integer>> added =
        items(
            search
                .withScoring(ConstrainedBeamSearch.Scoring.LEGAL)
                .search(
                    prompts,
                    excluded.stream().map(those -> joined(those, positions.known())).toList()));
    return IntStream.range(0, found.size())
        .mapToObj(i -> mixed(found.get(i), added.get(i), positions))
        .toList();
  }

  private ImmutableIntArray excluded(Query query) {
    return seen == SeenItems.EXCLUDED ? query.history().items() : ImmutableIntArray.of();
  }

  private static ImmutableIntArray joined(ImmutableIntArray a, ImmutableIntArray b) {
    return ImmutableIntArray.builder().addAll(a).addAll(b).build();
  }

  private static List<List<Integer>> items(List<List<Beam>> found) {
    return found.stream()
        .map(beams -> beams.stream().map(beam -> beam.sequences().get(0)).toList())
        .toList();
  }

  /** What is found, with the first of what is new at the positions that are kept for it. */
  private static List<Integer> mixed(List<Integer> found, List<Integer> added, Reserved reserved) {
    int before = Math.min(found.size(), reserved.of() - reserved.count());
    Set<Integer> mixed = new LinkedHashSet<>(found.subList(0, before));
    added.stream()
        .filter(item -> !found.subList(0, before).contains(item))
        .limit(reserved.count())
        .forEach(mixed::add);
    mixed.addAll(found);
    return List.copyOf(mixed);
  }

  private float[] scoresOf(List<Integer> items) {
    float[] scores = new float[writing.ids().items()];
    Arrays.fill(scores, Float.NEGATIVE_INFINITY);
    for (int position = 0; position < items.size(); position++) {
      scores[items.get(position)] = -position;
    }
    return scores;
  }
}
