package org.temper.evaluation.ranking;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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

  /** What was found before; empty where nothing is remembered. */
  private final Optional<Map<Query, List<Integer>>> found;

  /**
   * The positions that are kept for new items: the last {@code count} of the first {@code of}.
   *
   * @param items the new items, each once
   * @param search among them alone, by their positions in {@code items}
   */
  private record Reserved(
      ImmutableIntArray items, ConstrainedBeamSearch search, int count, int of) {}

  private GenerativeScorer(
      ConstrainedBeamSearch search,
      ItemTokens writing,
      int maxItems,
      SeenItems seen,
      Optional<Reserved> reserved,
      Optional<Map<Query, List<Integer>>> found) {
    this.search = search;
    this.writing = writing;
    this.maxItems = maxItems;
    this.seen = seen;
    this.reserved = reserved;
    this.found = found;
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
        Optional.empty(),
        Optional.empty());
  }

  /**
   * This scorer with a memory: what it, or one made from it, finds for a query is not searched for
   * again. For a policy that stays as it is.
   *
   * @return a new scorer that has found nothing yet
   */
  public GenerativeScorer remembering() {
    return new GenerativeScorer(
        search, writing, maxItems, seen, reserved, Optional.of(new HashMap<>()));
  }

  /**
   * This scorer with items compared otherwise.
   *
   * @param scoring what beams are compared by: {@code POLICY} unless set, {@code TRIE} for a policy
   *     that was trained among legal tokens alone
   * @return a new scorer
   */
  public GenerativeScorer withScoring(ConstrainedBeamSearch.Scoring scoring) {
    return new GenerativeScorer(
        search.withScoring(scoring),
        writing,
        maxItems,
        seen,
        reserved,
        found.map(before -> new HashMap<>()));
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
    ImmutableIntArray once = ImmutableIntArray.copyOf(items.stream().distinct());
    TokenTrie whole = search.legal().trie();
    TokenTrie trie =
        TokenTrie.of(once.stream().mapToObj(item -> whole.sequence(item).toArray()).toList());
    ConstrainedBeamSearch among =
        new ConstrainedBeamSearch(
            search.policy(),
            new LegalTokens(trie, 1),
            search.width(),
            ConstrainedBeamSearch.Scoring.LEGAL,
            search.maxRows());
    return new GenerativeScorer(
        search, writing, maxItems, seen, Optional.of(new Reserved(once, among, count, of)), found);
  }

  @Override
  public float[][] scores(List<Query> queries) {
    List<List<Integer>> all = found(queries);
    return reserved.map(positions -> withReserved(queries, all, positions)).orElse(all).stream()
        .map(this::scoresOf)
        .toArray(float[][]::new);
  }

  private List<List<Integer>> found(List<Query> queries) {
    return found
        .map(
            memory -> {
              List<Query> unknown =
                  queries.stream().filter(query -> !memory.containsKey(query)).toList();
              List<List<Integer>> searched = unknown.isEmpty() ? List.of() : searched(unknown);
              for (int i = 0; i < searched.size(); i++) {
                memory.put(unknown.get(i), searched.get(i));
              }
              return queries.stream().map(memory::get).toList();
            })
        .orElseGet(() -> searched(queries));
  }

  private List<List<Integer>> searched(List<Query> queries) {
    return items(search.search(prompts(queries), queries.stream().map(this::excluded).toList()));
  }

  private List<long[]> prompts(List<Query> queries) {
    return queries.stream()
        .map(query -> writing.prompt(query.history().last(maxItems).items()))
        .toList();
  }

  private List<List<Integer>> withReserved(
      List<Query> queries, List<List<Integer>> all, Reserved positions) {
    List<List<Integer>> added = added(queries, positions);
    return IntStream.range(0, all.size())
        .mapToObj(i -> mixed(all.get(i), added.get(i), positions))
        .toList();
  }

  /** The new items that are found for each query; none for one who knows all of them. */
  private List<List<Integer>> added(List<Query> queries, Reserved positions) {
    List<ImmutableIntArray> known =
        queries.stream().map(query -> positionsOf(excluded(query), positions.items())).toList();
    List<Integer> asking =
        IntStream.range(0, queries.size())
            .filter(i -> known.get(i).length() < positions.items().length())
            .boxed()
            .toList();
    List<List<Integer>> added = new ArrayList<>(Collections.nCopies(queries.size(), List.of()));
    if (!asking.isEmpty()) {
      List<List<Integer>> found =
          items(
              positions
                  .search()
                  .search(
                      prompts(asking.stream().map(queries::get).toList()),
                      asking.stream().map(known::get).toList()));
      for (int i = 0; i < found.size(); i++) {
        added.set(
            asking.get(i), found.get(i).stream().map(at -> positions.items().get(at)).toList());
      }
    }
    return added;
  }

  /** Where some items stand among the new ones, those that do. */
  private static ImmutableIntArray positionsOf(
      ImmutableIntArray items, ImmutableIntArray newItems) {
    return ImmutableIntArray.copyOf(
        items.stream().map(newItems::indexOf).filter(at -> at >= 0).distinct());
  }

  private ImmutableIntArray excluded(Query query) {
    return seen == SeenItems.EXCLUDED ? query.history().items() : ImmutableIntArray.of();
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
