package org.temper.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabeledSolutionsTest {
  @TempDir Path directory;

  @Test
  void theFirstCorrectSolutionIsPreferredToTheFirstIncorrectOne() throws IOException {
    Path file =
        write(
            "{\"question\":\"q\",\"ground_truth\":\"g\","
                + "\"a\":{\"is_correct\":false,\"solution\":\"wrong\"},"
                + "\"b\":{\"is_correct\":true,\"solution\":\"right\"},"
                + "\"c\":{\"is_correct\":true,\"solution\":\"right too\"}}");
    LabeledSolutions read = LabeledSolutions.read(file).get(0);
    assertThat(read.solutions())
        .extracting(LabeledSolutions.Solution::source)
        .containsExactly("a", "b", "c");
    assertThat(read.preference()).hasValue(new Preference("q", "right", "wrong"));
  }

  @Test
  void aQuestionWithOneKindOfSolutionGivesNoPreference() throws IOException {
    Path file = write("{\"question\":\"q\",\"a\":{\"is_correct\":false,\"solution\":\"wrong\"}}");
    assertThat(LabeledSolutions.read(file).get(0).preference()).isEmpty();
  }

  @Test
  void anErrorNamesTheFieldWithinTheField() throws IOException {
    Path file = write("{\"question\":\"q\",\"a\":{\"is_correct\":1,\"solution\":\"wrong\"}}");
    assertThatThrownBy(() -> LabeledSolutions.read(file))
        .isInstanceOf(MalformedDataException.class)
        .hasMessage(file + ":1: a.is_correct: expected true or false, got number");
  }

  @Test
  @Tag("shared")
  void theSolutionsOfGsm8kLoadAsPreferences() {
    Path file =
        Path.of(
            System.getProperty("temper.shared", "../shared"),
            "data",
            "gsm8k",
            "example_model_solutions.jsonl.gz");
    assumeTrue(Files.exists(file), "skipped: the shared data are not here");
    List<LabeledSolutions> questions = LabeledSolutions.read(file);
    assertThat(questions).hasSize(1319).allMatch(q -> q.solutions().size() == 4);
    List<Preference> preferences =
        questions.stream().map(LabeledSolutions::preference).flatMap(Optional::stream).toList();
    assertThat(preferences).hasSize(731);
    assertThat(preferences.get(0).prompt()).startsWith("Janet’s ducks");
    assertThat(preferences.get(0).chosen()).endsWith("A: 18");
    assertThat(preferences.get(0).rejected()).endsWith("A: 26");
  }

  private Path write(String text) throws IOException {
    return Files.writeString(directory.resolve("data.jsonl"), text);
  }
}
