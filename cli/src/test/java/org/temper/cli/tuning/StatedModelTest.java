package org.temper.cli.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.temper.data.PromptCompletion;
import org.temper.samplers.rewards.StatedConfidence.Statement;

class StatedModelTest {

  @ParameterizedTest
  @CsvSource({"' 23+45=68;0', 0.05", "' 23+45=68;7', 0.75", "' 9-4=5;9 ', 0.95"})
  void theDigitAfterTheEquationIsTheConfidence(String text, double confidence) {
    assertThat(StatedModel.statement(text))
        .contains(new Statement(confidence, text.indexOf(';') + 1));
    assertThat(StatedModel.answer(text)).isEqualTo(text.substring(0, text.indexOf(';')));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ";", " 23+45=68", " 23+45=68;", " 23+45=68;x", " 23+45=68;12", "7"})
  void whereNoConfidenceIsStatedAllIsTheAnswer(String text) {
    assertThat(StatedModel.statement(text)).isEmpty();
    assertThat(StatedModel.answer(text)).isEqualTo(text);
  }

  @Test
  void demonstrationsStateAnyConfidenceInTheFormThatIsRead() {
    List<PromptCompletion> shown = Collections.nCopies(400, new PromptCompletion("Why?", " 1+1=2"));
    List<PromptCompletion> stated = StatedModel.demonstrations(shown, 1);
    assertThat(stated).allMatch(one -> StatedModel.answer(one.completion()).equals(" 1+1=2"));
    assertThat(
            stated.stream()
                .mapToDouble(
                    one -> StatedModel.statement(one.completion()).orElseThrow().confidence())
                .average()
                .orElseThrow())
        .isBetween(0.4, 0.6);
    assertThat(StatedModel.demonstrations(shown, 1)).isEqualTo(stated);
  }
}
