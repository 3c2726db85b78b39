package org.temper.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;
import org.temper.api.rollouts.Segment;
import org.temper.api.rollouts.Trajectory;

/** What holds for every sequence, batch and trajectory; and what the arbitraries promise. */
class ApiProperties {
  private static final long VOCABULARY = 7;

  @Provide
  Arbitrary<Trajectory> trajectories() {
    return TemperArbitraries.trajectories(VOCABULARY);
  }

  @Provide
  Arbitrary<SequenceBatch> batches() {
    return TemperArbitraries.sequenceBatches(VOCABULARY, 4, 6);
  }

  @Provide
  Arbitrary<List<TokenSequence>> sequences() {
    return TemperArbitraries.tokenSequences(VOCABULARY, 6).list().ofMinSize(1).ofMaxSize(4);
  }

  @Property(tries = 200)
  void aTrajectoryTrainsOnItsActionsAlone(@ForAll("trajectories") Trajectory trajectory) {
    TokenSequence sequence = trajectory.toSequence();
    long[] tokens = sequence.tokens();
    boolean[] completion = sequence.completion();
    long[] flagged =
        IntStream.range(0, tokens.length)
            .filter(t -> completion[t])
            .mapToLong(t -> tokens[t])
            .toArray();
    assertThat(tokens).isEqualTo(trajectory.tokens().toArray());
    assertThat(flagged).isEqualTo(trajectory.completion().toArray());
    // A prompt comes first, so that every action's token has one before it and is scored.
    assertThat(sequence.scoredTokens()).isEqualTo(flagged.length);
    assertThat(Arrays.stream(tokens)).allMatch(token -> token >= 0 && token < VOCABULARY);
  }

  @Property(tries = 200)
  void theTotalRewardIsTheSumOfThoseGiven(@ForAll("trajectories") Trajectory trajectory) {
    List<Segment.Action> rewarded =
        trajectory.actions().stream().filter(action -> action.reward().isPresent()).toList();
    assertThat(trajectory.totalReward().isPresent()).isEqualTo(!rewarded.isEmpty());
    double sum = rewarded.stream().mapToDouble(action -> action.reward().orElse(0)).sum();
    assertThat(Math.abs(trajectory.totalReward().orElse(0) - sum)).isLessThan(1e-12);
  }

  @Property(tries = 200)
  void aBatchHoldsItsSequences(@ForAll("sequences") List<TokenSequence> sequences) {
    SequenceBatch batch = SequenceBatch.of(sequences);
    int scored = 0;
    int scoredRows = 0;
    for (int row = 0; row < sequences.size(); row++) {
      TokenSequence sequence = sequences.get(row);
      assertThat(batch.start(row)).isZero();
      assertThat(batch.length(row)).isEqualTo(sequence.length());
      for (int t = 0; t < sequence.length(); t++) {
        assertThat(batch.token(row, t)).isEqualTo(sequence.tokens()[t]);
        assertThat(batch.isScored(row, t)).isEqualTo(t > 0 && sequence.completion()[t]);
      }
      scored += sequence.scoredTokens();
      scoredRows += sequence.scoredTokens() > 0 ? 1 : 0;
    }
    assertThat(batch.scoredTokens()).isEqualTo(scored);
    assertThat(batch.scoredRows()).isEqualTo(scoredRows);
  }

  @Property(tries = 200)
  void truncatingKeepsTheFirstTokens(@ForAll("sequences") List<TokenSequence> sequences) {
    for (TokenSequence sequence : sequences) {
      for (int length = 1; length <= 7; length++) {
        TokenSequence cut = sequence.truncate(length);
        assertThat(cut.length()).isEqualTo(Math.min(length, sequence.length()));
        assertThat(cut.tokens()).isEqualTo(Arrays.copyOf(sequence.tokens(), cut.length()));
        assertThat(cut.completion()).isEqualTo(Arrays.copyOf(sequence.completion(), cut.length()));
      }
    }
  }

  @Property(tries = 50)
  void everyBatchHasARowAndAColumn(@ForAll("batches") SequenceBatch batch) {
    assertThat(batch.rows()).isBetween(1, 4);
    assertThat(batch.columns()).isBetween(1, 6);
  }
}
