package org.temper.samplers.rewards;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatedNumberTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "it is −5 | -5",
        "it is -5. | -5",
        "x=-5 | -5",
        "(-3) | -3",
        ".5 | 0.5",
        "-.5 | -0.5",
        "3,4,5 | 5",
        "10-3 | 3",
        "10 - 3 | 3",
        "step-1 | 1",
        "#### 42 and then step 1 | 42",
        "#### 7 no: #### 42 in step 1 | 42",
        "5 apples #### | 5",
        "1,234.50 | 1234.5",
        "$1,234,567 | 1234567",
        "1,23 | 23",
        "3/4 | 0.75",
        "-3/4 of it | -0.75",
        "1/3 | 2/6",
        "on 10/3/2024 | 2024",
        "50 % | 50",
        "1e3 | 1000",
        "2.5E-2 | 0.025",
        "−0 | 0",
        "-0.0 | 0",
        "7/0 | 7",
        "A: 18 | 18",
        "18.00 | 18",
        "3.14. | 3.14",
        "5.Then none | 5",
      })
  void readsWhatIsMeant(String text, String number) {
    StatedNumber expected = StatedNumber.of(number).orElseThrow();
    assertThat(StatedNumber.of(text))
        .hasValueSatisfying(
            read -> assertThat(read.isEqualTo(expected)).as("%s of %s", read, text).isTrue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "none", "-", "####", "./,", "…"})
  void thereMayBeNone(String text) {
    assertThat(StatedNumber.of(text)).isEmpty();
  }

  @Test
  void othersAreOthers() {
    StatedNumber three = StatedNumber.of("3").orElseThrow();
    for (String other : new String[] {"-3", "3.0001", "30", "1/3", "3e1"}) {
      assertThat(three.isEqualTo(StatedNumber.of(other).orElseThrow())).as(other).isFalse();
    }
  }

  @Test
  void noTextTakesLong() {
    String digits = "9".repeat(1_000_000);
    Assertions.assertTimeout(
        Duration.ofSeconds(10),
        () -> {
          assertThat(StatedNumber.of(digits)).isEmpty();
          assertThat(StatedNumber.of("1,".repeat(500_000))).isPresent();
          assertThat(StatedNumber.of("-".repeat(1_000_000))).isEmpty();
          assertThat(StatedNumber.of("####".repeat(20_000))).isEmpty();
        });
  }
}
