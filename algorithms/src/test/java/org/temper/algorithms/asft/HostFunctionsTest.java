package org.temper.algorithms.asft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Baselines, the shuffled control and the search for beta. */
class HostFunctionsTest {
  private static final double NAN = Double.NaN;

  @Test
  void aUsersMeanSkipsWhatIsNotKnown() {
    // User 7: (1 + 4) / 2; user 3: 6; user 9: nothing.
    assertThat(Baselines.userMeans(new int[] {7, 3, 7, 7, 9}, new double[] {1, 6, NAN, 4, NAN}))
        .containsExactly(2.5, 6, 2.5, 2.5, NAN);
  }

  @Test
  void anItemsMeanAndTheGlobalMean() {
    assertThat(Baselines.itemMeans(new int[] {0, 1, 0}, new double[] {1, 2, 5}))
        .containsExactly(3, 2, 3);
    assertThat(Baselines.globalMean(new double[] {1, NAN, 5})).containsExactly(3, 3, 3);
    assertThat(Baselines.globalMean(new double[] {NAN})).containsExactly(NAN);
    assertThat(Baselines.globalMean(new double[0])).isEmpty();
  }

  @Test
  void baselinesNameWhatDoesNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Baselines.userMeans(new int[1], new double[2]))
        .withMessage("users: expected 2, one for each reward, got 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Baselines.itemMeans(new int[3], new double[2]))
        .withMessage("items: expected 2, one for each reward, got 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Baselines.globalMean(new double[] {Double.NEGATIVE_INFINITY}))
        .withMessage("rewards: expected finite or NaN, got -Infinity");
  }

  @Test
  void aShuffleDependsOnItsSeedAlone() {
    double[] advantages = {1, 2, NAN, 3, 4, 5, 6, 7, 8};
    double[] shuffled = AdvantageShuffle.shuffled(advantages, 5);
    assertThat(shuffled).isNotEqualTo(advantages);
    assertThat(shuffled).isNotEqualTo(AdvantageShuffle.shuffled(advantages, 6));
    assertThat(shuffled[2]).isNaN();
    float[] narrow = AdvantageShuffle.shuffled(new float[] {1, 2, Float.NaN, 3, 4, 5, 6, 7, 8}, 5);
    double[] widened = new double[narrow.length];
    for (int i = 0; i < narrow.length; i++) {
      widened[i] = narrow[i];
    }
    assertThat(widened).containsExactly(shuffled);
    assertThat(advantages).containsExactly(1, 2, NAN, 3, 4, 5, 6, 7, 8);
  }

  @Test
  void theSearchKeepsAllFiguresAndTheBest() {
    BetaSearch search = BetaSearch.over(List.of(0.5, 1.0, 2.0), beta -> 3 - Math.abs(beta - 1));
    assertThat(search.trials())
        .containsExactly(
            new BetaSearch.Trial(0.5, 2.5), new BetaSearch.Trial(1, 3), new BetaSearch.Trial(2, 2));
    assertThat(search.best()).isEqualTo(new BetaSearch.Trial(1, 3));
  }

  @Test
  void aTieGoesToTheLargerBeta() {
    assertThat(BetaSearch.over(List.of(4.0, 8.0, 2.0), beta -> 1).best().beta()).isEqualTo(8);
    assertThat(BetaSearch.over(List.of(1.0, 2.0), beta -> Double.NEGATIVE_INFINITY).best().beta())
        .isEqualTo(2);
  }

  @Test
  void theSearchRefusesWhatIsNoCandidateAndNoFigure() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BetaSearch.over(List.of(), beta -> 1))
        .withMessage("candidates: expected at least one, got none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BetaSearch.over(List.of(1.0, 0.0), beta -> 1))
        .withMessage("candidates: expected a finite number above 0, got 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BetaSearch.over(List.of(1.0, 1.0), beta -> 1))
        .withMessage("candidates: expected each once, got [1.0, 1.0]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BetaSearch.over(List.of(1.0, 2.0), beta -> beta > 1 ? NAN : 1))
        .withMessage("validation: expected a number at beta 2.0, got NaN");
  }
}
