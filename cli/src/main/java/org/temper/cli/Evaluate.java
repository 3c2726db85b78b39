package org.temper.cli;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.temper.cli.choices.ChoiceOptions;
import org.temper.cli.choices.ChoiceResult;
import org.temper.cli.choices.ChoiceTask;
import org.temper.cli.evaluate.BenchmarkTask;
import org.temper.cli.evaluate.BenchmarkTask.Benchmark;
import org.temper.cli.evaluate.BenchmarkTask.Runner;
import org.temper.cli.evaluate.EvaluationResult;
import org.temper.cli.evaluate.Finding;
import org.temper.cli.options.values.Inapplicable;
import org.temper.cli.training.TextTable;
import org.temper.environments.sandbox.RunLimits;
import org.temper.environments.sandbox.Sandbox;
import org.temper.environments.sandbox.Sandboxes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The recipe that scores given completions of a benchmark. */
@Command(
    name = "evaluate",
    description = {
      "Scores completions of a benchmark, without a model; or what a model chooses of the options"
          + " of mmlu or truthfulqa.",
      "Completions are a .jsonl file of {\"key\": …, \"completion\": …}, several of a task if you"
          + " like, or of {\"completion\": …} in the order of the data."
    },
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class Evaluate implements Callable<Integer> {
  private static final double MOST_SECONDS = 3600;

  @Spec private CommandSpec spec;

  @Option(
      names = "--task",
      required = true,
      paramLabel = "NAME",
      description = "the benchmark: ${COMPLETION-CANDIDATES}, in any case")
  private Benchmark task;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "PATH",
      description =
          "its tasks, as its authors publish them: a file, gzip or not; of mmlu and truthfulqa also"
              + " a directory or a pattern")
  private Path data;

  @Option(
      names = "--answers",
      paramLabel = "FILE",
      description =
          "bfcl: the possible answers (default: possible_answer/NAME or possible_answer-NAME beside"
              + " the data)")
  private @Nullable Path answers;

  @Option(
      names = "--completions",
      paramLabel = "FILE",
      description = "what to score, one JSON object a line")
  private @Nullable Path completions;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description =
          "mmlu, mmlu_cloze, truthfulqa: the model that chooses, in place of completions: its directory, or"
              + " ORG/NAME on the Hub")
  private @Nullable Path model;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "mmlu, mmlu_cloze, truthfulqa: decides which --questions are drawn (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--run-seconds",
      paramLabel = "S",
      defaultValue = "5",
      description =
          "humaneval, mbpp: the longest that a program may run (default: ${DEFAULT-VALUE})")
  private double runSeconds;

  @Option(
      names = "--json",
      description =
          "print one JSON object a line for each completion, and the figures in a last one")
  private boolean json;

  @Mixin private ChoiceOptions choices;

  @Override
  public Integer call() throws IOException {
    checkArgument(
        model == null || completions == null,
        "--completions: expected none with --model, got %s",
        completions);
    if (model == null) {
      checkArgument(
          completions != null,
          "--completions: expected a file of completions%s, got none",
          task.choices().isPresent() ? ", or a --model that chooses" : "");
      Inapplicable.check(spec, "without --model", "--seed");
      ChoiceOptions.checkNone(spec, "without --model");
      score(completions);
    } else {
      Inapplicable.check(spec, "with --model", "--answers", "--run-seconds");
      print(choices.answers(chosenFrom(), model, data, seed));
    }
    return 0;
  }

  private ChoiceTask chosenFrom() {
    return task.choices()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--model: expected none with --task "
                        + name()
                        + ", whose completions are scored: have the recipe generate write them and"
                        + " give them as --completions, got "
                        + model));
  }

  private void score(Path given) {
    if (task != Benchmark.BFCL) {
      Inapplicable.check(spec, "with --task " + name(), "--answers");
    }
    if (!task.runsPrograms()) {
      Inapplicable.check(spec, "with --task " + name(), "--run-seconds");
      print(EvaluationResult.of(BenchmarkTask.read(task, data, answers, null), given));
      return;
    }
    checkArgument(
        runSeconds > 0 && runSeconds <= MOST_SECONDS,
        "--run-seconds: expected above 0 and at most %s, got %s",
        MOST_SECONDS,
        runSeconds);
    try (Sandbox sandbox = Sandboxes.open()) {
      Map<String, BenchmarkTask> tasks =
          BenchmarkTask.read(task, data, null, new Runner(sandbox, limits()));
      print(EvaluationResult.of(tasks, given));
    }
  }

  private String name() {
    return task.name().toLowerCase(Locale.ROOT);
  }

  private RunLimits limits() {
    RunLimits usual = RunLimits.defaults();
    Duration time = Duration.ofMillis(Math.max(1, Math.round(runSeconds * 1000)));
    return new RunLimits(
        time, time, usual.memoryBytes(), usual.processes(), usual.fileBytes(), usual.outputBytes());
  }

  private void print(EvaluationResult result) {
    Stream<ObjectNode> lines =
        result.findings().entrySet().stream()
            .flatMap(task -> task.getValue().stream().map(found -> line(task.getKey(), found)));
    print(lines, result.figures());
    if (result.missing() > 0) {
      PrintWriter messages = spec.commandLine().getErr();
      messages.printf("%d tasks have no completion and are left out%n", result.missing());
      messages.flush();
    }
  }

  private void print(ChoiceResult result) {
    print(result.lines(), result.figures());
  }

  private void print(Stream<ObjectNode> lines, ObjectNode found) {
    PrintWriter out = spec.commandLine().getOut();
    ObjectNode figures = JsonNodeFactory.instance.objectNode().put("task", name());
    figures.setAll(found);
    if (json) {
      lines.forEach(out::println);
      out.println(figures);
    } else {
      out.print(table(figures));
      if (figures.has("types")) {
        out.print(types(figures.path("types")));
      }
    }
    out.flush();
  }

  private static ObjectNode line(String key, Finding finding) {
    return finding.writeTo(JsonNodeFactory.instance.objectNode().put("key", key));
  }

  /** A row for the whole and for each category, a column for each figure. */
  private static TextTable table(ObjectNode figures) {
    List<String> names = names(figures);
    names.removeAll(List.of("task", "categories", "types", "missing"));
    TextTable table = new TextTable(row("", names));
    figures
        .path("categories")
        .properties()
        .forEach(category -> table.add(row(category.getKey(), category.getValue(), names)));
    table.add(row(figures.path("task").asText(), figures, names));
    return table;
  }

  /** A row for each type of instruction. */
  private static TextTable types(JsonNode types) {
    List<String> names = names(types.iterator().next());
    TextTable table = new TextTable(row("", names));
    types.properties().forEach(type -> table.add(row(type.getKey(), type.getValue(), names)));
    return table;
  }

  private static List<String> names(JsonNode figures) {
    List<String> names = new ArrayList<>();
    figures.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static List<String> row(String name, JsonNode figures, List<String> columns) {
    return row(name, columns.stream().map(column -> cell(figures.path(column))).toList());
  }

  private static List<String> row(String name, List<String> cells) {
    return ImmutableList.<String>builder().add(name).addAll(cells).build();
  }

  private static String cell(JsonNode value) {
    if (value.isDouble()) {
      return TextTable.number(value.doubleValue());
    }
    return value.isIntegralNumber() ? value.asText() : "";
  }
}
