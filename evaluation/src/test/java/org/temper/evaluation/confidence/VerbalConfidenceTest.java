package org.temper.evaluation.confidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerbalConfidenceTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Confidence: 85%|0.85",
        "0.85|0.85",
        "85/100|0.85",
        "85 / 100|0.85",
        ".85|0.85",
        "85 %|0.85",
        "85|0.85",
        "85,5 %|0.855",
        "85 percent|0.85",
        "85 per cent|0.85",
        "85％|0.85",
        "1|1",
        "0|0",
        "1.0|1",
        "100|1",
        "100%|1",
        "(85%).|0.85",
        "**85%**|0.85",
        "Confidence: 0.85|0.85",
        "Confidence: 85|0.85",
        "confidence = .85|0.85",
        "Confidence: 0.85%|0.0085",
        "CONFIDENCE:85|0.85",
        "**Confidence:** 85%|0.85",
        "Confidence level: about 85%|0.85",
        "Confidence (0-100): 85|0.85",
        "Confidence (0.0-1.0): 0.85|0.85",
        "Confidence on a scale of 0 to 100: 85|0.85",
        "Confidence from 0% to 100%: 85|0.85",
        "Confidence is 85%. Answer: 42|0.85",
        "Confidence 85, answer: 42|0.85",
        "Answer: 42 Confidence: 8/10|0.8",
        "Confidence: 8 out of 10|0.8",
        "Probability that it is correct: 0.3|0.3",
        "{\"answer\": 7, \"confidence\": 0.35}|0.35",
        "I am 90 % sure that it is 12.|0.9",
        "I'm 90% confident: it is 12.|0.9",
        "I am 90% confident that 12 is right.|0.9",
        "With 90 % confidence it is 12.|0.9",
        "Answer: 20% Confidence: 70%|0.7",
        "I am confident, 85%|0.85",
        "There is a 20% chance.|0.2",
        "20% of them are 5. Confidence: 70%|0.7",
        "Confidence: 10%. No, confidence: 60%|0.6",
        "It grew by 3, I would say 75%|0.75",
        "Confidence: 120%|1",
        "Confidence: 850|1",
        "Confidence: -5%|0",
        "Confidence: \u22125|0",
        "-0.5|0",
        "Confidence: 80-90%|0.8",
        "Confidence: between 80% and 90%|0.8",
        "Confidence: 5/0, well, confidence: 0.4|0.4"
      })
  void aNumberIsRead(String text, double confidence) {
    assertThat(VerbalConfidence.of(text).orElseThrow()).isCloseTo(confidence, within(1e-12));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "very sure",
        "Confidence: high",
        "Confidence: high\nAnswer: 42",
        "The answer is 42.",
        "3 of 4 apples",
        "1/2/2024 it is",
        "Confidence: 5/0",
        "Confidence. 42 is the answer"
      })
  void noNumberIsRead(String text) {
    assertThat(VerbalConfidence.of(text)).isEmpty();
  }

  @Test
  void aNumberMayStandInTheNextLine() {
    assertThat(VerbalConfidence.of("Answer: 12\n**Confidence**:\n\n85%\n")).hasValue(0.85);
  }

  @Test
  void longTextsTakeNoTime() {
    String text =
        Stream.of("confidence", "confidence: (", "9", "9 to ", "% ", " of 1", "1.", "\n", ":")
            .map(part -> part.repeat(20_000))
            .collect(Collectors.joining());
    VerbalConfidence.of(text);
    VerbalConfidence.of("confidence 0 to 1 ".repeat(20_000));
  }

  @Test
  void whatIsMissingIsReplacedAndCounted() {
    VerbalConfidences confidences =
        VerbalConfidences.of(List.of("Confidence: 85%", "no idea", "70%", ""), 0.25);
    assertThat(confidences.confidences().toArray()).containsExactly(0.85, 0.25, 0.7, 0.25);
    assertThat(confidences.missing()).isEqualTo(2);
    assertThat(confidences.labeled(new int[] {1, 0, 1, 0}).outcomes().toArray())
        .containsExactly(1, 0, 1, 0);
    assertThatThrownBy(() -> VerbalConfidences.of(List.of(), Double.NaN))
        .hasMessage("missing: expected from 0 to 1, got NaN");
    assertThatThrownBy(() -> confidences.labeled(new int[1]))
        .hasMessage("outcomes: expected 4, one for each confidence, got 1");
  }
}
