package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ObjectArrays;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recipe {@code inspect} on data, read as a model would be trained on it. */
class InspectDataTest {

  @TempDir private Path directory;
  private Path model;
  private Path data;

  @BeforeEach
  void write() throws IOException {
    model = TinyModel.in(directory);
    data =
        Files.writeString(
            directory.resolve("data.jsonl"),
            """
            {"prompt": "1 plus 2 is", "completion": " 3"}
            {"prompt": "1 plus 2 is", "completion": " 3"}
            {"prompt": "4 plus 4 is", "completion": " 8 and 8 and 8 and 8 and 8"}
            """);
  }

  private List<JsonNode> lines(Object... more) {
    return run(more).lines().map(Json::of).toList();
  }

  private String run(Object... more) {
    Object[] command = {"inspect", "--model", model, "--data", data};
    return Run.of(ObjectArrays.concat(command, more, Object.class)).succeeds().out();
  }

  @Test
  void everyExampleIsToldWithItsTokensAndWhatIsLearned() {
    List<JsonNode> lines = lines("--json");
    assertThat(lines).hasSize(3);
    JsonNode first = lines.get(0);
    assertThat(first.get("location").asText()).endsWith("data.jsonl:1");
    assertThat(first.get("outcome").asText()).isEqualTo("whole");
    JsonNode masked = first.get("masked");
    assertThat(masked).hasSize(1);
    assertThat(masked.get(0).get("text").asText()).startsWith(" 3");
    assertThat(masked.get(0).get("end").asInt()).isEqualTo(first.get("tokens").size());
    assertThat(first.has("cut")).isFalse();
  }

  @Test
  void whatIsTooLongIsToldWithWhatIsLost() {
    int whole = lines("--json").get(2).get("tokens").size();
    JsonNode cut = lines("--json", "--max-length", whole - 3).get(2);
    assertThat(cut.get("outcome").asText()).isEqualTo("cut");
    assertThat(cut.get("tokens")).hasSize(whole - 3);
    assertThat(cut.get("cut").get("tokens").asInt()).isEqualTo(3);
    assertThat(cut.get("cut").get("text").asText()).contains("8");
    JsonNode dropped = lines("--json", "--max-length", whole - 3, "--overflow", "drop").get(2);
    assertThat(dropped.get("outcome").asText()).isEqualTo("dropped");
    assertThat(dropped.get("tokens")).isEmpty();
    assertThat(dropped.get("cut").get("tokens").asInt()).isEqualTo(whole);
  }

  @Test
  void countsAndExamplesArePrintedAndWrittenAsAPage() throws IOException {
    Path page = directory.resolve("page.html");
    String said = run("--examples", 1, "--html", page);
    assertThat(said)
        .contains("data.jsonl:1", "⟦ 3")
        .doesNotContain("data.jsonl:2")
        .containsPattern("records +3\n")
        .containsPattern("duplicates +1\n");
    assertThat(Files.readString(page))
        .contains("<mark> 3", "<td>duplicates</td>")
        .doesNotContain("<script");
  }

  @Test
  void malformedRecordsMayBeSkippedAndAreSaid() throws IOException {
    Files.writeString(
        data,
        """
        {"prompt": 1, "completion": " 3"}
        no JSON
        {"prompt": "1", "completion": " 3"}
        """);
    Object[] command = {"inspect", "--model", model, "--data", data, "--bad-records", 2};
    Run run = Run.of(command);
    assertThat(run.code()).isZero();
    assertThat(run.out()).containsPattern("records +1\n");
    assertThat(run.err())
        .contains("2 malformed records were skipped, such as " + data + ":1: prompt");
    command[command.length - 1] = 1;
    Run.of(command).failsWith("--bad-records: expected at most 1 malformed records, got more: ");
    command[command.length - 1] = 0;
    Run.of(command).failsWith(data + ":1: prompt: expected a string, got number");
  }

  @Test
  void weightsAreNotRead() throws IOException {
    String said = run();
    Files.delete(model.resolve("model.safetensors"));
    assertThat(run()).isEqualTo(said);
  }

  @Test
  void optionsOfTheOtherKindAreRefused() {
    Run.of("inspect", "--model", model).failsWith("--data: expected data with a --model");
    Run.of("inspect", "--model", model, "--data", data, "--bos", "<s>")
        .failsWith("--bos: expected none without --template");
    Run.of("inspect", "--template", data, "--conversations", data, "--html", "x")
        .failsWith("--html: expected none with --template");
  }
}
