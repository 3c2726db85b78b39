package org.temper.cli.choices;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.temper.environments.choices.ChoiceQuestion;

class ChoiceTaskTest {
  @TempDir Path directory;

  @Test
  void aQuestionIsAskedWithItsOptionsListedOrNot() throws IOException {
    Path file = directory.resolve("world_religions_test.csv");
    Files.writeString(file, "Who built it?,Romans,Greeks,Celts,nobody,B\n");
    ChoiceQuestion question = ChoiceTask.MMLU.read(file).get(0);
    assertThat(ChoiceTask.MMLU.prompt(List.of(), question))
        .isEqualTo(
            "The following are multiple choice questions (with answers) about world religions.\n\n"
                + "Who built it?\nA. Romans\nB. Greeks\nC. Celts\nD. nobody\nAnswer:");
    assertThat(ChoiceTask.MMLU.options(question)).containsExactly(" A", " B", " C", " D");
    ChoiceQuestion cloze = ChoiceTask.MMLU_CLOZE.read(file).get(0);
    assertThat(cloze).isEqualTo(question);
    assertThat(ChoiceTask.MMLU_CLOZE.prompt(List.of(cloze), cloze))
        .isEqualTo(
            "The following are questions about world religions.\nQuestion: Who built it?\nAnswer:"
                + " Greeks\n\nQuestion: Who built it?\nAnswer:");
    assertThat(ChoiceTask.MMLU_CLOZE.options(cloze))
        .containsExactly(" Romans", " Greeks", " Celts", " nobody");
  }
}
