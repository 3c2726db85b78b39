package org.temper.models.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;

class TokenLayoutTest {
  private static final TokenLayout LAYOUT =
      TokenLayout.of(
          SequenceBatch.of(
              List.of(
                  TokenSequence.of(new long[] {5}, new long[] {6, 7}),
                  TokenSequence.of(new long[] {8}, new long[] {9}))),
          10,
          10);

  @Test
  void roundSizesAddTokensBehindTheRealOnes() {
    // Rows of 3 and 2 become rows of 4; 5 tokens become 6, the sixth behind the first row.
    TokenLayout round = LAYOUT.withRoundSizes(4, 3);
    assertThat(round.columns()).isEqualTo(4);
    assertThat(round.ids()).containsExactly(5, 6, 7, 0, 8, 9);
    assertThat(round.positions()).containsExactly(0, 1, 2, 3, 0, 1);
    assertThat(round.tokenCells()).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(round.cells()).containsExactly(0, 1, 2, 3, 4, 5, 0, 0);
    // The states before 6, 7 and 9.
    assertThat(round.sources()).containsExactly(0, 1, 4);
    assertThat(round.targets()).isEqualTo(LAYOUT.targets());
    assertThat(round.scored()).isEqualTo(LAYOUT.scored());
  }

  @Test
  void atMostAllCellsAreTokens() {
    TokenLayout round = LAYOUT.withRoundSizes(1, 64);
    assertThat(round.ids()).containsExactly(5, 6, 7, 8, 9, 0);
    assertThat(round.cells()).containsExactly(0, 1, 2, 3, 4, 5);
  }

  @Test
  void sizesThatAreRoundStay() {
    TokenLayout round = LAYOUT.withRoundSizes(3, 5);
    assertThat(round.ids()).isEqualTo(LAYOUT.ids());
    assertThat(round.cells()).isEqualTo(LAYOUT.cells());
    assertThat(round.sources()).isEqualTo(LAYOUT.sources());
  }

  @Test
  void whatRowsBeginWithStandsOnce() {
    TokenLayout layout =
        TokenLayout.of(
            SequenceBatch.of(
                List.of(
                    TokenSequence.of(new long[] {5, 6}, new long[] {7}),
                    TokenSequence.of(new long[] {8}, new long[] {9}),
                    TokenSequence.of(new long[] {5, 6}, new long[] {4, 7}),
                    TokenSequence.of(new long[] {5}, new long[] {6}))),
            10,
            10);
    TokenLayout shared = layout.sharingBeginnings();
    assertThat(shared.ids()).containsExactly(5, 6, 7, 8, 9, 4, 7);
    assertThat(shared.positions()).containsExactly(0, 1, 2, 0, 1, 2, 3);
    assertThat(shared.cells()).containsExactly(0, 1, 2, 0, 3, 4, 0, 0, 0, 1, 5, 6, 0, 1, 0, 0);
    assertThat(shared.tokenCells()).containsExactly(0, 1, 2, 4, 5, 10, 11);
    assertThat(shared.shared()).containsExactly(0, 0, 2, 2);
    // 7 and 4 follow the same state.
    assertThat(shared.sources()).containsExactly(1, 3, 1, 5, 0);
    assertThat(shared.targets()).isEqualTo(layout.targets());
    assertThat(shared.scored()).isEqualTo(layout.scored());
    assertThat(shared.rowLengths()).containsExactly(3, 2, 4, 2);

    TokenLayout round = shared.withRoundSizes(5, 4);
    assertThat(round.ids()).containsExactly(5, 6, 7, 0, 8, 9, 4, 7);
    assertThat(round.cells())
        .containsExactly(0, 1, 2, 3, 0, 4, 5, 0, 0, 0, 0, 1, 6, 7, 0, 0, 1, 0, 0, 0);
    assertThat(round.tokenCells()).containsExactly(0, 1, 2, 3, 5, 6, 12, 13);
    assertThat(round.rowLengths()).containsExactly(4, 2, 4, 2);
    assertThat(round.sources()).containsExactly(1, 4, 1, 6, 0);
  }

  @Test
  void rowsThatShareLittleStayApart() {
    assertThat(LAYOUT.sharingBeginnings()).isSameAs(LAYOUT);
  }
}
