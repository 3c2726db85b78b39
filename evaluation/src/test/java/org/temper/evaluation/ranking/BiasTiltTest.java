package org.temper.evaluation.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.temper.interactions.Events;
import org.temper.interactions.ItemScorer;
import org.temper.interactions.Query;
import org.temper.interactions.feedback.FeedbackBias;

class BiasTiltTest {
  private static final FeedbackBias BIAS =
      new FeedbackBias(7, ImmutableDoubleArray.of(0, 2), ImmutableDoubleArray.of(1, 0, -1));
  private static final ItemScorer EVEN = queries -> new float[queries.size()][3];

  @Test
  void theLogSigmoidOfBothBiasesIsAdded() {
    float[][] tilted = new BiasTilt(EVEN, BIAS, 2).scores(List.of(query(0), query(1)));
    // σ(1) = 0.731059, σ(0) = 0.5, σ(-1) = 0.268941.
    assertThat((double) tilted[0][0]).isCloseTo(2 * Math.log(0.731059), within(1e-5));
    assertThat((double) tilted[0][1]).isCloseTo(2 * Math.log(0.5), within(1e-5));
    assertThat((double) tilted[0][2]).isCloseTo(2 * Math.log(0.268941), within(1e-5));
    // A user who likes all is moved less.
    assertThat(tilted[1][0] - tilted[1][2]).isLessThan(tilted[0][0] - tilted[0][2]);
  }

  @Test
  void wrongArgumentsAreNamed() {
    assertThatThrownBy(() -> new BiasTilt(EVEN, BIAS, Double.NaN))
        .hasMessage("strength: expected a finite number, got NaN");
    ItemScorer other = queries -> new float[queries.size()][2];
    assertThatThrownBy(() -> new BiasTilt(other, BIAS, 1).scores(List.of(query(0))))
        .hasMessage("scorer: expected a score for each of 3 items, got 2");
  }

  private static Query query(int user) {
    return new Query(
        user, new Events(ImmutableIntArray.of(), ImmutableLongArray.of(), ImmutableMap.of()), 0);
  }
}
