package org.temper.environments.verifiers.maths;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.temper.api.Excerpt;
import org.temper.api.rollouts.Verdict;
import org.temper.api.rollouts.Verifier;
import org.temper.environments.verifiers.maths.StatedAnswer.Source;
import org.temper.samplers.rewards.StatedNumber;

/**
 * A verifier of answers to questions of mathematics. The task is the reference: the answer itself,
 * or a solution that ends with it after {@code ####} or in a {@code \boxed{}}.
 *
 * <p>A completion's answer is what its last {@code \boxed{}} holds or what follows its last {@code
 * ####}, whichever comes later; else what follows its last "answer is" or "answer:"; else its last
 * formula; else the whole text. Where the reference is a number and what was found is no formula,
 * or a formula that the last number is not in, the answer is the text's {@link StatedNumber}; what
 * is in a box has to be the answer as it stands.
 *
 * <p>Read are numbers with separators, signs of currency, percent and degrees (all left out, so
 * that 50% is 50), units after a value (left out), fractions and mixed numbers, roots, powers,
 * factorials, binomials, π and e, logarithms and trigonometric functions, variables with
 * subscripts; tuples and intervals (in order, with their brackets), sets and lists (in any order; ±
 * is both), unions, matrices, equations (up to a factor, and {@code x = 5} where 5 is asked for)
 * and inequalities (turned round). Fractions are equal exactly: 0.33 is not 1/3. Expressions are
 * equal where their values are at twelve points, to a relative 1e-9 where they are no fractions.
 * What is read as none of these is compared as text without spaces, case and LaTeX's marks.
 *
 * <p>Not read: complex numbers (i is a variable), numbers in other bases (compared as text), chains
 * of inequalities, integrals, sums, limits.
 */
public final class MathVerifier implements Verifier<String> {
  private static final Pattern WORDS =
      Pattern.compile("\\\\(?:text|textbf|textrm|textnormal|mbox|mathrm)\\s{0,9}\\{([^{}]*)\\}");
  private static final Pattern BRACED = Pattern.compile("\\{(\\w)\\}");
  private static final Pattern MARKS =
      Pattern.compile("\\\\(?:left|right|displaystyle)(?![A-Za-z])|[$'\"]|(?<!\\d)\\s|\\s(?!\\d)");

  private final MathEquality equality;

  private MathVerifier(MathEquality equality) {
    this.equality = equality;
  }

  /**
   * A verifier to which fractions have to be equal.
   *
   * @return the verifier
   */
  public static MathVerifier exact() {
    return new MathVerifier(new MathEquality(0));
  }

  /**
   * A verifier that lets numbers differ a little.
   *
   * @param tolerance the largest relative difference, above 0 and below 1
   * @return the verifier
   * @throws IllegalArgumentException if the tolerance is not in its range
   */
  public static MathVerifier within(double tolerance) {
    checkArgument(
        tolerance > 0 && tolerance < 1,
        "tolerance: expected above 0 and below 1, got %s",
        tolerance);
    return new MathVerifier(new MathEquality(tolerance));
  }

  @Override
  public Verdict verify(String reference, String completion) {
    StatedAnswer asked = StatedAnswer.of(reference);
    String expected =
        asked.source() == Source.BOX || asked.source() == Source.MARKER
            ? asked.text()
            : reference.strip();
    if (expected.isEmpty()) {
      return new Verdict.Unverified("expected a reference answer, got none");
    }
    StatedAnswer found = StatedAnswer.of(completion);
    Optional<MathValue> value = MathValueParser.parse(expected);
    return matches(expected, value, found, completion)
        ? new Verdict.Passed()
        : new Verdict.Failed(
            "expected %s, got %s"
                .formatted(Excerpt.of(expected, 60), Excerpt.of(found.text(), 60)));
  }

  private boolean matches(
      String expected, Optional<MathValue> value, StatedAnswer found, String completion) {
    if (value.isEmpty()) {
      return plain(expected).equals(plain(found.text()));
    }
    boolean aside =
        found.source() == Source.FORMULA
            && isNumber(value.get())
            && !StatedNumber.of(found.text())
                .map(Object::toString)
                .equals(StatedNumber.of(completion).map(Object::toString));
    Optional<MathValue> answer =
        (found.source() == Source.WHOLE && isNumber(value.get())) || aside
            ? Optional.empty()
            : MathValueParser.parse(found.text());
    // Outside a box words and amounts of money around a number may look like a formula.
    boolean meant = found.source() == Source.BOX || !isNumber(value.get());
    if (answer.isPresent() && (meant || statesNumber(answer.get()))) {
      return equality.holds(value.get(), answer.get());
    }
    if (meant) {
      return false;
    }
    boolean first = found.source() == Source.MARKER || found.source() == Source.PHRASE;
    return StatedNumber.of(first ? "#### " + found.text() : completion)
        .map(
            number ->
                new Expression.Fraction(
                    Rational.of(number.numerator())
                        .times(Rational.of(number.denominator()).inverse())))
        .filter(number -> equality.holds(value.get(), new MathValue.Single(number)))
        .isPresent();
  }

  /** Whether a reference is a number that a text may state among words. */
  private static boolean isNumber(MathValue value) {
    return value instanceof MathValue.Single single
        && single.expression().at(name -> Rational.ONE).exact().isPresent()
        && hasNoVariables(single.expression());
  }

  private static boolean statesNumber(MathValue value) {
    return value instanceof MathValue.Relation relation
        ? statesNumber(relation.right())
        : value instanceof MathValue.Single single && hasNoVariables(single.expression());
  }

  private static boolean hasNoVariables(Expression expression) {
    Set<String> names = new HashSet<>();
    expression.addVariables(names);
    return names.isEmpty();
  }

  /** Text without case, spaces but between digits, and marks that say nothing. */
  private static String plain(String text) {
    String words = WORDS.matcher(text).replaceAll("$1");
    String bare = MARKS.matcher(BRACED.matcher(words).replaceAll("$1")).replaceAll("");
    String ended = bare.endsWith(".") ? bare.substring(0, bare.length() - 1) : bare;
    return ended.length() > 2 ? ended.toLowerCase(Locale.ROOT) : ended;
  }
}
