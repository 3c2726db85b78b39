package org.temper.api;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Groups of completions that were compared with one another: what a reward model learns from. A
 * preference pair is a group of two, a rated list one of all its pairs that were rated differently;
 * each sequence is scored once, however many comparisons it takes part in.
 *
 * @param groups the groups
 * @param sequences all sequences in one batch, those of the first group first
 */
public record ComparisonBatch(List<Group> groups, SequenceBatch sequences) implements TokenCount {

  /** Checks and copies. */
  public ComparisonBatch {
    int rows = groups.stream().mapToInt(group -> group.sequences().size()).sum();
    checkArgument(
        sequences.rows() == rows,
        "sequences: expected %s rows, one for each sequence of the groups, got %s",
        rows,
        sequences.rows());
    groups = ImmutableList.copyOf(groups);
  }

  /**
   * That one sequence was preferred to another.
   *
   * @param chosen index of the preferred sequence
   * @param rejected index of the other one
   * @param margin by how much the preferred one's reward is asked to lead; 0 to ask for nothing
   */
  public record Comparison(int chosen, int rejected, double margin) {

    /** Checks. */
    public Comparison {
      checkArgument(
          chosen >= 0 && rejected >= 0 && chosen != rejected,
          "comparison: expected two different indices from 0, got %s and %s",
          chosen,
          rejected);
      checkArgument(Double.isFinite(margin), "margin: expected a finite number, got %s", margin);
    }
  }

  /**
   * Completions of one prompt, and how they compare.
   *
   * @param sequences the completions with their prompt, at least two
   * @param comparisons at least one, by the sequences' indices
   */
  public record Group(List<TokenSequence> sequences, List<Comparison> comparisons) {

    /** Checks and copies. */
    public Group {
      sequences = ImmutableList.copyOf(sequences);
      comparisons = ImmutableList.copyOf(comparisons);
      checkArgument(!comparisons.isEmpty(), "comparisons: expected at least one, got none");
      for (Comparison comparison : comparisons) {
        checkArgument(
            Math.max(comparison.chosen(), comparison.rejected()) < sequences.size(),
            "comparisons: expected indices below %s, got %s",
            sequences.size(),
            comparison);
      }
    }

    /**
     * Tokens of the group as it is scored: as many rows as sequences, of the longest one's length.
     *
     * @return the number, padding included
     */
    public int paddedTokens() {
      return sequences.size() * sequences.stream().mapToInt(TokenSequence::length).max().orElse(0);
    }

    /**
     * A preference pair.
     *
     * @param pair the pair
     * @param margin by how much the preferred one's reward is asked to lead; 0 to ask for nothing
     * @return the group of two
     * @throws IllegalArgumentException if {@code margin} is not finite
     */
    public static Group ofPair(PreferenceBatch.Pair pair, double margin) {
      return new Group(
          List.of(pair.chosen(), pair.rejected()), List.of(new Comparison(0, 1, margin)));
    }

    /**
     * A rated list: all pairs of different sequences that were rated differently, the one with the
     * higher rating preferred.
     *
     * @param sequences the completions with their prompt
     * @param ratings one for each, finite
     * @param marginScale what the difference of two ratings is multiplied by to give their margin;
     *     0 for no margins
     * @return the group; empty where no two different sequences have different ratings
     * @throws IllegalArgumentException if there is not one rating for each sequence, or a number is
     *     not finite
     */
    public static Optional<Group> ofRatings(
        List<TokenSequence> sequences, List<Double> ratings, double marginScale) {
      checkArgument(
          ratings.size() == sequences.size(),
          "ratings: expected %s, one for each sequence, got %s",
          sequences.size(),
          ratings.size());
      checkArgument(
          ratings.stream().allMatch(Double::isFinite),
          "ratings: expected finite numbers, got %s",
          ratings);
      List<Comparison> comparisons = new ArrayList<>();
      for (int i = 0; i < ratings.size(); i++) {
        for (int j = 0; j < ratings.size(); j++) {
          double lead = ratings.get(i) - ratings.get(j);
          if (lead > 0 && !sequences.get(i).equals(sequences.get(j))) {
            comparisons.add(new Comparison(i, j, marginScale * lead));
          }
        }
      }
      return comparisons.isEmpty()
          ? Optional.empty()
          : Optional.of(new Group(sequences, comparisons));
    }
  }

  /**
   * A batch of groups.
   *
   * @param groups the groups, at least one
   * @return the batch
   * @throws IllegalArgumentException if there is no group, or a sequence is empty
   */
  public static ComparisonBatch of(List<Group> groups) {
    return new ComparisonBatch(
        groups,
        SequenceBatch.of(groups.stream().flatMap(group -> group.sequences().stream()).toList()));
  }

  @Override
  public long tokenCount() {
    return sequences.tokenCount();
  }

  /**
   * All comparisons, group by group, by rows of {@link #sequences}.
   *
   * @return at least one for each group
   */
  public List<Comparison> comparisons() {
    ImmutableList.Builder<Comparison> all = ImmutableList.builder();
    int row = 0;
    for (Group group : groups) {
      for (Comparison comparison : group.comparisons()) {
        all.add(
            new Comparison(
                row + comparison.chosen(), row + comparison.rejected(), comparison.margin()));
      }
      row += group.sequences().size();
    }
    return all.build();
  }
}
