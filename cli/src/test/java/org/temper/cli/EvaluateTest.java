package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ObjectArrays;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluateTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;
  private Path problems;

  @BeforeEach
  void writeProblems() throws IOException {
    problems =
        write(
            "test.jsonl",
            """
            {"question": "2 + 2?", "answer": "#### 4"}
            {"question": "2 * 3?", "answer": "#### 6"}
            """);
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private static Run evaluate(String task, Path data, Path completions, Object... more) {
    Object[] all = new Object[7 + more.length];
    System.arraycopy(
        new Object[] {"evaluate", "--task", task, "--data", data, "--completions", completions},
        0,
        all,
        0,
        7);
    System.arraycopy(more, 0, all, 7, more.length);
    return Run.of(all);
  }

  @Test
  void completionsAreScoredInTheOrderOfTheData() throws IOException {
    Path given =
        write("c.jsonl", "{\"completion\": \"so #### 4\"}\n{\"completion\": \"It is 7.\"}\n");
    List<String> lines =
        evaluate("gsm8k", problems, given, "--json").succeeds().out().lines().toList();
    assertThat(lines)
        .containsExactly(
            "{\"key\":\"0\",\"verdict\":\"passed\"}",
            "{\"key\":\"1\",\"verdict\":\"failed\",\"reason\":\"expected 6, got It is 7.\"}",
            "{\"task\":\"gsm8k\",\"tasks\":2,\"completions\":2,\"passed\":1,\"failed\":1,"
                + "\"unverified\":0,\"pass@1\":0.5,\"missing\":0}");
    assertThat(evaluate("GSM8K", problems, given).succeeds().out())
        .contains("pass@1")
        .containsPattern("gsm8k +2 +2 +1 +1 +0 +0.5000");
  }

  @Test
  void severalCompletionsOfATaskGivePassAtK() throws IOException {
    Path given =
        write(
            "c.jsonl",
            """
            {"key": "1", "completion": "6"}
            {"key": "1", "completion": "5"}
            {"key": 0, "completion": "4"}
            {"key": "0", "completion": "4"}
            """);
    JsonNode figures = last(evaluate("gsm8k", problems, given, "--json").succeeds());
    assertThat(figures.path("pass@1").doubleValue()).isEqualTo(0.75);
    assertThat(figures.path("pass@2").doubleValue()).isEqualTo(1);
    assertThat(figures.path("pass^2").doubleValue()).isEqualTo(0.5);
  }

  @Test
  void whatHasNoCompletionIsLeftOutAndSaid() throws IOException {
    Path given = write("c.jsonl", "{\"task_id\": \"1\", \"completion\": \"6\"}\n");
    Run run = evaluate("gsm8k", problems, given, "--json");
    assertThat(run.code()).isZero();
    assertThat(run.err()).startsWith("1 tasks have no completion");
    assertThat(last(run).path("missing").intValue()).isEqualTo(1);
    assertThat(last(run).path("pass@1").doubleValue()).isEqualTo(1);
  }

  @Test
  void callsAreScoredByCategory() throws IOException {
    Path data =
        write(
            "BFCL.json",
            """
            {"id": "simple_python_0", "question": [[]], "function": [{"name": "f", "parameters": {"properties": {"a": {"type": "integer"}}, "required": ["a"]}}]}
            {"id": "parallel_0", "question": [[]], "function": [{"name": "f", "parameters": {"properties": {"a": {"type": "integer"}}, "required": ["a"]}}]}
            """);
    write(
        "possible_answer-BFCL.json",
        """
        {"id": "simple_python_0", "ground_truth": [{"f": {"a": [1]}}]}
        {"id": "parallel_0", "ground_truth": [{"f": {"a": [1]}}, {"f": {"a": [2]}}]}
        """);
    Path given =
        write(
            "c.jsonl", "{\"completion\": \"[f(a=1)]\"}\n{\"completion\": \"[f(a=1), f(a=3)]\"}\n");
    JsonNode categories =
        last(evaluate("bfcl", data, given, "--json").succeeds()).path("categories");
    assertThat(categories.path("simple_python").path("pass@1").doubleValue()).isEqualTo(1);
    assertThat(categories.path("parallel").path("pass@1").doubleValue()).isZero();
    assertThat(evaluate("bfcl", data, given).succeeds().out()).contains("parallel ", "bfcl");
    evaluate("bfcl", data, given, "--answers", directory.resolve("none.json"))
        .failsWith("--answers: expected the file of possible answers, got none at");
  }

  @Test
  void instructionsAreScoredStrictlyAndLooselyByPromptAndByType() throws IOException {
    Path data =
        write(
            "ifeval.jsonl",
            """
            {"key": 1000, "prompt": "a", "instruction_id_list": ["punctuation:no_comma"], "kwargs": [{}]}
            {"key": 1001, "prompt": "b", "instruction_id_list": ["punctuation:no_comma", "startend:quotation"], "kwargs": [{}, {}]}
            {"key": 1002, "prompt": "c", "instruction_id_list": ["language:response_language"], "kwargs": [{"language": "de"}]}
            """);
    Path given =
        write(
            "c.jsonl",
            """
            {"key": 1000, "completion": "Sure, here it is:\\nnone at all"}
            {"key": 1001, "completion": "\\"one, two\\""}
            {"key": 1002, "completion": "Das ist ein Satz in deutscher Sprache."}
            """);
    List<String> lines =
        evaluate("ifeval", data, given, "--json").succeeds().out().lines().toList();
    assertThat(lines)
        .hasSize(4)
        .contains(
            "{\"key\":\"1002\",\"verdict\":\"passed\",\"strict\":\"passed\",\"loose\":\"passed\","
                + "\"instructions\":[{\"id\":\"language:response_language\",\"strict\":\"passed\","
                + "\"loose\":\"passed\"}]}");
    JsonNode first = JSON.readTree(lines.get(0));
    assertThat(first.path("verdict").asText()).isEqualTo("failed");
    assertThat(first.path("strict").asText()).isEqualTo("failed");
    assertThat(first.path("loose").asText()).isEqualTo("passed");
    JsonNode figures = JSON.readTree(lines.get(3));
    assertThat(figures.path("pass@1").doubleValue()).isEqualTo(1 / 3.0);
    assertThat(figures.path("prompt_strict").doubleValue()).isEqualTo(1 / 3.0);
    assertThat(figures.path("prompt_loose").doubleValue()).isEqualTo(2 / 3.0);
    assertThat(figures.path("instruction_strict").doubleValue()).isEqualTo(2 / 4.0);
    assertThat(figures.path("instruction_loose").doubleValue()).isEqualTo(3 / 4.0);
    assertThat(figures.path("types").path("punctuation:no_comma").toString())
        .isEqualTo("{\"instructions\":2,\"unverified\":0,\"strict\":0.0,\"loose\":0.5}");
    assertThat(evaluate("ifeval", data, given).succeeds().out())
        .containsPattern("prompt_strict +prompt_loose +instruction_strict +instruction_loose")
        .containsPattern("startend:quotation +1 +0 +1.0000 +1.0000");
    evaluate("ifeval", data, given, "--answers", data).failsWith("--answers: expected none");
  }

  @Test
  void programsRunInTheSandbox() throws IOException {
    Path data =
        write(
            "mbpp.jsonl",
            """
            {"task_id": 11, "text": "Double.", "code": "", "test_list": ["assert f(2) == 4"], "test_setup_code": "", "challenge_test_list": []}
            """);
    Path given =
        write(
            "c.jsonl",
            """
            {"key": "11", "completion": "def f(x): return x + x"}
            {"key": "11", "completion": "def f(x): return x ** 3"}
            {"key": "11", "completion": "while True: pass"}
            """);
    Run run = evaluate("mbpp", data, given, "--json", "--run-seconds", 0.3);
    assumeTrue(!run.err().startsWith("error: sandbox: "), "skipped: " + run.err());
    assertThat(run.succeeds().out().lines().toList())
        .startsWith(
            "{\"key\":\"11\",\"verdict\":\"passed\"}",
            "{\"key\":\"11\",\"verdict\":\"failed\",\"reason\":\"AssertionError\"}",
            "{\"key\":\"11\",\"verdict\":\"failed\",\"reason\":\"limit: wall_time\"}");
    assertThat(last(run).path("passed").intValue()).isEqualTo(1);
    assertThat(last(run).path("failed").intValue()).isEqualTo(2);
  }

  @Test
  void whatDoesNotFitIsRefused() throws IOException {
    Path one = write("one.jsonl", "{\"completion\": \"4\"}\n");
    evaluate("gsm8k", problems, one)
        .failsWith(
            "one.jsonl: expected 2 completions, as the data has tasks and no line has a key");
    Path other = write("other.jsonl", "{\"key\": \"9\", \"completion\": \"4\"}\n");
    evaluate("gsm8k", problems, other)
        .failsWith("other.jsonl:1: key: expected the key of a task in --data, got 9");
    Path both =
        write("both.jsonl", "{\"key\": \"0\", \"completion\": \"4\"}\n{\"completion\": \"6\"}\n");
    evaluate("gsm8k", problems, both)
        .failsWith("expected a key in every line or in none, got both");
    Path none = write("none.jsonl", "{\"key\": \"0\"}\n");
    evaluate("gsm8k", problems, none).failsWith("none.jsonl:1: completion: expected a string");
    evaluate("gsm8k", problems, one, "--answers", one).failsWith("--answers: expected none");
    evaluate("gsm8k", problems, one, "--run-seconds", 3).failsWith("--run-seconds: expected none");
    evaluate("humaneval", problems, one, "--run-seconds", 0)
        .failsWith("--run-seconds: expected above 0");
    evaluate("arc", problems, one).failsWith("--task");
  }

  private static JsonNode last(Run run) throws IOException {
    List<String> lines = run.out().lines().toList();
    return JSON.readTree(lines.get(lines.size() - 1));
  }

  private Path questions() throws IOException {
    Files.createDirectories(directory.resolve("mmlu"));
    write("mmlu/sums_test.csv", "What is 1?,1,2,3,4,A\nWhat is 2?,1,2,3,4,B\n");
    write("mmlu/dev_test.csv", "What is 3?,3,2,1,4,A\n");
    return directory.resolve("mmlu");
  }

  @Test
  void aModelChoosesAmongLetters() throws IOException {
    Path model = TinyModel.in(Files.createDirectory(directory.resolve("tiny")), 512);
    List<String> lines =
        Run.of("evaluate", "--task", "mmlu", "--data", questions(), "--model", model, "--json")
            .succeeds()
            .out()
            .lines()
            .toList();
    assertThat(lines).hasSize(4);
    JsonNode first = JSON.readTree(lines.get(1));
    assertThat(first.path("key").asText()).isEqualTo("sums/0");
    assertThat(first.path("best").asText()).isEqualTo("A");
    assertThat(first.path("logits")).hasSize(4);
    assertThat(first.path("label").asInt()).isZero();
    JsonNode figures = JSON.readTree(lines.get(3));
    assertThat(figures.path("questions").asInt()).isEqualTo(3);
    assertThat(figures.path("accuracy").isDouble()).isTrue();
    assertThat(figures.path("option_mass").doubleValue()).isBetween(0.0, 1.0);
    assertThat(figures.path("categories").path("sums").path("questions").asInt()).isEqualTo(2);
    assertThat(
            Run.of(
                    "evaluate",
                    "--task",
                    "mmlu",
                    "--data",
                    questions(),
                    "--model",
                    model,
                    "--few-shot",
                    directory.resolve("mmlu/sums_test.csv"),
                    "--shots",
                    "1")
                .succeeds()
                .out())
        .containsPattern("mmlu +3 ");
  }

  @Test
  void aModelPrefersTrueOrFalseAnswers() throws IOException {
    Path model = TinyModel.in(Files.createDirectory(directory.resolve("tiny")), 512);
    Path table =
        write(
            "TruthfulQA.csv",
            """
            Category,Question,Best Answer,Correct Answers,Incorrect Answers
            Health,Is it?,No,No; It is not; Never,Yes; It is so
            """);
    JsonNode figures =
        last(
            Run.of("evaluate", "--task", "truthfulqa", "--data", table, "--model", model, "--json")
                .succeeds());
    assertThat(figures.path("probability_right").doubleValue()).isBetween(0.0, 1.0);
    evaluate("truthfulqa", table, table)
        .failsWith("--completions: expected none with --task truthfulqa, as free answers need");
  }

  @Test
  void writtenLettersAreScored() throws IOException {
    Path given = write("c.jsonl", "{\"key\": \"sums/1\", \"completion\": \"B.\"}\n");
    JsonNode figures = last(evaluate("mmlu", questions(), given, "--json"));
    assertThat(figures.path("passed").asInt()).isEqualTo(1);
    assertThat(figures.path("missing").asInt()).isEqualTo(2);
  }

  @Test
  void modelsAndCompletionsAreToldApart() throws IOException {
    Path model = TinyModel.in(Files.createDirectory(directory.resolve("tiny")));
    Object[] asked = {"evaluate", "--task", "mmlu", "--data", questions()};
    Run.of(asked).failsWith("--completions: expected a file of completions, or a --model that");
    Run.of(with(asked, "--model", model, "--completions", problems))
        .failsWith("--completions: expected none with --model");
    Run.of(with(asked, "--completions", problems, "--ask", "chat"))
        .failsWith("--ask: expected none without --model");
    Run.of(with(asked, "--model", model, "--shots", "2"))
        .failsWith("--shots: expected none without --few-shot, got 2");
    Run.of(with(asked, "--model", model, "--questions", "4"))
        .failsWith("--questions: expected 1 to 3, as many as there are, got 4");
    Run.of(with(asked, "--model", model, "--ask", "chat"))
        .failsWith("--ask: expected text, as the model has no chat template, got chat");
    // 32 tokens are few for a question with its options.
    Run.of(with(asked, "--model", model)).failsWith("expected at most 32 tokens");
    Run.of("evaluate", "--task", "gsm8k", "--data", problems, "--model", model)
        .failsWith("--model: expected none with --task gsm8k, whose completions are scored");
  }

  private static Object[] with(Object[] asked, Object... more) {
    return ObjectArrays.concat(asked, more, Object.class);
  }
}
