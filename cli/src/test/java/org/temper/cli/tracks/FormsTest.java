package org.temper.cli.tracks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.temper.api.rollouts.Verdict;
import org.temper.api.rollouts.Verifier;
import org.temper.cli.arithmetic.ArithmeticTasks;
import org.temper.cli.arithmetic.ArithmeticTasks.Part;
import org.temper.data.PromptCompletion;

class FormsTest {
  private static final PromptCompletion QUESTION =
      new PromptCompletion("How many more pens does Ann have?", " 61-47=14");

  private static boolean passes(Verifier<PromptCompletion> goal, String answer) {
    return goal.verify(QUESTION, answer) instanceof Verdict.Passed;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        // answer | right | sentence | equation | twice
        "' 61-47=14' | true | false | true | false",
        "' 61-47=15' | false | false | true | false",
        "' 61 less 47 is 14.' | true | true | false | false",
        "' 61 less 47 is 16.' | false | true | false | false",
        "'61 and 4 make 14.' | true | true | false | false",
        "' 61 less 47 is 14' | true | false | false | false",
        "' 61 less 47 is 14. 15 less 1 is 14.' | true | false | false | true",
        "' 61 less 47 is 15. 61 less 47 is 14.' | true | false | false | false",
        "'14' | true | false | false | false",
        "'114' | false | false | false | false",
        "'99999999999999999999999999' | false | false | false | false",
        "'' | false | false | false | false",
      })
  void goalsLookAtNumberAndForm(
      String answer, boolean right, boolean sentence, boolean equation, boolean twice) {
    assertThat(passes(Forms::right, answer)).isEqualTo(right);
    assertThat(passes(Forms::sentence, answer)).isEqualTo(sentence);
    assertThat(passes(Forms::equation, answer)).isEqualTo(equation);
    assertThat(passes(Forms::twoSentences, answer)).isEqualTo(twice);
    assertThat(passes(Forms.both(Forms::right, Forms::sentence), answer))
        .isEqualTo(right && sentence);
  }

  @ParameterizedTest
  @CsvSource({"' pens', true", "pens, true", "' nuts', false", "' pens pens', false", "'', false"})
  void theWordForWhatIsCountedIsTheWholeAnswer(String answer, boolean passes) {
    assertThat(passes(Forms::counted, answer)).isEqualTo(passes);
  }

  @Test
  void everyQuestionSaysWhatIsCounted() {
    assertThat(ArithmeticTasks.of(Part.TRAINING, 1).next(500))
        .allSatisfy(
            task -> assertThat(Forms.counted(task.question())).isIn(ArithmeticTasks.THINGS));
  }
}
