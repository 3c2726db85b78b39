package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that are named as text are told from it, by every recipe that reads either. */
class JsonAsTextTest {
  private static final String RECORDS =
      "{\"prompt\":\"1\",\"completion\":\"2\"}\n{\"prompt\":\"3\",\"completion\":\"4\"}\n";

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pretrain --data F",
        "pretrain --data F --documents lines",
        "sft --model M --data F",
        "grpo --model M --data F --verifier length",
        "generate --model M --prompts F",
        "dpo --model M --prefer x --prompts F",
      })
  void recordsAreNoText(String command) throws IOException {
    Path file = Files.writeString(directory.resolve("data.json"), RECORDS);
    of(command, file).failsWith("data.json: expected plain text, got JSON; records of one JSON");
    assertThat(directory.resolve("out")).doesNotExist();
  }

  @Test
  void textIsAllThatPretrainingReads() throws IOException {
    Path file = Files.writeString(directory.resolve("data.JSONL"), RECORDS);
    of("pretrain --data F", file)
        .failsWith("--data: expected plain text, got " + file + "; the recipe sft trains on");
  }

  @Test
  void endingsOfRecordsAreOfAnyCase() throws IOException {
    for (String name : new String[] {"a.JSONL", "a.Jsonl", "b.jsonl.GZ", "b.JSONL.gz"}) {
      Path file = Files.writeString(directory.resolve(name), RECORDS);
      Run run = of("generate --model M --max-new-tokens 1 --prompts F", file);
      assertThat(run.succeeds().out().lines()).hasSize(2);
    }
  }

  private Run of(String command, Path file) throws IOException {
    Path model = TinyModel.in(Files.createTempDirectory(directory, "model"));
    boolean writes = !command.startsWith("generate");
    return Run.of(
        Words.of(
            command + (writes ? " --out OUT" : ""),
            Map.of("F", file, "M", model, "OUT", directory.resolve("out"))));
  }
}
