package org.temper.cli.evaluate;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.temper.api.rollouts.Verifier;
import org.temper.cli.choices.ChoiceTask;
import org.temper.data.JsonlReader;
import org.temper.data.PromptCompletion;
import org.temper.environments.choices.ChoiceVerifier;
import org.temper.environments.choices.MmluQuestions;
import org.temper.environments.ifeval.IfevalTask;
import org.temper.environments.ifeval.InstructionFollowing;
import org.temper.environments.sandbox.RunLimits;
import org.temper.environments.sandbox.Sandbox;
import org.temper.environments.verifiers.calls.BfclTask;
import org.temper.environments.verifiers.calls.BfclVerifier;
import org.temper.environments.verifiers.code.CodeVerifiers;
import org.temper.environments.verifiers.code.HumanEvalTask;
import org.temper.environments.verifiers.code.MbppTask;
import org.temper.environments.verifiers.maths.MathVerifier;

/**
 * A task of a benchmark, with what checks its completions.
 *
 * @param key the name that completions give it
 * @param category what its results are counted under beside the whole; empty where there is none
 * @param check finds whether a completion is right
 */
public record BenchmarkTask(
    String key, Optional<String> category, Function<String, Finding> check) {

  /** The benchmarks. */
  public enum Benchmark {
    /** Word problems, whose answer is a number. */
    GSM8K,
    /** Functions to be completed, with tests. */
    HUMANEVAL,
    /** Functions to be written, with assertions. */
    MBPP,
    /** Prompts with instructions whose following can be checked. */
    IFEVAL,
    /** Function calls. */
    BFCL,
    /** Multiple-choice questions of 57 subjects. */
    MMLU,
    /** The same questions with answers to continue them by, which are not listed. */
    MMLU_CLOZE,
    /** Questions that invite a falsehood, as multiple choice. */
    TRUTHFULQA;

    /** Whether completions of it are programs that run. */
    public boolean runsPrograms() {
      return this == HUMANEVAL || this == MBPP;
    }

    /** What a model chooses from, where a model may choose. */
    public Optional<ChoiceTask> choices() {
      return switch (this) {
        case MMLU -> Optional.of(ChoiceTask.MMLU);
        case MMLU_CLOZE -> Optional.of(ChoiceTask.MMLU_CLOZE);
        case TRUTHFULQA -> Optional.of(ChoiceTask.TRUTHFULQA);
        default -> Optional.empty();
      };
    }
  }

  /** What a benchmark of programs runs them in. */
  public record Runner(Sandbox sandbox, RunLimits limits) {}

  /**
   * Reads a benchmark.
   *
   * @param benchmark which
   * @param data its file
   * @param answers where BFCL's possible answers are; null for beside the data
   * @param runner what programs run in; may be null where the benchmark has none
   * @return the tasks in the order of the file, by key
   * @throws IllegalArgumentException if a file is malformed, or two tasks have one key
   */
  public static Map<String, BenchmarkTask> read(
      Benchmark benchmark, Path data, @Nullable Path answers, @Nullable Runner runner) {
    List<BenchmarkTask> tasks =
        switch (benchmark) {
          case GSM8K -> gsm8k(data);
          case HUMANEVAL -> {
            Runner given = needed(runner);
            Verifier<HumanEvalTask> verifier =
                CodeVerifiers.humanEval(given.sandbox(), given.limits());
            yield HumanEvalTask.read(data).stream()
                .map(task -> of(task.key(), Optional.empty(), verifier, task))
                .toList();
          }
          case MBPP -> {
            Runner given = needed(runner);
            Verifier<MbppTask> verifier = CodeVerifiers.mbpp(given.sandbox(), given.limits());
            yield MbppTask.read(data).stream()
                .map(task -> of(task.key(), Optional.empty(), verifier, task))
                .toList();
          }
          case IFEVAL -> {
            InstructionFollowing checker = InstructionFollowing.create();
            yield IfevalTask.read(data).stream().map(task -> ifeval(checker, task)).toList();
          }
          case BFCL ->
              bfcl(data, answers).stream()
                  .map(
                      task ->
                          of(task.key(), Optional.of(task.category()), new BfclVerifier(), task))
                  .toList();
          case MMLU ->
              MmluQuestions.read(data).stream()
                  .map(
                      question ->
                          of(
                              question.key(),
                              Optional.of(question.category()),
                              new ChoiceVerifier(),
                              question))
                  .toList();
          case MMLU_CLOZE ->
              throw new IllegalArgumentException(
                  "--completions: expected none with --task mmlu_cloze; --task mmlu scores written"
                      + " letters");
          case TRUTHFULQA ->
              throw new IllegalArgumentException(
                  "--completions: expected none with --task truthfulqa, as free answers need a judge;"
                      + " give a --model, which chooses among the answers");
        };
    ImmutableMap.Builder<String, BenchmarkTask> byKey = ImmutableMap.builder();
    tasks.forEach(task -> byKey.put(task.key(), task));
    try {
      return byKey.buildOrThrow();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          data + ": expected another key for each task, got one twice: " + e.getMessage(), e);
    }
  }

  private static <T> BenchmarkTask of(
      String key, Optional<String> category, Verifier<T> verifier, T task) {
    return new BenchmarkTask(
        key, category, completion -> Finding.of(verifier.verify(task, completion)));
  }

  private static BenchmarkTask ifeval(InstructionFollowing checker, IfevalTask task) {
    return new BenchmarkTask(
        task.key(), Optional.empty(), response -> Finding.of(checker.check(task, response)));
  }

  private static Runner needed(@Nullable Runner runner) {
    checkArgument(runner != null, "--task: expected a sandbox for programs, got none");
    return runner;
  }

  /** Problems have no key of their own: they are counted from 0. */
  private static List<BenchmarkTask> gsm8k(Path data) {
    List<PromptCompletion> problems =
        JsonlReader.promptCompletions(data, new PromptCompletion.Fields("question", "answer"));
    Verifier<String> verifier = MathVerifier.exact();
    return IntStream.range(0, problems.size())
        .mapToObj(
            i -> of(String.valueOf(i), Optional.empty(), verifier, problems.get(i).completion()))
        .toList();
  }

  private static List<BfclTask> bfcl(Path data, @Nullable Path answers) {
    String name = String.valueOf(data.getFileName());
    if (answers == null && name.contains("relevance")) {
      return BfclTask.readWithoutAnswers(data);
    }
    Path beside = data.resolveSibling("possible_answer-" + name);
    Path below = data.resolveSibling("possible_answer").resolve(name);
    Path found = answers != null ? answers : Files.exists(below) ? below : beside;
    checkArgument(
        Files.exists(found),
        "--answers: expected the file of possible answers, got none at %s, %s",
        beside,
        below);
    return BfclTask.read(data, found);
  }
}
