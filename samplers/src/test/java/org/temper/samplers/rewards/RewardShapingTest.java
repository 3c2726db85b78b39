package org.temper.samplers.rewards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RewardShapingTest {
  private static final int[] LENGTHS = {0, 10, 200};
  private static final double[] REWARDS = {-3, 0.5, Double.NaN};

  @Test
  void identityChangesNothing() {
    assertThat(RewardShaping.identity().shaped(REWARDS, LENGTHS)).containsExactly(REWARDS);
  }

  @Test
  void clippedRewardsStayWithinBounds() {
    assertThat(RewardShaping.clip(-1, 0.25).shaped(REWARDS, LENGTHS))
        .containsExactly(-1, 0.25, Double.NaN);
    assertThat(RewardShaping.clip(Double.NEGATIVE_INFINITY, 0).shaped(REWARDS, LENGTHS))
        .containsExactly(-3, 0, Double.NaN);
  }

  @Test
  void eachTokenHasItsPrice() {
    // 0.5 - 0.01 * 10
    assertThat(RewardShaping.lengthPenalty(0.01).shaped(REWARDS, LENGTHS))
        .containsExactly(-3, 0.4, Double.NaN);
    assertThat(RewardShaping.lengthPenalty(0).shaped(new double[] {2}, new int[] {7}))
        .containsExactly(2);
  }

  @Test
  void overlongCompletionsPayUpToOne() {
    double[] shaped =
        RewardShaping.overlongPenalty(100, 20)
            .shaped(new double[6], new int[] {0, 80, 81, 90, 100, 1000});
    // (80 - 81) / 20, (80 - 90) / 20
    assertThat(shaped).containsExactly(new double[] {0, 0, -0.05, -0.5, -1, -1}, within());
  }

  @Test
  @Tag("shared")
  void overlongPenaltyIsThePeers() throws IOException {
    Path file = Path.of(System.getProperty("temper.shared", "../shared"), "golden", "losses.json");
    assumeThat(file).exists();
    JsonNode golden =
        StreamSupport.stream(
                new ObjectMapper().readTree(file.toFile()).get("cases").spliterator(), false)
            .filter(node -> node.get("id").asText().equals("overlong-penalty"))
            .findFirst()
            .orElseThrow();
    int[] lengths = new ObjectMapper().convertValue(golden.get("lengths"), int[].class);
    double[] expected = new ObjectMapper().convertValue(golden.get("rewards"), double[].class);
    RewardShaping shaping =
        RewardShaping.overlongPenalty(
            golden.get("max_length").asInt(), golden.get("buffer").asInt());
    assertThat(shaping.shaped(new double[lengths.length], lengths))
        .containsExactly(expected, within());
  }

  @Test
  void shapingsActInTheirOrder() {
    RewardShaping pricedThenClipped =
        RewardShaping.lengthPenalty(1).then(RewardShaping.clip(-5, 5));
    RewardShaping clippedThenPriced =
        RewardShaping.clip(-5, 5).then(RewardShaping.lengthPenalty(1));
    double[] reward = {20};
    int[] length = {12};
    assertThat(pricedThenClipped.shaped(reward, length)).containsExactly(5);
    assertThat(clippedThenPriced.shaped(reward, length)).containsExactly(-7);
  }

  @Test
  void wrongArgumentsAreNamed() {
    assertThatThrownBy(() -> RewardShaping.clip(1, 1))
        .hasMessage("low: expected below high, 1.0, got 1.0");
    assertThatThrownBy(() -> RewardShaping.lengthPenalty(-1))
        .hasMessage("coefficient: expected a number of at least 0, got -1.0");
    assertThatThrownBy(() -> RewardShaping.overlongPenalty(10, 11))
        .hasMessage("buffer: expected 1 to 10, the maximal length, got 11");
    assertThatThrownBy(() -> RewardShaping.identity().shaped(REWARDS, new int[2]))
        .hasMessage("completionLengths: expected 3, one for each reward, got 2");
  }

  private static Offset<Double> within() {
    return Offset.offset(1e-12);
  }
}
