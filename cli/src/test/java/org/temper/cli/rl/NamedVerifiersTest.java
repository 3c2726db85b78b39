package org.temper.cli.rl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.temper.api.rollouts.Verdict;
import org.temper.data.PromptCompletion;

class NamedVerifiersTest {

  private static Verdict verdict(String name, String reference, String completion) {
    return NamedVerifiers.of(name)
        .orElseThrow()
        .verify(new PromptCompletion("question", reference), completion);
  }

  @ParameterizedTest
  @CsvSource({
    "equation, ' 23+45=68', ' 23+45=68'",
    "equation, ' 23+45=68', ' 60+8=68'",
    "exact, ' 42', '42 '",
    "contains, ' 42 ', 'it is 42.'",
    "number, 'so #### 1,234', 'first 7, then 1234.0'",
    "number, '-3', 'minus: -3.'",
    "match:^[a-z]+$, '', 'abc'"
  })
  void goldPasses(String name, String reference, String completion) {
    assertThat(verdict(name, reference, completion)).isEqualTo(new Verdict.Passed());
  }

  @ParameterizedTest
  @CsvSource({
    "equation, ' 23+45=68', ' 23+45=67'",
    "equation, ' 23+45=68', '68'",
    "equation, ' 23+45=68', ' 23+45=68 or 69'",
    "exact, ' 42', '42.'",
    "contains, ' 42 ', 'it is 4 2'",
    "number, 'so #### 1,234', 'first 1234, then 7'",
    "number, '-3', '3'",
    "number, '3', 'three'",
    "match:^[a-z]+$, '', 'abc1'"
  })
  void nearMissesFail(String name, String reference, String completion) {
    assertThat(verdict(name, reference, completion)).isInstanceOf(Verdict.Failed.class);
  }

  @ParameterizedTest
  @CsvSource({"equation, '68', '68'", "number, 'none', '68'"})
  void whatHasNoReferenceIsNotVerified(String name, String reference, String completion) {
    assertThat(verdict(name, reference, completion)).isInstanceOf(Verdict.Unverified.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"equation", "exact", "contains", "number", "match:a"})
  void anyTextIsSurvived(String name) {
    for (String text :
        new String[] {"", "9".repeat(100_000), "=+=", "\uD800", "1,".repeat(10_000), "\0\n"}) {
      assertThat(verdict(name, " 1+1=2", text)).isNotNull();
    }
  }

  @Test
  void otherNamesAreNoVerifiers() {
    assertThat(NamedVerifiers.of("org.example.Mine")).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NamedVerifiers.of("match:["))
        .withMessageContaining("--verifier: expected a regular expression");
  }
}
