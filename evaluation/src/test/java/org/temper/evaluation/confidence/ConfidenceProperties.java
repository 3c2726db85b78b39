package org.temper.evaluation.confidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ConfidenceProperties {

  @Property(tries = 500)
  void anyTextIsSurvived(@ForAll String text) {
    VerbalConfidence.of(text).ifPresent(p -> assertThat(p).isBetween(0.0, 1.0));
    VerbalConfidence.of("confidence: " + text).ifPresent(p -> assertThat(p).isBetween(0.0, 1.0));
  }

  @Property(tries = 300)
  void whatIsStatedIsReadHoweverItIsWritten(@ForAll @IntRange(max = 100) int percent) {
    double expected = percent / 100.0;
    for (String text :
        List.of(
            percent + "%",
            percent + "/100",
            String.format(Locale.ROOT, "%.2f", expected),
            "It is 42.\nConfidence: " + percent + "%",
            "Confidence: " + percent + " out of 100",
            "I am " + percent + "% certain.",
            String.format(Locale.ROOT, "{\"confidence\": %.2f}", expected))) {
      assertThat(VerbalConfidence.of(text).orElseThrow())
          .as(text)
          .isCloseTo(expected, within(1e-12));
    }
  }

  @Property(tries = 200)
  void theOrderOfAnswersDoesNotMatter(
      @ForAll @Size(min = 2, max = 20) List<@IntRange(max = 5) Integer> answers,
      @ForAll long seed) {
    List<Integer> shuffled = new ArrayList<>(answers);
    Collections.shuffle(shuffled, new Random(seed));
    AnswerClusters<Integer> first = AnswerClusters.of(answers, Integer::equals);
    AnswerClusters<Integer> second = AnswerClusters.of(shuffled, Integer::equals);
    assertThat(second.majorityShare()).isEqualTo(first.majorityShare());
    assertThat(second.entropy()).isCloseTo(first.entropy(), within(1e-12));
    assertThat(first.agreement()).isBetween(0.0, 1.0);
    assertThat(first.entropy(new double[answers.size()])).isCloseTo(first.entropy(), within(1e-12));
  }

  @Property(tries = 200)
  void probabilitiesOfOptionsSumToOne(
      @ForAll @Size(min = 2, max = 8) List<@DoubleRange(min = -900, max = 0) Double> logProbs) {
    OptionLogProbs options =
        OptionLogProbs.ofTokens(logProbs.stream().mapToDouble(Double::doubleValue).toArray());
    double sum = 0;
    double largest = 0;
    for (double probability : options.probabilities(LengthHandling.SUM)) {
      sum += probability;
      largest = Math.max(largest, probability);
    }
    assertThat(sum).isCloseTo(1, within(1e-12));
    assertThat(options.confidence(LengthHandling.SUM)).isEqualTo(largest);
  }
}
