package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code calibration-tune} of a given model on files of multiple-choice questions. */
class ChoiceTuningTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> STAGES =
      List.of("before", "temperature", "platt", "asked", "after", "after_temperature");

  @TempDir private Path directory;
  private Path model;
  private Path out;

  @BeforeEach
  void makeAModelAndQuestions() throws IOException {
    model = TinyModel.in(Files.createDirectory(directory.resolve("tiny")), 256);
    out = directory.resolve("out");
    questions("a_test.csv", 0, 12);
    questions("a_val.csv", 100, 20);
    Files.writeString(
        directory.resolve("truthful.csv"),
        """
        Category,Question,Best Answer,Correct Answers,Incorrect Answers
        a,1?,yes,yes; y,no; n
        b,2?,no,no,yes; 3
        c,3?,4,4,5; 6
        """);
  }

  /** Each says one of two letters at random, so that a model is right in some. */
  private void questions(String name, int from, int count) throws IOException {
    SplittableRandom random = new SplittableRandom(from);
    StringBuilder csv = new StringBuilder();
    for (int i = 0; i < count; i++) {
      csv.append(from + i).append("?,1,2,3,4,").append("ABCD".charAt(random.nextInt(4)));
      csv.append('\n');
    }
    Files.writeString(directory.resolve(name), csv.toString());
  }

  private Object[] command(String... others) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "calibration-tune --model M --task mmlu --data D/a_test.csv --fit D/a_val.csv --out O"
                    .split(" ")));
    words.addAll(List.of("--verdicts", "less,more", "--updates", "2", "--batch-size", "4"));
    for (int i = 0; i < others.length; i += 2) {
      int given = words.indexOf(others[i]);
      if (given >= 0) {
        words.subList(given, given + 2).clear();
      }
    }
    for (int i = 0; i < others.length; i += 2) {
      words.addAll(others[i + 1].equals("NONE") ? List.of() : List.of(others[i], others[i + 1]));
    }
    words.remove("");
    return words.stream()
        .map(
            word ->
                word.equals("M")
                    ? model
                    : word.equals("O") ? out : word.replace("D/", directory + "/"))
        .toArray();
  }

  private JsonNode summary() throws IOException {
    return JSON.readTree(out.resolve("summary.json").toFile());
  }

  @Test
  void confidenceIsMeasuredBeforeAndAfterOnQuestionsThatDecideNothing() throws IOException {
    Run run =
        Run.of(command("--ood-task", "truthfulqa", "--ood-data", "D/truthful.csv")).succeeds();
    assertThat(run.out())
        .contains("14 questions to train on, 3 to choose a checkpoint, 3 to choose a threshold")
        .contains("12 to report on, 3 out of distribution", "run: 2 updates of 4 answers");
    JsonNode summary = summary();
    for (String stage : STAGES) {
      for (String figure : List.of("ece", "accuracy", "brier", "abstention.coverage")) {
        for (String set : List.of("", ".ood")) {
          assertThat(summary.path(stage + set + "." + figure).asDouble(-1))
              .as(stage + set + "." + figure)
              .isBetween(0.0, 1.0);
        }
      }
      assertThat(out.resolve("reliability-" + stage + ".svg")).isNotEmptyFile();
    }
    for (String stage : List.of("temperature", "platt", "asked")) {
      assertThat(summary.path(stage + ".accuracy")).isEqualTo(summary.path("before.accuracy"));
    }
    assertThat(summary.path("seconds").asDouble()).isPositive();
    assertThat(Files.readString(out.resolve("report.html"))).contains("<svg", "abstention");
    assertThat(Files.readString(out.resolve("metrics.jsonl"))).contains("\"stage\":\"tuned\"");
    assertThat(Run.of("show", "--model", out.resolve("model")).succeeds().out())
        .contains("calibration-tune", "fit");
    // Before it is what the recipe that tunes nothing measures.
    JsonNode alone =
        JSON.readTree(
            Run.of(
                    "calibrate",
                    "--model",
                    model,
                    "--task",
                    "mmlu",
                    "--data",
                    directory.resolve("a_test.csv"),
                    "--json")
                .succeeds()
                .out());
    assertThat(summary.path("before.ece").doubleValue())
        .isCloseTo(alone.path("ece.15.guo").doubleValue(), within(1e-9));
    assertThat(summary.path("before.accuracy")).isEqualTo(alone.path("accuracy"));
  }

  @Test
  void aRunThatIsResumedEndsAsItDidBefore() throws IOException {
    Run.of(command("--methods", "tuned")).succeeds();
    byte[] weights = Files.readAllBytes(out.resolve("model/model.safetensors"));
    JsonNode before = ((ObjectNode) summary()).without("seconds");
    Files.delete(out.resolve("summary.json"));
    Files.delete(out.resolve("model/model.safetensors"));
    Run.of(command("--methods", "tuned", "--resume", "")).succeeds();
    assertThat(Files.readAllBytes(out.resolve("model/model.safetensors"))).isEqualTo(weights);
    JsonNode after = ((ObjectNode) summary()).without("seconds");
    assertThat(after).isEqualTo(before);
    Run.of(command("--methods", "tuned", "--learning-rate", "1", "--resume", ""))
        .failsWith("--learning-rate: expected");
  }

  @Test
  void aModelWithATemplateIsAskedInAConversation() throws IOException {
    Path settings = model.resolve("tokenizer_config.json");
    ObjectNode config = (ObjectNode) JSON.readTree(settings.toFile());
    config.put(
        "chat_template",
        "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}"
            + "{% if add_generation_prompt %}assistant: {% endif %}");
    JSON.writeValue(settings.toFile(), config);
    // At the beginning of a message no space goes before.
    Run.of(command("--ask", "chat", "--verdicts", "Ann,Ben", "--methods", "tuned")).succeeds();
    assertThat(summary().path("after.accuracy").asDouble(-1)).isBetween(0.0, 1.0);
    Run.of(command("--ask", "chat", "--out", directory.resolve("other").toString()))
        .failsWith("--verdicts: expected two words that are one token each");
  }

  @Test
  void whatIsReportedOnIsLeftOutOfWhatIsTunedOn() throws IOException {
    Path fit = directory.resolve("b_val.csv");
    Files.writeString(
        fit,
        Files.readString(directory.resolve("a_val.csv"))
            + Files.readString(directory.resolve("a_test.csv")));
    assertThat(Run.of(command("--fit", fit.toString(), "--methods", "platt")).succeeds().out())
        .contains("12 questions of --fit are reported on too, and are left out of it")
        .contains("14 questions to train on");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--task NONE | --task: expected whose questions --data has, got none",
        "--data NONE | --data: expected questions to report on, got none",
        "--fit NONE | --fit: expected questions to tune on, such as MMLU's val files, got none",
        "--fit D/a_test.csv | --fit: expected questions that are not reported on, got 12 that are",
        "--fit-questions 3 | --fit: expected at least 4 questions, to train on",
        "--fit-questions 21 | --fit-questions: expected 1 to 20, as many as there are, got 21",
        "--questions 13 | --questions: expected 1 to 12, as many as there are, got 13",
        "--verdicts no,yes | --verdicts: expected two words that are one token each for the model's"
            + " tokenizer, and not the same one, got 3 tokens for no",
        "--verdicts less,less | and not the same one, got token",
        "--verdicts less | --verdicts: expected two words, NO,YES, got [less]",
        "--ask chat | --ask: expected text, as the model has no chat template, got chat",
        "--shots 2 | --shots: expected none without --few-shot, got 2",
        "--ood-task truthfulqa | --ood-data: expected the questions of --ood-task, got none",
        "--ood-data D/a.csv | --ood-task: expected whose questions --ood-data has, got none",
        "--methods tuned,rlcr | --methods: expected of [tuned, brier, focal, smoothed, temperature,"
            + " platt] with --model, got [tuned, rlcr]",
        "--learning-rate 0 | --learning-rate: expected a finite number above 0, got 0.0",
        "--tasks 5 | --tasks: expected none with --model, got 5",
        "--updates 0 | --updates: expected at least 1, got 0",
        "--model NONE | --task: expected none without --model, got MMLU",
        "--few-shot D/none | expected an existing file, got",
      })
  void badInputIsRefusedBeforeAnythingIsWritten(String options, String message) {
    Run.of(command(options.strip().split(" "))).failsWith(message);
    assertThat(out).doesNotExist();
  }

  @Test
  void answersOfOneKindTeachNothing() throws IOException {
    // Whatever is chosen, it is not the option that the file calls right: all have the same text.
    Path fit = directory.resolve("b_val.csv");
    StringBuilder csv = new StringBuilder();
    String wrong = wrongLetter();
    for (int i = 0; i < 8; i++) {
      csv.append(i).append("9?,1,2,3,4,").append(wrong).append('\n');
    }
    Files.writeString(fit, csv.toString());
    Run.of(command("--fit", fit.toString()))
        .failsWith("--fit: expected questions to train on of which the model answers some rightly");
    assertThat(out).doesNotExist();
  }

  /** A letter that the model chooses for none of eight questions. */
  private String wrongLetter() throws IOException {
    for (String letter : List.of("A", "B", "C", "D")) {
      StringBuilder csv = new StringBuilder();
      for (int i = 0; i < 8; i++) {
        csv.append(i).append("9?,1,2,3,4,").append(letter).append('\n');
      }
      Path file = Files.writeString(directory.resolve("c_test.csv"), csv.toString());
      JsonNode found =
          JSON.readTree(
              Run.of("calibrate", "--model", model, "--task", "mmlu", "--data", file, "--json")
                  .succeeds()
                  .out());
      if (found.path("accuracy").asDouble() == 0) {
        return letter;
      }
    }
    throw new AssertionError("expected a letter that is never chosen");
  }
}
