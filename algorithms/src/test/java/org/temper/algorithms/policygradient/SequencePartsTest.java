package org.temper.algorithms.policygradient;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.temper.api.TokenSequence;

class SequencePartsTest {
  private static TokenSequence sequence(long prompt, int completion) {
    return TokenSequence.of(new long[] {prompt, 1}, new long[completion]);
  }

  private static final List<TokenSequence> ROWS =
      List.of(
          sequence(5, 3),
          sequence(6, 9),
          sequence(7, 4),
          sequence(5, 7),
          sequence(6, 1),
          sequence(7, 8));

  @Test
  void thoseOfAPromptStandTogetherAndTheLongestComesFirst() {
    assertThat(SequenceParts.of(ROWS, new int[] {0, 1, 2, 3, 4, 5}, 4))
        .containsExactly(new int[] {1, 4, 5, 2}, new int[] {3, 0});
    assertThat(SequenceParts.of(ROWS, new int[] {4, 0, 2}, 2))
        .containsExactly(new int[] {2, 0}, new int[] {4});
  }

  @Test
  void eachSequenceHasItsOwnNumbers() {
    float[][] lengths =
        SequenceParts.scores(
            ROWS,
            2,
            batch -> {
              float[] numbers = new float[batch.rows() * batch.columns()];
              for (int cell = 0; cell < numbers.length; cell++) {
                numbers[cell] =
                    batch.token(cell / batch.columns(), 0) * 100 + cell % batch.columns();
              }
              return numbers;
            });
    assertThat(lengths[0]).containsExactly(500, 501, 502, 503, 504);
    assertThat(lengths[4]).containsExactly(600, 601, 602);
  }
}
