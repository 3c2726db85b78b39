package org.temper.samplers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SamplingConfigTest {

  @Test
  void theDefaultIsThePolicyAsItIs() {
    SamplingConfig config = SamplingConfig.defaults();
    assertThat(config.temperature()).isEqualTo(1);
    assertThat(config.topK()).isZero();
    assertThat(config.topP()).isEqualTo(1);
    assertThat(config.minP()).isZero();
    assertThat(config.repetitionPenalty()).isEqualTo(1);
    assertThat(config.stopTokens()).isEmpty();
    assertThat(config.stopStrings()).isEmpty();
  }

  @Test
  void eachWitherChangesItsOwnValueAlone() {
    SamplingConfig config =
        SamplingConfig.defaults()
            .withTemperature(0.7)
            .withTopK(5)
            .withTopP(0.9)
            .withMinP(0.1)
            .withRepetitionPenalty(1.2)
            .withMaxNewTokens(3)
            .withStopTokens(List.of(4L))
            .withStopStrings(List.of("x"))
            .withMaxRows(6);
    assertThat(config.toString())
        .isEqualTo(
            "SamplingConfig[temperature=0.7, topK=5, topP=0.9, minP=0.1, repetitionPenalty=1.2,"
                + " maxNewTokens=3, stopTokens=Optional[[4]], stopStrings=[x], maxRows=6]");
  }

  @Test
  void greedyIsTemperatureZero() {
    assertThat(SamplingConfig.greedy(9))
        .isEqualTo(SamplingConfig.defaults().withTemperature(0).withMaxNewTokens(9));
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        wrong(
            "temperature: expected a number of at least 0, got -0.1", c -> c.withTemperature(-.1)),
        wrong(
            "temperature: expected a number of at least 0, got NaN",
            c -> c.withTemperature(Double.NaN)),
        wrong("topK: expected at least 0, got -1", c -> c.withTopK(-1)),
        wrong("topP: expected a number in (0, 1], got 0.0", c -> c.withTopP(0)),
        wrong("topP: expected a number in (0, 1], got 1.5", c -> c.withTopP(1.5)),
        wrong("minP: expected a number in [0, 1], got 2.0", c -> c.withMinP(2)),
        wrong(
            "repetitionPenalty: expected a number from 1e-6 to 1e6, got 0.0",
            c -> c.withRepetitionPenalty(0)),
        wrong(
            "repetitionPenalty: expected a number from 1e-6 to 1e6, got 1.0E-308",
            c -> c.withRepetitionPenalty(1e-308)),
        wrong(
            "repetitionPenalty: expected a number from 1e-6 to 1e6, got 1.0E38",
            c -> c.withRepetitionPenalty(1e38)),
        wrong("maxNewTokens: expected at least 0, got -1", c -> c.withMaxNewTokens(-1)),
        wrong(
            "stopTokens: expected ids of at least 0, got -5", c -> c.withStopTokens(List.of(-5L))),
        wrong(
            "stopStrings: expected text, got an empty string", c -> c.withStopStrings(List.of(""))),
        wrong("maxRows: expected at least 1, got 0", c -> c.withMaxRows(0)),
        wrong("topK: expected 0 at temperature 0, got 3", c -> c.withTopK(3).withTemperature(0)),
        wrong("topP: expected 1 at temperature 0, got 0.5", c -> c.withTopP(.5).withTemperature(0)),
        wrong(
            "minP: expected 0 at temperature 0, got 0.5", c -> c.withMinP(.5).withTemperature(0)));
  }

  private static Arguments wrong(String message, UnaryOperator<SamplingConfig> change) {
    return Arguments.of(message, change);
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void aValueOutOfRangeIsNamed(String message, UnaryOperator<SamplingConfig> change) {
    assertThatThrownBy(() -> change.apply(SamplingConfig.defaults()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
