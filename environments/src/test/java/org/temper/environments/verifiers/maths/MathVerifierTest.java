package org.temper.environments.verifiers.maths;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.temper.api.rollouts.Verdict;

class MathVerifierTest {
  private static final MathVerifier EXACT = MathVerifier.exact();

  private static Verdict boxed(String reference, String answer) {
    return EXACT.verify(reference, "So it is $\\boxed{" + answer + "}$, I think.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "3/4 ~ \\frac{3}{4}",
        "3/4 ~ \\dfrac34",
        "3/4 ~ 0.75",
        "3/4 ~ .75",
        "-\\frac{1}{2} ~ \\frac{-1}{2}",
        "2\\frac13 ~ \\frac73",
        "1 1/2 ~ 1.5",
        "1234 ~ 1,234",
        "1234567 ~ 1{,}234{,}567",
        "1234 ~ 1\\,234",
        "18 ~ \\$18.00",
        "50 ~ 50\\%",
        "50\\% ~ 50",
        "90 ~ 90^\\circ",
        "90 ~ 90^{\\circ}",
        "125 ~ 125\\text{ miles}",
        "15 ~ 15\\mbox{ cm}^2",
        "10 ~ 10 cm",
        "10 ~ 10\\text{ km/h}",
        "5 ~ x = 5",
        "x = 5 ~ 5",
        "101 ~ a + 2z = 2z + a = 101",
        "3\\sqrt{13} ~ \\sqrt{117}",
        "3\\sqrt{13} ~ 3 \\sqrt {13}",
        "\\frac{\\sqrt2}{2} ~ \\frac{1}{\\sqrt{2}}",
        "\\frac{9}{4}\\pi ~ \\frac94\\pi",
        "\\sqrt[3]{8} ~ 2",
        "2^{10} ~ 1024",
        "6! ~ 720",
        "\\binom{5}{2} ~ 10",
        "\\log_2 8 ~ 3",
        "\\sin 30x ~ \\sin(30x)",
        "2\\sin b\\cos a ~ 2\\cos(a)\\sin(b)",
        "\\cos^2 x ~ 1-\\sin^2 x",
        "(x+1)^2 ~ x^2+2x+1",
        "x(x-1) ~ x^2 - x",
        "\\frac{\\pi r}{h+r} ~ \\frac{r\\pi}{r+h}",
        "|x| ~ \\sqrt{x^2}",
        "x_1+x_2 ~ x_{2}+x_{1}",
        "(3, \\frac{\\pi}{2}) ~ \\left( 3, \\frac{\\pi}{2} \\right)",
        "(6,31,-1) ~ (6, 31, -1)",
        "[0,7) ~ \\left[0, 7\\right)",
        "(-\\infty, 3] ~ (-\\infty,3]",
        "(1,2)\\cup(3,4) ~ (3,4) \\cup (1,2)",
        "\\{1,2\\} ~ \\{2, 1\\}",
        "-2,1 ~ 1, -2",
        "12\\text{ and }13 ~ 13, 12",
        "1 \\pm \\sqrt{19} ~ 1+\\sqrt{19}, 1-\\sqrt{19}",
        "\\{1\\pm\\sqrt{5},-2\\} ~ \\{1\\pm\\sqrt5, -2\\}",
        "y = 2x + 3 ~ 2x - y + 3 = 0",
        "x > 5 ~ 5 < x",
        "x \\le 5 ~ x \\leq 5",
        "x \\in [1,2] ~ [1,2]",
        "\\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix} ~ \\begin{pmatrix}1\\\\4/2\\end{pmatrix}",
        "\\text{Evelyn} ~ evelyn",
        "\\text{(B)} ~ B",
        "204_5 ~ 204_{5}",
        "5 ~ \\text{5}",
        "\\frac{1}{3} ~ \\displaystyle\\frac{1}{3}",
        "10 ~ 10.",
        "\\{5\\} ~ 5",
        "8 ~ 2\\times 2^2",
        "1e3 ~ 1000",
        "6.02 \\times 10^{23} ~ 602\\cdot10^{21}",
      })
  void whatMeansTheSamePasses(String reference, String answer) {
    assertThat(boxed(reference, answer)).isEqualTo(new Verdict.Passed());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "3/4 ~ 4/3",
        "1/3 ~ 0.33",
        "1/3 ~ 0.333333333333",
        "\\sqrt{2} ~ 1.414",
        "\\pi ~ 3.14159",
        "18 ~ 17",
        "18 ~ -18",
        "1234 ~ 1.234",
        "0.5 ~ 50\\%",
        "13 ~ 12\\text{ and }13",
        "13 ~ 12, 13",
        "x = 5 ~ x = 6",
        "(x+1)^2 ~ x^2+1",
        "x^2 ~ x^3",
        "x ~ y",
        "x ~ |x|",
        "x_1 ~ x_2",
        "2\\sin x ~ \\sin 2x",
        "(1,2) ~ (2,1)",
        "(1,2) ~ [1,2]",
        "(1,2) ~ \\{1,2\\}",
        "(1,2)\\cup(3,4) ~ (1,4)",
        "\\{1,2\\} ~ \\{1,2,2\\}",
        "1 \\pm \\sqrt{19} ~ 1+\\sqrt{19}",
        "y = 2x + 3 ~ y = 2x - 3",
        "x > 5 ~ x < 5",
        "x > 5 ~ x \\ge 5",
        "\\begin{pmatrix} 1 \\\\ 2 \\end{pmatrix} ~ \\begin{pmatrix}2\\\\1\\end{pmatrix}",
        "\\text{Evelyn} ~ \\text{Evelin}",
        "B ~ C",
        "204_5 ~ 204_6",
        "204_5 ~ 204",
        "\\infty ~ -\\infty",
        "9^{9^9} ~ 9^{9^8}",
        "5 ~ ",
        "5 ~ 5 or 6",
        "5 ~ five",
        "6 ~ 2*3*2",
        "11/2 ~ 1 1/2",
        "\\frac{12}{3} ~ \\frac{1}{23}",
        "x^2 ~ x^2 +",
      })
  void aNearMissFails(String reference, String answer) {
    assertThat(boxed(reference, answer == null ? "" : answer))
        .as(reference + " and " + answer)
        .isInstanceOf(Verdict.Failed.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "She sells 3 of 18.\\n#### 18 ~ 18",
        "#### 17\\nNo.\\n#### $18 per day ~ 18",
        "The answer is 18 dollars for 3 days. ~ 18",
        "**Answer:** 18\\nCheck: 2 * 9 ~ 18",
        "The final answer is \\frac{3}{4}. ~ 3/4",
        "A: 18 ~ 18",
        "First \\boxed{17}, then \\boxed{18} at 3 ~ 18",
        "nested \\boxed{\\frac{1}{\\sqrt{2}}} ~ \\frac{\\sqrt{2}}{2}",
        "\\boxed 5 ~ 5",
        "\\boxed{4} and, corrected,\\n#### 5 ~ 5",
        "#### 4\\nwhich is \\boxed{5} ~ 5",
        "so we get $x=\\frac{3}{4}$. ~ 3/4",
        "it costs $3 and then $5 ~ 5",
        "It is $12, as $4 and $8 are 12 ~ 12",
        "Therefore \\[ x^2+1 \\] ~ 1 + x^2",
        "What is left is 1,234 ~ 1234",
        "Half of it, that is 50%. ~ 50",
      })
  void theAnswerIsFoundWhereItIsStated(String completion, String reference) {
    assertThat(EXACT.verify(reference, completion.replace("\\n", "\n")))
        .isEqualTo(new Verdict.Passed());
  }

  @Test
  void referencesMayBeSolutions() {
    assertThat(EXACT.verify("2 + 2 = <<2+2=4>>4\n#### 4", "so #### 4"))
        .isEqualTo(new Verdict.Passed());
    assertThat(EXACT.verify("Hence $\\boxed{\\frac12}$ of 8.", "\\boxed{0.5}"))
        .isEqualTo(new Verdict.Passed());
    assertThat(EXACT.verify("#### 4", "#### 5")).isEqualTo(new Verdict.Failed("expected 4, got 5"));
    assertThat(EXACT.verify(" ", "#### 5")).isInstanceOf(Verdict.Unverified.class);
  }

  @Test
  void aToleranceLetsNumbersDiffer() {
    assertThat(MathVerifier.within(0.01).verify("1/3", "\\boxed{0.333}"))
        .isEqualTo(new Verdict.Passed());
    assertThat(MathVerifier.within(0.01).verify("1/3", "\\boxed{0.3}"))
        .isInstanceOf(Verdict.Failed.class);
    assertThatThrownBy(() -> MathVerifier.within(1))
        .hasMessage("tolerance: expected above 0 and below 1, got 1.0");
  }

  @Test
  void longAndDeepTextEndsSoon() {
    Assertions.assertTimeoutPreemptively(
        Duration.ofMinutes(1),
        () -> {
          for (String part :
              List.of(
                  "{",
                  "(",
                  "\\boxed{",
                  "\\frac{",
                  "#### ",
                  "$",
                  "answer is ",
                  "-",
                  "9^",
                  "|",
                  "\\sqrt",
                  "x_{",
                  "[",
                  "9!",
                  "\\begin{matrix}",
                  "1,",
                  "\\pm",
                  "\\log",
                  "box")) {
            assertThat(EXACT.verify("5", part.repeat(100_000))).isNotNull();
            assertThat(boxed("5", part.repeat(100))).as(part).isInstanceOf(Verdict.Failed.class);
            assertThat(boxed("9^{9^9}", part.repeat(20) + "9"))
                .as(part)
                .isInstanceOf(Verdict.Failed.class);
          }
        });
  }
}
