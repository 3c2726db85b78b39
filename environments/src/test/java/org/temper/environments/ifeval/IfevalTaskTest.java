package org.temper.environments.ifeval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.temper.data.MalformedDataException;

class IfevalTaskTest {
  @TempDir Path directory;

  @Test
  void argumentsThatAreNullOrOfOtherInstructionsAreLeftAlone() throws IOException {
    Path file = directory.resolve("tasks.jsonl");
    Files.writeString(
        file,
        "{\"key\":7,\"prompt\":\"p\",\"instruction_id_list\":[\"punctuation:no_comma\"],"
            + "\"kwargs\":[{\"num_words\":null,\"relation\":\"at most\"}]}\n");
    IfevalTask task = IfevalTask.read(file).get(0);
    assertThat(task.key()).isEqualTo("7");
    assertThat(task.instructions())
        .extracting(Instruction::type)
        .containsExactly(InstructionType.NO_COMMA);
    assertThat(task.task().key()).isEqualTo("7");
    assertThat(task.task().conversation().messages()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"key\":1}|instruction_id_list: expected a list, got nothing",
        "{\"key\":[]}|key: expected a number or a string that is not blank",
        "{\"key\":1,\"instruction_id_list\":[\"punctuation:none\"],\"kwargs\":[{}]}"
            + "|instruction_id_list[0]: expected one of IFEval's 25 instructions,"
            + " got punctuation:none; of this group: punctuation:no_comma",
        "{\"key\":1,\"instruction_id_list\":[\"punctuation:no_comma\"],\"kwargs\":[]}"
            + "|kwargs: expected one object an instruction, 1 of instruction_id_list, got 0",
        "{\"key\":1,\"instruction_id_list\":[\"length_constraints:number_words\"],"
            + "\"kwargs\":[{\"num_words\":1.5}]}"
            + "|kwargs[0].num_words: expected a whole number of at least 0, got 1.5",
        "{\"key\":1,\"instruction_id_list\":[\"length_constraints:number_words\"],"
            + "\"kwargs\":[{\"num_words\":1,\"relation\":\"at most\"}]}"
            + "|kwargs[0].relation: expected \"less than\" or \"at least\", got at most",
        "{\"key\":1,\"instruction_id_list\":[\"keywords:existence\"],"
            + "\"kwargs\":[{\"keywords\":[]}]}"
            + "|kwargs[0].keywords: expected words, got none",
        "{\"key\":1,\"instruction_id_list\":[\"keywords:letter_frequency\"],"
            + "\"kwargs\":[{\"letter\":\"ab\"}]}"
            + "|kwargs[0].letter: expected one character, got ab",
        "{\"key\":1,\"instruction_id_list\":[\"startend:end_checker\"],"
            + "\"kwargs\":[{\"end_phrase\":\" \"}]}"
            + "|kwargs[0].end_phrase: expected a text, got a blank one",
        "{\"key\":1,\"instruction_id_list\":[\"length_constraints:nth_paragraph_first_word\"],"
            + "\"kwargs\":[{\"num_paragraphs\":2,\"nth_paragraph\":3,\"first_word\":\"a\"}]}"
            + "|kwargs[0].nth_paragraph: expected at most num_paragraphs, 2, got 3"
      })
  void anErrorNamesFileLineAndField(String line, String problem) throws IOException {
    Path file = directory.resolve("tasks.jsonl");
    Files.writeString(file, "\n" + line + "\n");
    assertThatThrownBy(() -> IfevalTask.read(file))
        .isInstanceOf(MalformedDataException.class)
        .hasMessage(file + ":2: " + problem);
  }

  @Test
  @Tag("shared")
  void thePublishedPromptsLoadWithAllKindsOfInstructions() {
    Path file =
        Path.of(
            System.getProperty("temper.shared", "../shared"),
            "data",
            "ifeval",
            "input_data.jsonl.gz");
    assumeTrue(Files.exists(file), "skipped: the shared data are not here");
    List<IfevalTask> tasks = IfevalTask.read(file);
    assertThat(tasks).hasSize(541).extracting(IfevalTask::key).doesNotHaveDuplicates();
    List<Instruction> all = tasks.stream().flatMap(t -> t.instructions().stream()).toList();
    assertThat(all).hasSize(834);
    assertThat(all.stream().map(Instruction::type).distinct()).hasSize(25);
  }
}
