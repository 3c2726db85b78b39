package org.temper.evaluation.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.temper.interactions.Events;
import org.temper.interactions.ItemScorer;
import org.temper.interactions.Query;

class PolicyContrastTest {
  private static final List<Query> QUERIES =
      List.of(
          new Query(
              0,
              new Events(ImmutableIntArray.of(), ImmutableLongArray.of(), ImmutableMap.of()),
              0));

  @Test
  void whatTheTwoDifferInIsAdded() {
    ItemScorer contrast = new PolicyContrast(of(-1, -2, -3), of(-2, -1, -4), of(-2, -3, -3), 0.5);
    assertThat(contrast.scores(QUERIES)[0]).containsExactly(-1f, -1f, -3.5f);
  }

  @Test
  void whatTheyShareChangesNothing() {
    ItemScorer policy = of(-1, -2, -3);
    ItemScorer other = of(-5, -1, 0);
    assertThat(new PolicyContrast(policy, other, other, 3).scores(QUERIES)[0])
        .containsExactly(-1f, -2f, -3f);
    assertThat(new PolicyContrast(policy, other, policy, 0).scores(QUERIES)[0])
        .containsExactly(-1f, -2f, -3f);
  }

  @Test
  void wrongArgumentsAreNamed() {
    ItemScorer policy = of(-1, -2);
    assertThatThrownBy(() -> new PolicyContrast(policy, policy, policy, Double.NaN))
        .hasMessage("strength: expected a finite number, got NaN");
    assertThatThrownBy(() -> new PolicyContrast(policy, of(1), policy, 1).scores(QUERIES))
        .hasMessage("toward: expected a score for each of 2 items, got 1 and 2");
  }

  private static ItemScorer of(float... scores) {
    return queries -> new float[][] {scores.clone()};
  }
}
