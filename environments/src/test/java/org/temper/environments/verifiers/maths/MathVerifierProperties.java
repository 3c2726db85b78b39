package org.temper.environments.verifiers.maths;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.temper.api.rollouts.Verdict;

class MathVerifierProperties {
  private static final MathVerifier EXACT = MathVerifier.exact();

  @Provide
  Arbitrary<String> formulas() {
    return Arbitraries.of(
            "1",
            "2",
            "0",
            ".",
            ",",
            "x",
            "y",
            "+",
            "-",
            "*",
            "/",
            "^",
            "_",
            "!",
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            "\\{",
            "\\}",
            "|",
            "=",
            "<",
            ">",
            "\\frac",
            "\\sqrt",
            "\\pm",
            "\\cup",
            "\\in",
            "\\text{ cm}",
            "\\pi",
            "\\infty",
            "\\log",
            "\\sin",
            "\\left",
            "\\begin{pmatrix}",
            "\\end{pmatrix}",
            "\\\\",
            "&",
            "$",
            "%",
            " ",
            "####",
            "\\boxed{",
            "answer is",
            "\n",
            "\\",
            "é",
            "\uD800")
        .list()
        .ofMaxSize(25)
        .map(parts -> String.join("", parts));
  }

  @Property(tries = 3000)
  void anyTextIsSurvived(
      @ForAll("formulas") String reference, @ForAll("formulas") String completion) {
    assertThat(EXACT.verify(reference, completion)).isNotNull();
    assertThat(EXACT.verify("5", completion)).isNotNull();
  }

  @Property(tries = 500)
  void fractionsAreEqualHoweverTheyAreWritten(
      @ForAll @IntRange(min = -999, max = 999) int above,
      @ForAll @IntRange(min = 1, max = 99) int below,
      @ForAll @IntRange(min = 2, max = 9) int factor) {
    String reference = above + "/" + below;
    assertThat(EXACT.verify(reference, boxed(above * factor, below * factor)))
        .isEqualTo(new Verdict.Passed());
    assertThat(EXACT.verify(reference, boxed(above * factor + 1, below * factor)))
        .isInstanceOf(Verdict.Failed.class);
  }

  private static String boxed(int above, int below) {
    return "\\boxed{\\frac{" + above + "}{" + below + "}}";
  }

  @Property(tries = 300)
  void productsAreTheirExpansions(
      @ForAll @IntRange(min = -50, max = 50) int a, @ForAll @IntRange(min = -50, max = 50) int b) {
    String product = "(x + " + a + ")(x + " + b + ")";
    String expansion = "x^2 + " + (a + b) + "x + ";
    assertThat(EXACT.verify(product, "\\boxed{" + expansion + a * b + "}"))
        .isEqualTo(new Verdict.Passed());
    assertThat(EXACT.verify(product, "\\boxed{" + expansion + (a * b + 1) + "}"))
        .isInstanceOf(Verdict.Failed.class);
  }
}
