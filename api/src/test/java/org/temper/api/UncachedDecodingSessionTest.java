package org.temper.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class UncachedDecodingSessionTest {
  private static final int VOCABULARY = 4;
  @AutoClose private final NDManager manager = NDManager.newBaseManager();
  private final List<NDArray> computed = new ArrayList<>();

  /** Logits that say how long a row is, what its last token is and which prompt it began with. */
  private NDArray logits(SequenceBatch rows, int[] prompts) {
    float[] flat = new float[rows.rows() * VOCABULARY];
    for (int row = 0; row < rows.rows(); row++) {
      long[] tokens = rows.rowTokens(row);
      flat[row * VOCABULARY] = tokens.length;
      flat[row * VOCABULARY + 1] = tokens[tokens.length - 1];
      flat[row * VOCABULARY + 2] = prompts[row];
    }
    NDArray array = manager.create(flat, new Shape(rows.rows(), VOCABULARY));
    computed.add(array);
    return array;
  }

  private DecodingSession open(int maxLength, long[]... prompts) {
    return UncachedDecodingSession.of(
        SequenceBatch.prompts(List.of(prompts)), VOCABULARY, maxLength, this::logits);
  }

  @Test
  void rowsMoveIndependently() {
    try (DecodingSession session = open(9, new long[] {3}, new long[] {1, 2}, new long[] {0})) {
      assertThat(session.rows()).isEqualTo(3);
      assertThat(session.maxLength()).isEqualTo(9);
      session.advance(1, 2, 3);
      session.append(0, 3, 2);
      session.finish(1);
      assertThat(session.liveRows()).containsExactly(0, 2);
      // row 0: 3, 1, 3, 2; row 2: 0, 3
      assertThat(session.logits().toFloatArray()).containsExactly(4, 2, 0, 0, 2, 3, 2, 0);
      session.advance(0, 1);
      assertThat(session.logits().toFloatArray()).containsExactly(5, 0, 0, 0, 3, 1, 2, 0);
      assertThat(session.length(0)).isEqualTo(5);
      assertThat(session.length(1)).isEqualTo(3);
      assertThat(session.length(2)).isEqualTo(3);
    }
  }

  @Test
  void selectedRowsAreCopiesOfTheirParents() {
    try (DecodingSession session = open(9, new long[] {3}, new long[] {1, 2}, new long[] {0})) {
      session.finish(0);
      session.append(2, 3);
      session.select(2, 1, 2);
      assertThat(session.rows()).isEqualTo(3);
      assertThat(session.liveRows()).containsExactly(0, 1, 2);
      assertThat(session.logits().toFloatArray())
          .containsExactly(2, 3, 2, 0, 2, 2, 1, 0, 2, 3, 2, 0);
      session.append(0, 1, 1);
      session.select(1, 0, 2, 0);
      assertThat(session.logits().toFloatArray())
          .containsExactly(2, 2, 1, 0, 4, 1, 2, 0, 2, 3, 2, 0, 4, 1, 2, 0);
      session.select(3);
      assertThat(session.length(0)).isEqualTo(4);
      assertThatThrownBy(() -> session.length(1)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void wrongParentsAreRefused() {
    try (DecodingSession session = open(9, new long[] {3}, new long[] {1, 2})) {
      session.finish(0);
      assertThatThrownBy(session::select)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("parents: expected at least one row, got none");
      assertThatThrownBy(() -> session.select(1, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("parents[1]: expected one of the live rows [1], got 0");
      assertThatThrownBy(() -> session.select(-1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("parents[0]: expected one of the live rows [1], got -1");
      assertThat(session.rows()).isEqualTo(2);
    }
  }

  @Test
  void logitsAreComputedOnceAStepAndClosedWithIt() {
    try (DecodingSession session = open(9, new long[] {0})) {
      assertThat(session.logits()).isSameAs(session.logits());
      session.append(0);
      session.logits();
      assertThat(computed).hasSize(1);
      session.advance(1);
      session.logits();
      assertThat(computed).hasSize(2);
      assertThat(computed.get(0).isReleased()).isTrue();
    }
    assertThat(computed.get(1).isReleased()).isTrue();
  }

  @Test
  void changingThePromptsAfterwardsChangesNothing() {
    long[] prompt = {1};
    try (DecodingSession session = open(9, prompt)) {
      prompt[0] = 3;
      assertThat(session.logits().toFloatArray()).containsExactly(1, 1, 0, 0);
    }
  }

  @Test
  void wrongPromptsAreRefused() {
    assertThatThrownBy(() -> open(9))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("prompts: expected at least one, got none");
    assertThatThrownBy(() -> open(9, new long[] {0}, new long[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("prompts[1]: expected at least one token, got none");
    assertThatThrownBy(() -> open(1, new long[] {0, 1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("prompts[0]: expected at most 1 tokens, got 2");
    assertThatThrownBy(() -> open(9, new long[] {4}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("prompts[0]: expected token ids in [0, 4), got 4");
  }

  @Test
  void wrongTokensAreRefusedAndChangeNothing() {
    try (DecodingSession session = open(3, new long[] {0}, new long[] {1, 2})) {
      assertThatThrownBy(() -> session.advance(1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("tokens: expected 2, one for each live row, got 1");
      assertThatThrownBy(() -> session.advance(0, -1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("tokens: expected token ids in [0, 4), got -1");
      assertThatThrownBy(() -> session.append(1, 0, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("tokens: expected at most 3 in row 1, got 4");
      session.append(1, 0);
      assertThatThrownBy(() -> session.advance(0, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("tokens: expected at most 3 in row 1, got 4");
      assertThat(session.length(0)).isEqualTo(1);
      session.finish(1);
      assertThatThrownBy(() -> session.finish(1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("row: expected one of the live rows [0], got 1");
      assertThatThrownBy(() -> session.length(2))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("row: expected one of 2 rows, got 2");
    }
  }

  @Test
  void aClosedOrFinishedSessionHasNoLogits() {
    DecodingSession session = open(9, new long[] {0});
    session.finish(0);
    assertThatThrownBy(session::logits)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("logits: expected a live row, got none");
    session.close();
    session.close();
    assertThatThrownBy(session::logits)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("session: expected to be open, got closed");
  }

  @Test
  void aModelThatGivesAnotherShapeIsNamed() {
    try (DecodingSession session =
        UncachedDecodingSession.of(
            SequenceBatch.prompts(List.of(new long[] {0})),
            4,
            9,
            (rows, prompts) -> manager.create(new float[3]))) {
      assertThatThrownBy(session::logits)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("logits: expected shape (1, 4), got (3)");
    }
  }
}
