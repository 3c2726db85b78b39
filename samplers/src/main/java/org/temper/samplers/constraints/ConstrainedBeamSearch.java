package org.temper.samplers.constraints;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.Lists;
import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.temper.api.DecodingSession;
import org.temper.api.Policy;
import org.temper.samplers.constraints.TokenTrie.Branch;

/**
 * A beam search among legal sequences: whatever it finds is legal, on the keys and values that a
 * session keeps. A beam as wide as there are prefixes finds what scoring all sequences would.
 *
 * @param policy what chooses; still owned by the caller
 * @param legal what may be chosen
 * @param width beams of each prompt, at least 1
 * @param scoring what beams are compared by
 * @param maxRows the most rows that are decoded at once: a limit on memory, at least {@code width}
 */
public record ConstrainedBeamSearch(
    Policy policy, LegalTokens legal, int width, Scoring scoring, int maxRows) {
  private static final int DEFAULT_MAX_ROWS = 1024;

  /** The kinds of log-probability that beams are compared by. */
  public enum Scoring {
    /** The policy's own, over its whole vocabulary: that of {@code score}. */
    POLICY,
    /**
     * That of a draw under the constraint: each token's share among the tokens that may follow. A
     * token that alone is legal costs nothing, however improbable the policy, which may never have
     * seen it there, thinks it.
     */
    LEGAL,
    /**
     * Each token's share among those that lead to a sequence, an excluded one or not: the
     * log-probability of a policy that was trained among these alone ({@link
     * org.temper.api.semantic.Continuations}).
     */
    TRIE
  }

  /**
   * Checks the sizes.
   *
   * @throws IllegalArgumentException if the width is below 1, or above the rows
   */
  public ConstrainedBeamSearch {
    checkArgument(width >= 1, "width: expected at least 1, got %s", width);
    checkArgument(
        maxRows >= width, "maxRows: expected at least the width %s, got %s", width, maxRows);
  }

  /**
   * A search by the policy's own log-probability that decodes at most 1,024 rows at once, or as
   * many as it is wide.
   *
   * @param policy what chooses; still owned by the caller
   * @param legal what may be chosen
   * @param width beams of each prompt, at least 1
   * @return the search
   * @throws IllegalArgumentException if the width is below 1
   */
  public static ConstrainedBeamSearch of(Policy policy, LegalTokens legal, int width) {
    return new ConstrainedBeamSearch(
        policy, legal, width, Scoring.POLICY, Math.max(width, DEFAULT_MAX_ROWS));
  }

  /**
   * This search with beams compared otherwise.
   *
   * @param value what beams are compared by
   * @return a new search
   */
  public ConstrainedBeamSearch withScoring(Scoring value) {
    return new ConstrainedBeamSearch(policy, legal, width, value, maxRows);
  }

  /** A beam on its way, with the row of the session that holds it; none once it is complete. */
  private record Hypothesis(
      int prompt, TriePath path, ImmutableLongArray tokens, double logProb, int row) {
    Hypothesis then(Branch step, double more) {
      return new Hypothesis(
          prompt,
          path.then(step),
          ImmutableLongArray.builder().addAll(tokens).add(step.token()).build(),
          logProb + more,
          row);
    }

    Hypothesis at(int newRow) {
      return new Hypothesis(prompt, path, tokens, logProb, newRow);
    }

    boolean isComplete() {
      return path.isComplete();
    }
  }

  /** A beam and the step that it may take; none where it is complete. */
  private record Candidate(Hypothesis beam, @Nullable Branch step, double more, double logProb) {
    Hypothesis taken() {
      return step == null ? beam : beam.then(step, more);
    }
  }

  /**
   * The best completions of prompts.
   *
   * @param prompts token ids, each with at least one
   * @return for each prompt, the best first: as many as the search is wide, or all there are
   * @throws IllegalArgumentException if a prompt is empty, holds an id outside the vocabulary, or
   *     leaves no space for a completion
   */
  public List<List<Beam>> search(List<long[]> prompts) {
    return search(prompts, LegalTokens.nothingExcluded(prompts));
  }

  /**
   * The best completions of prompts, in which some sequences may not occur.
   *
   * @param prompts token ids, each with at least one
   * @param excluded for each prompt, the numbers of those sequences, such as the items that the
   *     user knows already
   * @return see {@link #search(List)}
   * @throws IllegalArgumentException as {@link #search(List)}, or if there are not as many lists as
   *     prompts, or too few sequences stay
   */
  public List<List<Beam>> search(List<long[]> prompts, List<ImmutableIntArray> excluded) {
    List<TriePath> starts = legal.starts(prompts, excluded, policy);
    // Of one length, as what is cached of a row takes the room of the longest.
    List<Integer> byLength =
        IntStream.range(0, prompts.size())
            .boxed()
            .sorted(Comparator.comparingInt(i -> prompts.get(i).length))
            .toList();
    Map<Integer, List<Beam>> found = new HashMap<>();
    for (List<Integer> chunk : Lists.partition(byLength, maxRows / width)) {
      List<List<Beam>> those =
          together(
              chunk.stream().map(prompts::get).toList(), chunk.stream().map(starts::get).toList());
      for (int i = 0; i < those.size(); i++) {
        found.put(chunk.get(i), those.get(i));
      }
    }
    return IntStream.range(0, prompts.size()).mapToObj(found::get).toList();
  }

  private List<List<Beam>> together(List<long[]> prompts, List<TriePath> starts) {
    try (DecodingSession session = policy.decode(prompts)) {
      List<Hypothesis> beams = new ArrayList<>();
      for (int i = 0; i < starts.size(); i++) {
        beams.add(new Hypothesis(i, starts.get(i), ImmutableLongArray.of(), 0, i));
      }
      while (true) {
        List<Hypothesis> next = best(beams, HostLogits.of(session), prompts.size());
        List<Hypothesis> live = next.stream().filter(beam -> !beam.isComplete()).toList();
        if (live.isEmpty()) {
          return byPrompt(next, prompts.size());
        }
        session.select(live.stream().mapToInt(Hypothesis::row).toArray());
        session.advance(
            live.stream()
                .mapToLong(beam -> beam.tokens().get(beam.tokens().length() - 1))
                .toArray());
        beams = new ArrayList<>(next.stream().filter(Hypothesis::isComplete).toList());
        for (int row = 0; row < live.size(); row++) {
          beams.add(live.get(row).at(row));
        }
      }
    }
  }

  /** The best continuations of each prompt's beams; of equals, those that were found first. */
  private List<Hypothesis> best(List<Hypothesis> beams, HostLogits logits, int prompts) {
    List<Hypothesis> best = new ArrayList<>();
    for (List<Hypothesis> those : grouped(beams, prompts)) {
      List<Candidate> candidates = new ArrayList<>();
      those.forEach(beam -> addContinued(beam, logits, candidates));
      candidates.sort(Comparator.comparingDouble(Candidate::logProb).reversed());
      for (Candidate candidate : candidates.subList(0, Math.min(width, candidates.size()))) {
        best.add(settled(candidate.taken()));
      }
    }
    return best;
  }

  private void addContinued(Hypothesis beam, HostLogits logits, List<Candidate> candidates) {
    if (beam.isComplete()) {
      candidates.add(new Candidate(beam, null, 0, beam.logProb()));
      return;
    }
    List<Branch> steps = beam.path().steps();
    long[] tokens = TriePath.tokens(steps);
    double whole =
        switch (scoring) {
          case POLICY -> logits.logSum(beam.row());
          case LEGAL -> logits.logSum(beam.row(), tokens);
          case TRIE -> logits.logSum(beam.row(), TriePath.tokens(beam.path().branches()));
        };
    double[] those = logits.of(beam.row(), tokens);
    for (int i = 0; i < those.length; i++) {
      double more = those[i] - whole;
      candidates.add(new Candidate(beam, steps.get(i), more, beam.logProb() + more));
    }
  }

  /** The beam at its end, where all that is left of it has probability 1 and is not computed. */
  private Hypothesis settled(Hypothesis beam) {
    boolean decided =
        switch (scoring) {
          case POLICY -> false;
          case LEGAL -> beam.path().isDecidedAmongFree();
          case TRIE -> beam.path().isDecided();
        };
    Hypothesis ended = beam;
    while (decided && !ended.isComplete()) {
      ended = ended.then(ended.path().steps().get(0), 0);
    }
    return ended;
  }

  private static List<List<Hypothesis>> grouped(List<Hypothesis> beams, int prompts) {
    List<List<Hypothesis>> groups = new ArrayList<>();
    for (int i = 0; i < prompts; i++) {
      groups.add(new ArrayList<>());
    }
    beams.forEach(beam -> groups.get(beam.prompt()).add(beam));
    return groups;
  }

  private static List<List<Beam>> byPrompt(List<Hypothesis> beams, int prompts) {
    return grouped(beams, prompts).stream()
        .<List<Beam>>map(
            those ->
                those.stream()
                    .map(beam -> new Beam(beam.tokens(), beam.path().found(), beam.logProb()))
                    .toList())
        .toList();
  }
}
