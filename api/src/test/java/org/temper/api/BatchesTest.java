package org.temper.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.temper.api.PreferenceBatch.Pair;
import org.temper.api.PreferenceBatch.ReferenceLogProbs;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.Segment;
import org.temper.api.rollouts.Trajectory;
import org.temper.api.updates.UpdateBatch;

/** Sequences, batches, preferences and trajectories: what they hold and what they refuse. */
class BatchesTest {
  private static final TokenSequence SHORT = TokenSequence.of(new long[] {5}, new long[] {6});
  private static final TokenSequence LONG = TokenSequence.of(new long[] {1, 2}, new long[] {3, 4});

  @Test
  void aSequenceFlagsItsCompletion() {
    assertThat(LONG.tokens()).containsExactly(1, 2, 3, 4);
    assertThat(LONG.completion()).containsExactly(false, false, true, true);
    assertThat(LONG.scoredTokens()).isEqualTo(2);
    assertThat(TokenSequence.ofText(new long[] {1, 2, 3}).scoredTokens()).isEqualTo(2);
    assertThat(LONG).isEqualTo(TokenSequence.of(LONG.tokens(), LONG.completion()));
    assertThat(LONG).hasSameHashCodeAs(TokenSequence.of(LONG.tokens(), LONG.completion()));
    assertThat(LONG).isNotEqualTo(TokenSequence.ofText(LONG.tokens()));
  }

  @Test
  void aSequenceCannotBeChangedFromOutside() {
    long[] tokens = {1, 2};
    TokenSequence sequence = TokenSequence.ofText(tokens);
    tokens[0] = 9;
    sequence.tokens()[1] = 9;
    sequence.completion()[1] = false;
    assertThat(sequence).isEqualTo(TokenSequence.ofText(new long[] {1, 2}));
  }

  @Test
  void aBatchCountsItsRealTokens() {
    SequenceBatch batch = SequenceBatch.of(List.of(SHORT, LONG));
    assertThat(batch.tokenCount()).isEqualTo(2 + 4);
    PreferenceBatch pairs = PreferenceBatch.of(List.of(new PreferenceBatch.Pair(LONG, SHORT)));
    assertThat(pairs.tokenCount()).isEqualTo(4 + 2);
    assertThat(new UpdateBatch<>(List.of(batch, batch), List.of("a")).tokenCount()).hasValue(12);
    assertThat(new UpdateBatch<>(List.of(batch, "text"), List.of("a")).tokenCount()).isEmpty();
  }

  @Test
  void aBatchPadsOnTheRight() {
    SequenceBatch batch = SequenceBatch.of(List.of(SHORT, LONG));
    try (NDManager manager = NDManager.newBaseManager()) {
      assertThat(batch.tokens(manager).toLongArray()).containsExactly(5, 6, 0, 0, 1, 2, 3, 4);
      assertThat(batch.attentionMask(manager).toBooleanArray())
          .containsExactly(true, true, false, false, true, true, true, true);
      assertThat(batch.completionMask(manager).toBooleanArray())
          .containsExactly(false, true, false, false, false, false, true, true);
    }
    assertThat(batch.shape()).isEqualTo(new Shape(2, 4));
    assertThat(batch.scoredTokens()).isEqualTo(3);
    assertThat(batch.scoredRows()).isEqualTo(2);
  }

  @Test
  void aRowWithoutACompletionIsNotScored() {
    SequenceBatch batch =
        SequenceBatch.of(List.of(LONG, TokenSequence.of(new long[] {1, 2}, new long[0])));
    assertThat(batch.scoredRows()).isEqualTo(1);
  }

  @Test
  void theFirstRealTokenIsNeverScoredWhereverPaddingLies() {
    SequenceBatch batch =
        SequenceBatch.of(
            1,
            4,
            new long[] {0, 7, 8, 9},
            new boolean[] {false, true, true, true},
            new boolean[] {false, true, true, false});
    assertThat(batch.start(0)).isEqualTo(1);
    assertThat(batch.length(0)).isEqualTo(3);
    assertThat(batch.isScored(0, 1)).isFalse();
    assertThat(batch.isScored(0, 2)).isTrue();
    assertThat(batch.isScored(0, 3)).isFalse();
  }

  @Test
  void wrongBatchesAreRefused() {
    boolean[] two = {true, true};
    assertRefused(() -> SequenceBatch.of(List.of()), "sequences: expected at least one, got none");
    assertRefused(
        () -> SequenceBatch.of(List.of(SHORT, TokenSequence.ofText(new long[0]))),
        "sequences[1]: expected at least one token, got none");
    assertRefused(
        () -> SequenceBatch.of(1, 2, new long[3], two, two),
        "tokens: expected 2 values, B·T, got 3");
    assertRefused(
        () -> SequenceBatch.of(1, 2, new long[2], new boolean[2], new boolean[2]),
        "attentionMask: expected a real token in row 0, got none");
    assertRefused(
        () ->
            SequenceBatch.of(1, 3, new long[3], new boolean[] {true, false, true}, new boolean[3]),
        "attentionMask: expected the real tokens of row 0 to be consecutive, got a gap");
    assertRefused(
        () -> SequenceBatch.of(1, 2, new long[2], new boolean[] {true, false}, two),
        "completionMask: expected true only within the attention mask, got row 0 column 1");
    assertRefused(
        () -> TokenSequence.of(new long[2], new boolean[1]),
        "completion: expected 2 flags, one for each token, got 1");
    assertRefused(() -> LONG.truncate(0), "maxLength: expected at least 1, got 0");
  }

  @Test
  void sideInputsAreAddedAndReplaced() {
    SequenceBatch plain = SequenceBatch.of(List.of(SHORT));
    SequenceBatch timed =
        plain
            .withSideInput("times", SideInput.of(new long[] {1, 2}, new Shape(1, 2)))
            .withSideInput("times", SideInput.of(new float[] {3, 4}, new Shape(1, 2)));
    assertThat(plain.sideInputs()).isEmpty();
    assertThat(timed.sideInputs()).containsOnlyKeys("times");
    assertThat(timed.sideInputs().get("times")).isInstanceOf(SideInput.Floats.class);
    assertRefused(
        () -> plain.withSideInput("times", SideInput.of(new long[3], new Shape(1, 3))),
        "times: expected shape [1, 2, ...], got (1, 3)");
    assertRefused(
        () -> SideInput.of(new long[3], new Shape(1, 2)),
        "shape: expected [B, T, ...] of 3 values, got (1, 2)");
  }

  @Test
  void preferencesPutChosenRowsFirst() {
    PreferenceBatch batch =
        PreferenceBatch.of(List.of(new Pair(SHORT, LONG), new Pair(LONG, SHORT)));
    assertThat(batch.sequences().rows()).isEqualTo(4);
    assertThat(batch.sequences().token(0, 0)).isEqualTo(5);
    assertThat(batch.sequences().token(1, 0)).isEqualTo(1);
    assertThat(batch.sequences().token(2, 0)).isEqualTo(1);
    assertThat(batch.sequences().token(3, 0)).isEqualTo(5);
    assertThat(batch.reference()).isEmpty();
    ReferenceLogProbs reference = new ReferenceLogProbs(-1, -2);
    assertThat(batch.withReference(List.of(reference, reference)).reference()).isPresent();
    assertRefused(
        () -> batch.withReference(List.of(reference)),
        "reference: expected 2, one for each pair, got 1");
  }

  @Test
  void aTrajectoryStartsWithAPrompt() {
    ImmutableLongArray token = ImmutableLongArray.of(1);
    assertRefused(
        () ->
            new Trajectory(
                List.of(new Segment.Observation(token)), Ending.terminated(Ending.END_TOKEN)),
        "segments: expected a prompt first, got Observation");
    assertRefused(
        () -> new Trajectory(List.of(), Ending.failed("crash")),
        "segments: expected a prompt first, got none");
    assertRefused(
        () ->
            new Segment.Action(
                token,
                ImmutableDoubleArray.of(),
                ImmutableDoubleArray.of(0),
                OptionalDouble.empty()),
        "logProbs: expected 1, one for each token, got 0");
  }

  private static void assertRefused(Runnable action, String message) {
    assertThatThrownBy(action::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void rowsAndColumnsThatAreNotThereAreRefused() {
    SequenceBatch batch =
        SequenceBatch.of(
            List.of(TokenSequence.ofText(new long[] {1, 2}), TokenSequence.ofText(new long[] {3})));
    for (int none : new int[] {-1, 2}) {
      assertThatIllegalArgumentException().isThrownBy(() -> batch.length(none));
      assertThatIllegalArgumentException().isThrownBy(() -> batch.start(none));
      assertThatIllegalArgumentException().isThrownBy(() -> batch.rowTokens(none));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> batch.token(none, 0))
          .withMessage("row: expected one of 2, got " + none);
      // Beside the row lies a token of another.
      assertThatIllegalArgumentException().isThrownBy(() -> batch.isScored(0, none));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> batch.token(none < 0 ? 1 : 0, none))
          .withMessage("column: expected one of 2, got " + none);
    }
  }
}
