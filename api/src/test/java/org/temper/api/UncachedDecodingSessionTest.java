package org.temper.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UncachedDecodingSessionTest {
  private static final int VOCABULARY = 4;
  private final NDManager manager = NDManager.newBaseManager();
  private final List<NDArray> computed = new ArrayList<>();

  @AfterEach
  void closeManager() {
    manager.close();
  }

  /** Logits that say how long a row is, and what its last token is. */
  private NDArray logits(List<long[]> rows) {
    float[] flat = new float[rows.size() * VOCABULARY];
    for (int row = 0; row < rows.size(); row++) {
      long[] tokens = rows.get(row);
      flat[row * VOCABULARY] = tokens.length;
      flat[row * VOCABULARY + 1] = tokens[tokens.length - 1];
    }
    NDArray array = manager.create(flat, new Shape(rows.size(), VOCABULARY));
    computed.add(array);
    return array;
  }

  private DecodingSession open(int maxLength, long[]... prompts) {
    return UncachedDecodingSession.of(List.of(prompts), VOCABULARY, maxLength, this::logits);
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
      assertThat(session.logits().toFloatArray()).containsExactly(4, 2, 0, 0, 2, 3, 0, 0);
      session.advance(0, 1);
      assertThat(session.logits().toFloatArray()).containsExactly(5, 0, 0, 0, 3, 1, 0, 0);
      assertThat(session.length(0)).isEqualTo(5);
      assertThat(session.length(1)).isEqualTo(3);
      assertThat(session.length(2)).isEqualTo(3);
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
        .hasMessage("prompts[0]: expected ids from 0 to 3, got 4");
  }

  @Test
  void wrongTokensAreRefusedAndChangeNothing() {
    try (DecodingSession session = open(3, new long[] {0}, new long[] {1, 2})) {
      assertThatThrownBy(() -> session.advance(1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("tokens: expected 2 ids, one for each live row, got 1");
      assertThatThrownBy(() -> session.advance(0, -1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("tokens: expected ids from 0 to 3, got -1");
      assertThatThrownBy(() -> session.append(1, 0, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("tokens: expected row 1 to stay within 3 tokens, got 4");
      session.append(1, 0);
      assertThatThrownBy(() -> session.advance(0, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("tokens: expected row 1 to stay within 3 tokens, got 4");
      assertThat(session.length(0)).isEqualTo(1);
      session.finish(1);
      assertThatThrownBy(() -> session.finish(1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("row: expected a live one of [0], got 1");
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
    assertThatThrownBy(session::logits)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("session: expected to be open, got closed");
  }

  @Test
  void aModelThatGivesAnotherShapeIsNamed() {
    try (DecodingSession session =
        UncachedDecodingSession.of(
            List.of(new long[] {0}), 4, 9, rows -> manager.create(new float[3]))) {
      assertThatThrownBy(session::logits)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("logits: expected shape (1, 4), got (3)");
    }
  }
}
