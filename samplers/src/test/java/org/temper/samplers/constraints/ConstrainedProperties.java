package org.temper.samplers.constraints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import com.google.common.primitives.Longs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.temper.api.rollouts.Segment;
import org.temper.api.rollouts.Trajectory;
import org.temper.samplers.TinyPolicy;
import org.temper.samplers.constraints.ConstrainedBeamSearch.Scoring;

class ConstrainedProperties {
  private static final int VOCABULARY = 12;

  /** Random prefix-free sequences of one to three tokens. */
  private static List<long[]> legalSequences(long seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    List<long[]> sequences = new ArrayList<>();
    for (int i = 0; i < 50 && sequences.size() < count; i++) {
      long[] drawn = random.longs(1 + random.nextInt(3), 0, VOCABULARY).toArray();
      if (sequences.stream().noneMatch(other -> begins(other, drawn) || begins(drawn, other))) {
        sequences.add(drawn);
      }
    }
    return sequences;
  }

  private static boolean begins(long[] a, long[] b) {
    return a.length <= b.length && IntStream.range(0, a.length).allMatch(i -> a[i] == b[i]);
  }

  private static List<long[]> prompts(long seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    return IntStream.range(0, count)
        .mapToObj(i -> random.longs(1 + random.nextInt(4), 0, VOCABULARY).toArray())
        .toList();
  }

  private static double logProb(TinyPolicy policy, long[] prompt, long[] completion) {
    long[] all = Longs.concat(prompt, completion);
    double sum = 0;
    for (int t = prompt.length; t < all.length; t++) {
      sum += TinyPolicy.logSoftmax(policy.logitsAfter(all, t))[(int) all[t]];
    }
    return sum;
  }

  /** Every completion of one or two different sequences, none of them excluded. */
  private static List<Beam> exhaustive(
      TinyPolicy policy, List<long[]> legal, long[] prompt, int items, ImmutableIntArray excluded) {
    List<Beam> all = new ArrayList<>();
    for (int a = 0; a < legal.size(); a++) {
      for (int b = 0; b < (items == 1 ? 1 : legal.size()); b++) {
        if (excluded.contains(a) || (items == 2 && (a == b || excluded.contains(b)))) {
          continue;
        }
        long[] tokens = items == 1 ? legal.get(a) : Longs.concat(legal.get(a), legal.get(b));
        all.add(
            new Beam(
                ImmutableLongArray.copyOf(tokens),
                items == 1 ? ImmutableIntArray.of(a) : ImmutableIntArray.of(a, b),
                logProb(policy, prompt, tokens)));
      }
    }
    all.sort(Comparator.comparingDouble(Beam::logProb).reversed());
    return all;
  }

  @Property(tries = 60)
  void aWideSearchIsExhaustive(
      @ForAll long seed,
      @ForAll @IntRange(min = 3, max = 9) int count,
      @ForAll @IntRange(min = 1, max = 2) int items) {
    List<long[]> legal = legalSequences(seed, count);
    ImmutableIntArray excluded =
        ImmutableIntArray.of((int) Math.floorMod(seed, (long) legal.size()));
    if (legal.size() < items + 1) {
      return;
    }
    List<long[]> prompts = prompts(seed + 1, 3);
    List<ImmutableIntArray> exclusions =
        List.of(ImmutableIntArray.of(), excluded, ImmutableIntArray.of());
    try (TinyPolicy policy = new TinyPolicy(VOCABULARY, 32, seed)) {
      List<List<Beam>> found =
          ConstrainedBeamSearch.of(policy, new LegalTokens(TokenTrie.of(legal), items), 200)
              .search(prompts, exclusions);
      for (int i = 0; i < prompts.size(); i++) {
        List<Beam> expected = exhaustive(policy, legal, prompts.get(i), items, exclusions.get(i));
        assertThat(found.get(i)).hasSameSizeAs(expected);
        for (int k = 0; k < expected.size(); k++) {
          Beam beam = found.get(i).get(k);
          assertThat(beam.logProb()).isCloseTo(expected.get(k).logProb(), within(1e-5));
          assertThat(beam.logProb())
              .isCloseTo(logProb(policy, prompts.get(i), beam.tokens().toArray()), within(1e-5));
        }
        assertThat(new HashSet<>(found.get(i).stream().map(Beam::sequences).toList()))
            .isEqualTo(new HashSet<>(expected.stream().map(Beam::sequences).toList()));
      }
    }
  }

  /** log p of a completion's tokens as shares among those that may stand there. */
  private static double share(
      TinyPolicy policy, long[] prompt, ImmutableLongArray completion, Legal legal) {
    long[] all = Longs.concat(prompt, completion.toArray());
    double sum = 0;
    for (int t = prompt.length; t < all.length; t++) {
      float[] logits = policy.logitsAfter(all, t);
      long[] may = legal.after(completion.subArray(0, t - prompt.length));
      sum += logits[(int) all[t]];
      sum -= Math.log(Arrays.stream(may).mapToDouble(id -> Math.exp(logits[(int) id])).sum());
    }
    return sum;
  }

  private interface Legal {
    long[] after(ImmutableLongArray begun);
  }

  /** The tokens that may follow the beginning of the last of some sequences. */
  private static long[] following(List<long[]> legal, ImmutableLongArray begun, Set<Integer> not) {
    Set<Integer> left = new HashSet<>();
    IntStream.range(0, legal.size()).filter(i -> !not.contains(i)).forEach(left::add);
    int from = 0;
    for (int t = 1; t <= begun.length(); t++) {
      long[] sequence = begun.subArray(from, t).toArray();
      for (int i = 0; i < legal.size(); i++) {
        if (Arrays.equals(legal.get(i), sequence)) {
          from = t;
          if (!not.isEmpty()) {
            left.remove(i);
          }
        }
      }
    }
    long[] prefix = begun.subArray(from, begun.length()).toArray();
    return left.stream()
        .map(legal::get)
        .filter(sequence -> begins(prefix, sequence))
        .mapToLong(sequence -> sequence[prefix.length])
        .distinct()
        .toArray();
  }

  @Property(tries = 60)
  void sharesAreAmongWhatMayStandThere(
      @ForAll long seed,
      @ForAll @IntRange(min = 4, max = 9) int count,
      @ForAll @IntRange(min = 1, max = 2) int items,
      @ForAll @IntRange(min = 1, max = 200) int width) {
    List<long[]> legal = legalSequences(seed, count);
    if (legal.size() < items + 1) {
      return;
    }
    int excluded = (int) Math.floorMod(seed, (long) legal.size());
    List<long[]> prompts = prompts(seed + 1, 2);
    List<ImmutableIntArray> exclusions =
        List.of(ImmutableIntArray.of(excluded), ImmutableIntArray.of(excluded));
    try (TinyPolicy policy = new TinyPolicy(VOCABULARY, 32, seed)) {
      ConstrainedBeamSearch search =
          ConstrainedBeamSearch.of(policy, new LegalTokens(TokenTrie.of(legal), items), width);
      for (Scoring scoring : List.of(Scoring.TRIE, Scoring.LEGAL)) {
        Set<Integer> not = scoring == Scoring.TRIE ? Set.of() : Set.of(excluded);
        List<List<Beam>> found = search.withScoring(scoring).search(prompts, exclusions);
        for (int i = 0; i < prompts.size(); i++) {
          assertThat(found.get(i))
              .isSortedAccordingTo(Comparator.comparingDouble(Beam::logProb).reversed());
          for (Beam beam : found.get(i)) {
            assertThat(beam.sequences().contains(excluded)).isFalse();
            assertThat(beam.logProb())
                .isCloseTo(
                    share(
                        policy,
                        prompts.get(i),
                        beam.tokens(),
                        begun -> following(legal, begun, not)),
                    within(1e-5));
          }
        }
      }
    }
  }

  @Property(tries = 40)
  void aNarrowSearchIsLegalAndTheSameInABatchAsAlone(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int width) {
    List<long[]> legal = legalSequences(seed, 9);
    TokenTrie trie = TokenTrie.of(legal);
    List<long[]> prompts = prompts(seed + 1, 4);
    try (TinyPolicy policy = new TinyPolicy(VOCABULARY, 32, seed)) {
      LegalTokens once = new LegalTokens(trie, Math.min(2, trie.size()));
      List<List<Beam>> batched = ConstrainedBeamSearch.of(policy, once, width).search(prompts);
      List<List<Beam>> inParts =
          new ConstrainedBeamSearch(policy, once, width, Scoring.POLICY, width).search(prompts);
      assertThat(batched).isEqualTo(inParts);
      for (List<Beam> beams : batched) {
        for (Beam beam : beams) {
          // Throws where a token is not legal.
          assertThat(trie.sequences(beam.tokens())).isEqualTo(beam.sequences());
          assertThat(Set.copyOf(beam.sequences().asList())).hasSize(once.sequences());
        }
        assertThat(beams).isSortedAccordingTo(Comparator.comparingDouble(Beam::logProb).reversed());
      }
    }
  }

  @Property(tries = 40)
  void samplesAreLegalWithTheirLogProbsAndTheSameInABatchAsAlone(@ForAll long seed) {
    List<long[]> legal = legalSequences(seed, 9);
    TokenTrie trie = TokenTrie.of(legal);
    List<long[]> prompts = prompts(seed + 1, 3);
    ImmutableIntArray excluded = ImmutableIntArray.of(0);
    List<ImmutableIntArray> exclusions = List.of(excluded, excluded, excluded);
    if (trie.size() < 3) {
      return;
    }
    try (TinyPolicy policy = new TinyPolicy(VOCABULARY, 32, seed)) {
      LegalTokens two = new LegalTokens(trie, 2);
      List<List<Trajectory>> batched =
          ConstrainedSampler.of(policy, two).sample(prompts, exclusions, 4, seed);
      assertThat(new ConstrainedSampler(policy, two, 1, 1).sample(prompts, exclusions, 4, seed))
          .isEqualTo(batched);
      for (int i = 0; i < prompts.size(); i++) {
        for (Trajectory trajectory : batched.get(i)) {
          ImmutableIntArray items = trie.sequences(trajectory.completion());
          assertThat(Set.copyOf(items.asList())).hasSize(2).doesNotContain(0);
          Segment.Action action = trajectory.actions().get(0);
          assertThat(action.logProbs().stream().sum())
              .isCloseTo(logProb(policy, prompts.get(i), action.tokens().toArray()), within(1e-5));
          assertThat(action.behaviorLogProbs().stream().sum())
              .isBetween(action.logProbs().stream().sum() - 1e-5, 1e-9);
        }
      }
    }
  }

  @Property(tries = 40)
  void aWideSearchByWhatIsLegalFindsADistribution(@ForAll long seed) {
    TokenTrie trie = TokenTrie.of(legalSequences(seed, 9));
    List<long[]> prompts = prompts(seed + 1, 2);
    try (TinyPolicy policy = new TinyPolicy(VOCABULARY, 32, seed)) {
      LegalTokens legal = new LegalTokens(trie, 1);
      List<List<Beam>> found =
          ConstrainedBeamSearch.of(policy, legal, 50).withScoring(Scoring.LEGAL).search(prompts);
      List<List<Trajectory>> drawn = ConstrainedSampler.of(policy, legal).sample(prompts, 5, seed);
      for (int i = 0; i < prompts.size(); i++) {
        assertThat(found.get(i)).hasSize(trie.size());
        assertThat(found.get(i).stream().mapToDouble(beam -> Math.exp(beam.logProb())).sum())
            .isCloseTo(1, within(1e-6));
        for (Trajectory trajectory : drawn.get(i)) {
          Segment.Action action = trajectory.actions().get(0);
          Beam same =
              found.get(i).stream()
                  .filter(beam -> beam.tokens().equals(action.tokens()))
                  .findFirst()
                  .orElseThrow();
          assertThat(same.logProb())
              .isCloseTo(action.behaviorLogProbs().stream().sum(), within(1e-6));
        }
      }
    }
  }
}
