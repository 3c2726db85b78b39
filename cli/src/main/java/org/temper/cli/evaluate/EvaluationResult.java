package org.temper.cli.evaluate;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ListMultimap;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.temper.api.rollouts.Verdict;
import org.temper.environments.ifeval.IfevalResult;
import org.temper.evaluation.passes.Attempts;
import org.temper.evaluation.passes.PassRates;

/**
 * The findings of a benchmark's completions.
 *
 * @param findings by task, in the order of the data; tasks without a completion are left out
 * @param categories of tasks, by key
 * @param missing how many tasks have no completion
 */
public record EvaluationResult(
    Map<String, List<Finding>> findings, Map<String, String> categories, int missing) {

  /**
   * Checks completions, several tasks at a time.
   *
   * @param tasks the tasks by key
   * @param completions the file of completions
   * @return what was found
   * @throws IllegalArgumentException if the file is malformed or names another task
   */
  public static EvaluationResult of(Map<String, BenchmarkTask> tasks, Path completions) {
    ListMultimap<String, String> given = GivenCompletions.read(completions, tasks.keySet());
    List<BenchmarkTask> answered =
        tasks.values().stream().filter(task -> given.containsKey(task.key())).toList();
    List<List<Finding>> found =
        answered.parallelStream()
            .map(task -> given.get(task.key()).stream().map(task.check()).toList())
            .toList();
    Map<String, List<Finding>> findings = new LinkedHashMap<>();
    Map<String, String> categories = new LinkedHashMap<>();
    for (int i = 0; i < answered.size(); i++) {
      String key = answered.get(i).key();
      findings.put(key, found.get(i));
      answered.get(i).category().ifPresent(category -> categories.put(key, category));
    }
    return new EvaluationResult(findings, categories, tasks.size() - answered.size());
  }

  /**
   * The figures of all tasks and, where there are categories, of each.
   *
   * @return {@code tasks}, {@code missing}, {@code completions}, {@code passed}, {@code failed},
   *     {@code unverified}; {@code pass@1}, null where nothing could be verified; {@code pass@k}
   *     and {@code pass^k} for k = 2, 4, 8 … up to the fewest verified completions of a task;
   *     {@code categories} with the same of each; of IFEval {@code prompt_strict}, {@code
   *     prompt_loose}, {@code instruction_strict}, {@code instruction_loose} and {@code types}
   */
  public ObjectNode figures() {
    ObjectNode all = figures(key -> true);
    if (!categories.isEmpty()) {
      ObjectNode parts = all.putObject("categories");
      categories.values().stream()
          .distinct()
          .sorted()
          .forEach(
              category -> parts.set(category, figures(k -> category.equals(categories.get(k)))));
    }
    List<IfevalResult> instructions =
        findings.values().stream()
            .flatMap(List::stream)
            .flatMap(finding -> finding.instructions().stream())
            .toList();
    if (!instructions.isEmpty()) {
      IfevalFigures.put(all, instructions);
    }
    all.put("missing", missing);
    return all;
  }

  private ObjectNode figures(Predicate<String> counted) {
    List<List<Finding>> some =
        findings.entrySet().stream()
            .filter(e -> counted.test(e.getKey()))
            .map(Map.Entry::getValue)
            .toList();
    ObjectNode figures = JsonNodeFactory.instance.objectNode();
    figures.put("tasks", some.size());
    figures.put("completions", some.stream().mapToInt(List::size).sum());
    figures.put("passed", count(some, Verdict.Passed.class));
    figures.put("failed", count(some, Verdict.Failed.class));
    figures.put("unverified", count(some, Verdict.Unverified.class));
    List<Attempts> attempts =
        some.stream().map(EvaluationResult::attempts).flatMap(Optional::stream).toList();
    if (attempts.isEmpty()) {
      figures.putNull("pass@1");
      return figures;
    }
    figures.put("pass@1", PassRates.anyOf(attempts, 1));
    int fewest = attempts.stream().mapToInt(Attempts::attempts).min().orElse(1);
    for (int k = 2; k <= fewest; k *= 2) {
      figures.put("pass@" + k, PassRates.anyOf(attempts, k));
      figures.put("pass^" + k, PassRates.eachOf(attempts, k));
    }
    return figures;
  }

  private static long count(List<List<Finding>> tasks, Class<? extends Verdict> kind) {
    return tasks.stream().mapToLong(findings -> countOf(findings, kind)).sum();
  }

  private static long countOf(List<Finding> findings, Class<? extends Verdict> kind) {
    return findings.stream().map(Finding::verdict).filter(kind::isInstance).count();
  }

  /** What could be verified of a task; empty where nothing could. */
  private static Optional<Attempts> attempts(List<Finding> findings) {
    int passed = (int) countOf(findings, Verdict.Passed.class);
    int failed = (int) countOf(findings, Verdict.Failed.class);
    return passed + failed == 0
        ? Optional.empty()
        : Optional.of(new Attempts(passed + failed, passed));
  }
}
