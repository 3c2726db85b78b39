package org.temper.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.temper.api.SequenceBatch;
import org.temper.api.SideInput;
import org.temper.api.TokenSequence;
import org.temper.api.items.FactoredPolicy;
import org.temper.api.items.ItemInputs;
import org.temper.models.recommender.HstuConfig;
import org.temper.models.recommender.RecommenderConfig;
import org.temper.models.recommender.RecommenderOptions;
import org.temper.models.recommender.RecommenderPolicy;
import org.temper.models.recommender.SasRecConfig;
import org.temper.models.recommender.TimeSignal;

class RecommendationsTest {
  private static final int ITEMS = 400;
  private static final int LONGEST = 6;
  private static final int COUNT = 10;
  private static final long NOW = 100_000;

  private final Map<String, List<UserEvent>> stored = new HashMap<>();
  private int passes;

  static List<RecommenderConfig> configs() {
    return List.of(
        new SasRecConfig(ITEMS, 8, 1, 1, LONGEST),
        HstuConfig.of(ITEMS, 8, 1, 1, LONGEST),
        HstuConfig.of(ITEMS, 8, 1, 1, LONGEST).withTime(TimeSignal.TARGET));
  }

  private static RecommenderPolicy policy(RecommenderConfig config) {
    return RecommenderPolicy.random(config, 3, RecommenderOptions.on(Device.cpu()));
  }

  private static List<UserEvent> events(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new UserEvent(i * 37 % ITEMS, 1000L * i))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  /** The best of all items by the policy itself. */
  private static List<Integer> expected(
      RecommenderPolicy policy, List<UserEvent> history, long now) {
    List<UserEvent> read = history.subList(Math.max(0, history.size() - LONGEST), history.size());
    long[] times = read.stream().mapToLong(UserEvent::time).toArray();
    long[] next = new long[times.length];
    for (int i = 0; i < times.length; i++) {
      next[i] = i + 1 < times.length ? times[i + 1] : now;
    }
    Shape shape = new Shape(1, times.length);
    float[] scores =
        policy
            .nextItems(
                SequenceBatch.of(
                        List.of(
                            TokenSequence.ofText(
                                read.stream().mapToLong(UserEvent::item).toArray())))
                    .withSideInput(ItemInputs.TIMESTAMPS, SideInput.of(times, shape))
                    .withSideInput(ItemInputs.NEXT_TIMESTAMPS, SideInput.of(next, shape)))[0];
    Set<Integer> seen = history.stream().map(UserEvent::item).collect(Collectors.toSet());
    return IntStream.range(0, ITEMS)
        .boxed()
        .filter(item -> !seen.contains(item))
        .sorted((a, b) -> Float.compare(scores[b], scores[a]))
        .limit(COUNT)
        .toList();
  }

  private static List<Integer> items(List<ScoredItem> best) {
    return best.stream().map(ScoredItem::item).toList();
  }

  @ParameterizedTest
  @MethodSource("configs")
  void areThePolicysBestThatWereNotSeen(RecommenderConfig config) {
    stored.put("ann", events(4));
    stored.put("bob", events(9));
    try (RecommenderPolicy policy = policy(config);
        ItemIndex index =
            ItemIndex.inMemory(
                ItemVectors.of(policy), ItemIndexConfig.defaults().withCandidates(ITEMS))) {
      UserStates users = UserStates.of(policy, user -> stored.getOrDefault(user, List.of()), 10);
      for (ItemSearch search : List.of(index, ExactItems.of(ItemVectors.of(policy)))) {
        Recommendations recommendations = Recommendations.of(policy, users, search);
        for (String user : List.of("ann", "bob")) {
          List<ScoredItem> best = recommendations.top(user, NOW, COUNT);
          assertThat(items(best)).isEqualTo(expected(policy, stored.get(user), NOW));
        }
        int first = expected(policy, stored.get("ann"), NOW).get(0);
        assertThat(items(recommendations.top("ann", NOW, COUNT, item -> item == first)))
            .hasSize(COUNT)
            .doesNotContain(first);
        assertThat(recommendations.top("nobody", NOW, COUNT)).isEmpty();
      }
    }
  }

  /** The policy, with its passes counted. */
  private FactoredPolicy counted(RecommenderPolicy policy) {
    return (FactoredPolicy)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {FactoredPolicy.class},
            (proxy, method, arguments) -> {
              passes += method.getName().equals("nextStates") ? 1 : 0;
              try {
                return method.invoke(policy, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @ParameterizedTest
  @MethodSource("configs")
  void statesAreKeptUntilSomethingChangesThem(RecommenderConfig config) {
    try (RecommenderPolicy policy = policy(config)) {
      FactoredPolicy counted = counted(policy);
      stored.put("ann", events(7));
      UserStates users = UserStates.of(counted, user -> stored.getOrDefault(user, List.of()), 2);
      float[] first = users.state("ann", NOW).orElseThrow().vector();
      assertThat(users.state("ann", NOW).orElseThrow().vector()).isEqualTo(first);
      assertThat(passes).isEqualTo(1);
      users.state("ann", NOW + 500_000);
      int later = policy.readsRequestTime() ? 2 : 1;
      assertThat(passes).isEqualTo(later);

      UserEvent event = new UserEvent(399, 50_000);
      users.add("ann", event);
      UserStates.UserState after = users.state("ann", NOW).orElseThrow();
      assertThat(after.vector()).isNotEqualTo(first);
      assertThat(after.seen()).hasSize(8).contains(399, 0);
      assertThat(passes).isEqualTo(later + 1);
      // As one who is read from the store.
      List<UserEvent> all = new ArrayList<>(events(7));
      all.add(event);
      stored.put("bob", all);
      assertThat(users.state("bob", NOW).orElseThrow().vector()).isEqualTo(after.vector());

      // Two users are kept; the one asked for longest ago leaves.
      stored.put("cid", events(3));
      users.state("cid", NOW);
      int before = passes;
      users.state("bob", NOW);
      assertThat(passes).isEqualTo(before);
      users.state("ann", NOW);
      assertThat(passes).isEqualTo(before + 1);
      users.forget("ann");
      users.state("ann", NOW);
      assertThat(passes).isEqualTo(before + 2);
    }
  }

  @Test
  void saysWhatIsWrong() {
    stored.put("odd", List.of(new UserEvent(ITEMS, 1)));
    stored.put("ann", events(3));
    try (RecommenderPolicy policy = policy(configs().get(0));
        ItemIndex other =
            ItemIndex.inMemory(
                ItemVectors.of(TinyVectors.points(20, 1)), ItemIndexConfig.defaults())) {
      UserStates users = UserStates.of(policy, user -> stored.getOrDefault(user, List.of()), 2);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Recommendations.of(policy, users, other))
          .withMessage(
              "items: expected 400 vectors of 8 numbers, got 20 of 16; build the index anew");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> users.state("odd", NOW))
          .withMessage("item: expected 0 to 399, got 400");
      users.state("ann", NOW);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> users.add("ann", new UserEvent(1, 5)))
          .withMessage("event: expected at 2000 or later, got 5");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> UserStates.of(policy, user -> List.of(), 0))
          .withMessage("capacity: expected at least 1, got 0");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Recall.of(other, ExactItems.of(ItemVectors.of(policy)), List.of(), 1))
          .withMessage("search: expected 400 items as in exact, got 20");
    }
  }
}
