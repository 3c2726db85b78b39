package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.temper.algorithms.metrics.MetricLine;
import org.temper.algorithms.metrics.MetricsFile;
import org.temper.cli.options.SequenceOptions;
import org.temper.cli.options.SequenceOptions.HoldingOut;

/** What someone meets who tries recipes on files of his own for the first time. */
class FirstHourTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @RegisterExtension final TinyDirectory tiny = new TinyDirectory();

  @Test
  void whatARunWillDoAndNeedIsSaidFirst() throws IOException {
    String said = sft(records(40)).out();
    assertThat(said.lines().limit(4).toList())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("model: 7,072 parameters, context 32 tokens"),
            line -> assertThat(line).contains("36 examples of", "4 held out"),
            line -> assertThat(line).contains("3 updates of 16 examples", "learning rate 0.0010"),
            line -> assertThat(line).startsWith("memory: about ").contains("are free"));
  }

  @Test
  void whatAnUpdateTakesIsRecordedApartFromItsMetrics() throws IOException {
    sft(records(40));
    assertThat(MetricsFile.read(tiny.out().resolve("timings.jsonl")))
        .filteredOn(line -> line.kind() == MetricLine.Kind.TRAINING)
        .isNotEmpty()
        .allSatisfy(
            line -> {
              assertThat(line.values().get("tokens_per_second")).isPositive();
              assertThat(line.values().get("peak_memory_mib")).isGreaterThan(10);
            });
  }

  @Test
  void aShareOfTheRecordsIsHeldOutWholePromptsAtATime() throws IOException {
    // Ten prompts with 1 to 10 records: a tenth of the 55 records is 5 or 6, not one prompt of any.
    List<String> lines = new ArrayList<>();
    for (int prompt = 1; prompt <= 10; prompt++) {
      for (int i = 0; i < prompt; i++) {
        lines.add(record(prompt, i));
      }
    }
    sft(file(lines));
    assertThat(summary().get("sft.held_out_examples").asInt()).isBetween(4, 7);
  }

  @Test
  void recordsOfOnePromptCanBeTrainedOn() throws IOException {
    List<String> lines = IntStream.range(0, 40).mapToObj(i -> record(7, i % 10)).toList();
    sft(file(lines));
    assertThat(summary().get("sft.examples").asInt()).isEqualTo(40);
    assertThat(summary().has("sft.nats_per_token")).isFalse();
  }

  @Test
  void nothingIsHeldOutWhereNothingIsAskedFor() throws IOException {
    sft(records(20), "--held-out", 0);
    assertThat(summary().get("sft.examples").asInt()).isEqualTo(20);
    assertThat(Files.exists(tiny.out().resolve("model/model.safetensors"))).isTrue();
  }

  @Test
  void anotherFileIsMeasuredOn() throws IOException {
    Path held = Files.writeString(tiny.resolve("held.jsonl"), record(99, 1));
    sft(records(20), "--eval-data", held);
    assertThat(summary().get("sft.examples").asInt()).isEqualTo(20);
    assertThat(summary().get("sft.held_out_examples").asInt()).isEqualTo(1);
  }

  @Test
  void aShareBesideAnotherFileIsRefusedOfTextToo() throws IOException {
    Path text = Files.writeString(tiny.resolve("text.txt"), "1 2\n\n3 4\n");
    for (Path data : List.of(records(4), text)) {
      run("sft", data, "--eval-data", data, "--held-out", 0.1)
          .failsWith("--held-out: expected none beside --eval-data, got 0.1");
    }
    run("sft", text, "--eval-data", records(4)).failsWith("--eval-data: expected plain text");
  }

  @Test
  void aPromptThatFillsTheModelIsLeftOutAndCounted() throws IOException {
    List<String> lines = new ArrayList<>(List.of(record(1, 2), record(3, 4), record(5, 6)));
    lines.add("{\"prompt\":\"" + "7".repeat(40) + "\",\"completion\":\"1\"}\n");
    Run run = run("sft", file(lines), "--held-out", 0);
    assertThat(run.err()).isEqualTo("records to train on left out as too long (--max-length): 1\n");
    assertThat(run.code()).isZero();
    assertThat(summary().get("sft.examples").asInt()).isEqualTo(3);
  }

  @Test
  void aLongPromptDoesNotStopReinforcementLearning() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      lines.add(record(i, i));
    }
    lines.add("{\"prompt\":\"" + "7".repeat(40) + "\",\"completion\":\"1\"}\n");
    Run run = grpo(file(lines));
    assertThat(run.code()).isZero();
    assertThat(run.err()).startsWith("1 tasks were left out");
  }

  @Test
  void iterationsThatTeachNothingAreWarnedOf() throws IOException {
    List<String> lines = IntStream.range(0, 8).mapToObj(i -> record(i, 123456)).toList();
    Run run = grpo(file(lines));
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains("warning: in the last 3 iterations all completions of each prompt had the same")
        .contains("average 0.0")
        .contains("--max-new-tokens");
  }

  @Test
  void completionsAndTheirRewardsAreKeptWithEachEvaluation() throws IOException {
    List<String> lines = IntStream.range(0, 8).mapToObj(i -> record(i, i)).toList();
    Run run = grpo(file(lines));
    assertThat(run.out()).contains("iteration 4 {pass@1=");
    List<String> kept = Files.readAllLines(tiny.out().resolve("samples/iteration-000004.jsonl"));
    assertThat(kept).hasSize(4);
    JsonNode first = JSON.readTree(kept.get(0));
    assertThat(first.get("prompt").asText()).isNotEmpty();
    assertThat(first.get("rewards").get("pass@1").asDouble()).isBetween(0.0, 1.0);
  }

  @Test
  void aTaskWithoutAnAnswerIsNamedWhereAnswersAreComparedWith() throws IOException {
    Path tasks = file(List.of(record(1, 2), "{\"prompt\":\"3\"}\n"));
    run("grpo", tasks, "--verifier", "number").failsWith(":2: completion: expected a reference");
    assertThat(tiny.out()).doesNotExist();
  }

  @Test
  void fieldsGoByTheirOwnNames() throws IOException {
    Path solved =
        file(IntStream.range(0, 9).mapToObj(i -> named(i, "question", "answer")).toList());
    sft(solved, "--prompt-field", "question", "--completion-field", "answer");
    assertThat(summary().get("sft.examples").asInt()).isEqualTo(8);
  }

  @Test
  void whatBothCompletionsBeginWithIsThePrompt() throws IOException {
    List<String> lines =
        IntStream.range(0, 9)
            .mapToObj(i -> "{\"good\":\"1 2 " + i + "\",\"bad\":\"1 2 " + (i + 1) + "\"}\n")
            .toList();
    run("dpo", file(lines), "--chosen-field", "good", "--rejected-field", "bad", "--held-out", 0)
        .succeeds();
    assertThat(summary().get("dpo.pairs").asInt()).isEqualTo(9);
  }

  @Test
  void questionsWithLabeledSolutionsArePairs() throws IOException {
    String solution = "\"m%d\":{\"is_correct\":%b,\"solution\":\"%d\"}";
    List<String> lines =
        IntStream.range(0, 6)
            .mapToObj(
                i ->
                    "{\"question\":\""
                        + i
                        + "\","
                        + solution.formatted(1, true, i)
                        + ","
                        + solution.formatted(2, i == 5, i + 1)
                        + "}\n")
            .toList();
    run("dpo", file(lines), "--held-out", 0).succeeds();
    assertThat(summary().get("dpo.pairs").asInt()).isEqualTo(5);
  }

  @Test
  void pairsThatAreTheSameAreLeftOutAndCounted() throws IOException {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      lines.add(pair("" + i, "1", "2"));
    }
    lines.add(pair("5", "3", "3"));
    // Alike as far as the model reads.
    lines.add(pair("6", "7".repeat(40) + "1", "7".repeat(40) + "2"));
    Run run = run("dpo", file(lines), "--held-out", 0);
    assertThat(run.code()).isZero();
    assertThat(run.err())
        .contains("records to train on left out as they compare what is the same: 2");
    assertThat(summary().get("dpo.pairs").asInt()).isEqualTo(4);
  }

  @Test
  void weightsThatAreNotFiniteAreNotSaved() throws IOException {
    Run run =
        run("sft", records(20), "--held-out", 0, "--weight-decay", "1e300", "--learning-rate", "1");
    assertThat(run.err()).startsWith("error: update ").hasLineCount(1);
    assertThat(run.code()).isEqualTo(1);
    assertThat(tiny.out().resolve("model")).doesNotExist();
  }

  private static String named(int i, String prompt, String completion) {
    return "{\"" + prompt + "\":\"" + i + "\",\"" + completion + "\":\"" + i + "\"}\n";
  }

  private static String pair(String prompt, String chosen, String rejected) {
    return "{\"prompt\":\""
        + prompt
        + "\",\"chosen\":\""
        + chosen
        + "\",\"rejected\":\""
        + rejected
        + "\"}\n";
  }

  private static String record(int prompt, int completion) {
    return "{\"prompt\":\"" + prompt + "\",\"completion\":\"" + completion + "\"}\n";
  }

  private Path records(int count) throws IOException {
    return file(IntStream.range(0, count).mapToObj(i -> record(i, i)).toList());
  }

  private Path file(List<String> lines) throws IOException {
    return Files.writeString(
        tiny.resolve("data.jsonl"), lines.stream().collect(Collectors.joining()));
  }

  private Run sft(Path data, Object... more) {
    return run("sft", data, more).succeeds();
  }

  private Run grpo(Path data) {
    return run(
        "grpo", data, "--verifier", "number", "--iterations", 4, "--prompts", 2, "--group-size", 2);
  }

  private Run run(String recipe, Path data, Object... more) {
    List<Object> args =
        new ArrayList<>(
            List.of(recipe, "--model", tiny.model(), "--data", data, "--out", tiny.out()));
    args.addAll(Arrays.asList(more));
    return Run.of(args.toArray());
  }

  private JsonNode summary() throws IOException {
    return JSON.readTree(tiny.out().resolve("summary.json").toFile());
  }

  /** Else an evaluation of a real model takes ten minutes on two cores. */
  @Test
  void ofALargeModelNoMoreIsHeldOutThanIsSoonMeasured() {
    SequenceOptions options = new SequenceOptions();
    assertThat(options.heldOutShare(7473, new HoldingOut(135_000_000, 1)) * 7473)
        .isCloseTo(64, within(1e-9));
    assertThat(options.heldOutShare(200, new HoldingOut(135_000_000, 1))).isEqualTo(0.1);
    assertThat(options.heldOutShare(7473, new HoldingOut(260_000, 1))).isEqualTo(0.1);
  }
}
