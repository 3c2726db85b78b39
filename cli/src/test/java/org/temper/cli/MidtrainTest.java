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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recipe {@code midtrain}, on a tiny model and on the quickstart's base. */
class MidtrainTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;
  private Path model;
  private Path math;
  private Path chat;
  private Path old;
  private Path out;

  @BeforeEach
  void makeAModelAndData() throws IOException {
    model = TinyModel.in(directory);
    math = records("math.jsonl", 40, "1+%d=", "2");
    chat = records("chat.jsonl", 20, "%d?", "1");
    old = records("old.jsonl", 30, "2 %d", "3");
    out = directory.resolve("out");
  }

  private Path records(String name, int count, String prompt, String completion)
      throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < count; i++) {
      lines.append(
          String.format(
              "{\"prompt\":\"%s\",\"completion\":\"%s\"}%n", String.format(prompt, i), completion));
    }
    return Files.writeString(directory.resolve(name), lines);
  }

  private Run run(Object... more) {
    List<Object> args =
        new ArrayList<>(List.of("midtrain", "--model", model, "--out", out, "--batch-size", 10));
    args.addAll(List.of(more));
    return Run.of(args.toArray());
  }

  private static JsonNode json(Path file) throws IOException {
    return JSON.readTree(file.toFile());
  }

  @Test
  void oneShareTrainsAModelAndTellsWhatWasForgotten() throws IOException {
    run(
            "--data",
            "math=" + math + ":3",
            "--data",
            "talk/chat=" + chat + ":1",
            "--replay-data",
            old,
            "--weigh-by",
            "examples",
            "--updates",
            8)
        .succeeds();
    JsonNode summary = json(out.resolve("summary.json"));
    for (String bucket : List.of("math", "talk", "old")) {
      for (String stage : List.of("before", "highest", "after")) {
        assertThat(summary.get(stage + ".loss@" + bucket).doubleValue()).isPositive();
      }
    }
    // 80 draws: 16 of the old data, and 64 at 3 to 1.
    assertThat(summary.get("mixture.old.examples").intValue()).isBetween(15, 17);
    assertThat(summary.get("mixture.math.examples").intValue()).isBetween(47, 49);
    assertThat(summary.get("mixture.math.share").doubleValue()).isCloseTo(0.6, within(1e-9));
    List<String> lines = Files.readAllLines(out.resolve("metrics.jsonl"));
    JsonNode training =
        lines.stream()
            .filter(line -> line.contains("training"))
            .map(MidtrainTest::line)
            .findFirst()
            .orElseThrow();
    assertThat(training.get("examples@math").intValue()).isBetween(5, 7);
    assertThat(training.get("examples@old").intValue()).isBetween(1, 3);
    assertThat(training.get("loss@old").doubleValue()).isPositive();
    assertThat(out.resolve("forgetting.png")).isNotEmptyFile();
    assertThat(out.resolve("curves/loss@old.png")).isNotEmptyFile();
    assertThat(out.resolve("model/model.safetensors")).isNotEmptyFile();
  }

  @Test
  void sourcesMayBeConversationsTextsAndSeveralFiles() throws IOException {
    Path talk = directory.resolve("talk");
    Files.createDirectories(talk);
    for (String name : List.of("a.jsonl", "b.jsonl")) {
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < 10; i++) {
        lines.append(
            String.format(
                "{\"messages\": [{\"role\": \"user\", \"content\": \"3+%d\"},"
                    + " {\"role\": \"assistant\", \"content\": \"4\"}]}%n",
                i));
      }
      Files.writeString(talk.resolve(name), lines);
    }
    Path table =
        Files.writeString(
            directory.resolve("t.csv"), "q,completion\n1,2\n2,2\n3,2\n4,2\n5,2\n6,2\n7,2\n8,2\n");
    Path template =
        Files.writeString(
            directory.resolve("template.jinja"),
            "{% for m in messages %}{{ m.role[0] }}{{ m.content }}</s>{% endfor %}"
                + "{% if add_generation_prompt %}a{% endif %}");
    Object[] args = {
      "--data",
      "talk=" + talk,
      "--data",
      "sums=" + table,
      "--prompt-field",
      "q",
      "--replay-data",
      Files.writeString(directory.resolve("old.txt"), "1 2 3\n\n".repeat(10)),
      "--documents",
      "lines",
      "--weigh-by",
      "examples",
      "--updates",
      4
    };
    run(args).failsWith("give one with --chat-template FILE");
    Object[] templated = Arrays.copyOf(args, args.length + 2);
    templated[args.length] = "--chat-template";
    templated[args.length + 1] = template;
    run(templated).succeeds();
    JsonNode summary = json(out.resolve("summary.json"));
    for (String bucket : List.of("talk", "sums", "old")) {
      assertThat(summary.get("after.loss@" + bucket).doubleValue()).isPositive();
    }
    assertThat(out.resolve("model/chat_template.jinja")).exists();
    assertThat(Files.readString(out.resolve("model/provenance.json"))).contains("data.talk");
  }

  private static JsonNode line(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aRunThatWasStoppedGoesOnBitForBit() throws IOException {
    List<Object> args = new ArrayList<>();
    args.addAll(List.of("--data", "math=" + math, "--data", "chat=" + chat));
    args.addAll(List.of("--replay-data", old, "--updates", 8, "--checkpoint-every", 3));
    run(args.toArray()).succeeds();
    byte[] metrics = Files.readAllBytes(out.resolve("metrics.jsonl"));
    byte[] weights = Files.readAllBytes(out.resolve("model/model.safetensors"));
    // As if it had been killed after the checkpoint of update 6.
    Path last = out.resolve("checkpoints/update-00000008");
    try (var files = Files.list(last)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(last);
    args.add("--resume");
    run(args.toArray()).succeeds();
    assertThat(Files.readAllBytes(out.resolve("metrics.jsonl"))).isEqualTo(metrics);
    assertThat(Files.readAllBytes(out.resolve("model/model.safetensors"))).isEqualTo(weights);
    args.set(1, "math=" + math + ":2");
    args.set(3, "chat=" + chat + ":1");
    assertThat(run(args.toArray()).err()).contains("mixture.weights");
  }

  @Test
  void sharesAreComparedOnTheQuickstartsBase() throws IOException {
    Run.of(
            "midtrain",
            "--out",
            out,
            "--replay",
            "0.3",
            "--seeds",
            2,
            "--generated-documents",
            400,
            "--evaluate-every",
            1000,
            "--threads",
            1)
        .succeeds();
    JsonNode summary = json(out.resolve("summary.json"));
    assertThat(summary.get("seeds").intValue()).isEqualTo(2);
    assertThat(summary.get("replay_0.new_gain_kept").doubleValue()).isEqualTo(1);
    assertThat(summary.get("replay_0.old_rise_share").doubleValue()).isEqualTo(1);
    assertThat(summary.get("replay_0.3.old_rise_share").doubleValue())
        .isLessThan(0.9)
        .isBetween(
            summary.get("replay_0.3.old_rise_share.low").doubleValue(),
            summary.get("replay_0.3.old_rise_share.high").doubleValue());
    assertThat(summary.get("replay_0.3.new_loss").doubleValue())
        .isLessThan(summary.get("before.new_loss").doubleValue());
    assertThat(out.resolve("replay.png")).isNotEmptyFile();
    assertThat(out.resolve("forgetting.png")).isNotEmptyFile();
    assertThat(out.resolve("runs/replay_0.3-seed_2/metrics.jsonl")).isNotEmptyFile();
  }

  @Test
  void wrongInputIsNamedInOneLine() {
    String data = "math=" + math;
    run("--data", data + ":0")
        .failsWith("--data: expected a finite weight above 0 for math, got 0");
    run("--data", data + ":NaN").failsWith("got NaN");
    run("--data", data + ":-1").failsWith("got -1");
    run("--data", math).failsWith("--data: expected [BUCKET/]NAME=FILE[:WEIGHT]");
    run().failsWith("--data: expected a new source beside --model, got none");
    run("--data", data, "--data", data).failsWith("--data: expected distinct names");
    run("--data", "old=" + math).failsWith("none that is old");
    run("--data", data + ":1", "--data", "chat=" + chat)
        .failsWith("--data: expected a weight for each source or for none, got 1 of 2");
    run("--data", data, "--replay", "0.2")
        .failsWith("--replay: expected none without --replay-data");
    run("--data", data, "--replay-data", old, "--replay", "1")
        .failsWith("--replay: expected shares in [0, 1), such as 0,0.05,0.2, got 1");
    run("--data", data, "--replay-data", old, "--replay", "NaN").failsWith("--replay: expected");
    run("--data", data, "--replay-data", old, "--replay", "0.2,0.20")
        .failsWith("--replay: expected each share once");
    run("--data", data, "--size-temperature", "0")
        .failsWith("--size-temperature: expected a number above 0, got 0.0");
    run("--data", data, "--bucket-weights", "math=NaN")
        .failsWith("--bucket-weights: expected a finite weight above 0 for math, got NaN");
    run("--data", data, "--max-epochs", "chat=2").failsWith("--max-epochs: expected one of");
    // It is known only when the length of the run is settled, which is said.
    assertThat(run("--data", data, "--max-epochs", "math=1", "--updates", 50).err())
        .startsWith(
            "error: math: expected to be drawn at most 36 times (1.0 epochs of 36 examples)");
    run("--data", data, "--weights-at", "0:chat=1")
        .failsWith("--weights-at: expected weights of [math], got those of [chat]");
    run("--data", data, "--weights-at", "math").failsWith("--weights-at: expected UPDATE:NAME=X");
    run("--data", data, "--generated-documents", 9)
        .failsWith("--generated-documents: expected none with --model");
    Run.of("midtrain", "--data", data).failsWith("--data: expected none without --model");
    assertThat(out).doesNotExist();
  }
}
