package org.temper.samplers.rewards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RankRewardTest {

  @Test
  void penaltiesOfSixteenAreThoseOfThePublishedCode() {
    double[] penalties = RankReward.penalties(16);
    assertThat(penalties).hasSize(16);
    assertThat(penalties[0]).isCloseTo(-0.16377, within(5e-6));
    assertThat(penalties[15]).isCloseTo(-0.04007, within(5e-6));
    assertThat(Arrays.stream(penalties).sum()).isCloseTo(-1, within(1e-12));
    assertThat(penalties).isSorted();
  }

  @Test
  void whatStandsHighBesideTheChosenItemIsPunishedMost() {
    // 1 / log2(2) = 1, 1 / log2(3) = 0.63093, 1 / log2(4) = 0.5; their sum is 2.13093.
    assertThat(RankReward.of(ImmutableIntArray.of(7, 4, 9), 9))
        .containsExactly(new double[] {-1 / 2.13093, -0.63093 / 2.13093, 1}, within(1e-5));
  }

  @Test
  void aGroupWithoutTheChosenItemTellsNothing() {
    assertThat(RankReward.of(ImmutableIntArray.of(7, 4), 9)).containsExactly(0, 0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RankReward.of(ImmutableIntArray.of(), 9))
        .withMessage("groupSize: expected at least 1, got 0");
  }
}
