package org.temper.environments.verifiers.calls;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.temper.api.Excerpt;
import org.temper.data.JsonRecord;
import org.temper.data.JsonlReader;

/**
 * A task of the Berkeley Function Calling Leaderboard of a single turn: what is asked, what may be
 * called, and the calls that are right.
 *
 * @param key its id, whose part before the last underscore is the category
 * @param question the messages, as the data have them
 * @param functions descriptions of the functions, as the data have them
 * @param answers the calls that are right; none where no call is
 */
public record BfclTask(
    String key, JsonNode question, List<JsonNode> functions, List<PossibleCall> answers) {
  private static final ImmutableList<String> OTHER_CHECKS =
      ImmutableList.of("javascript", "multi_turn", "memory", "web_search", "format_sensitivity");

  /**
   * Checks the category, and that the answers are of the functions.
   *
   * @throws IllegalArgumentException if the category is one that is not checked by comparing calls
   *     in Python or Java, or an answer calls none of the functions, or the number of answers is
   *     not the category's
   */
  public BfclTask {
    functions = ImmutableList.copyOf(functions);
    answers = ImmutableList.copyOf(answers);
    String category = categoryOf(key);
    checkArgument(
        OTHER_CHECKS.stream().noneMatch(category::contains),
        "id: expected a task of simple, multiple, parallel, parallel_multiple or irrelevance, in"
            + " Python or Java, got %s",
        Excerpt.of(key));
    checkArgument(
        category.contains("relevance") == answers.isEmpty(),
        "answers: expected %s for %s, got %s",
        category.contains("relevance") ? "none" : "at least one",
        Excerpt.of(key),
        answers.size());
    checkArgument(
        answers.size() <= 1 || category.contains("parallel"),
        "answers: expected one for %s, got %s",
        Excerpt.of(key),
        answers.size());
    List<String> names = functions.stream().map(f -> f.path("name").asText()).toList();
    for (PossibleCall answer : answers) {
      checkArgument(
          names.contains(answer.name()),
          "answers: expected calls of %s, got %s",
          Excerpt.ofAll(names),
          answer.name());
    }
  }

  /**
   * The category.
   *
   * @return such as {@code simple_python}, {@code parallel_multiple} or {@code live_simple}
   */
  public String category() {
    return categoryOf(key);
  }

  /**
   * The signatures of the functions.
   *
   * @return by name
   */
  public Map<String, FunctionSignature> signatures() {
    Map<String, FunctionSignature> signatures = new LinkedHashMap<>();
    functions.forEach(
        f -> signatures.putIfAbsent(f.path("name").asText(), FunctionSignature.of(f)));
    return signatures;
  }

  private static String categoryOf(String id) {
    return id.contains("_") ? id.substring(0, id.lastIndexOf('_')) : id;
  }

  /**
   * Reads tasks that have answers.
   *
   * @param file one JSON object a line: {@code id}, {@code question} and {@code function}
   * @param answers one JSON object a line: {@code id}, {@code ground_truth}
   * @return the tasks, in the order of the questions
   * @throws IllegalArgumentException if a file is malformed, a question has no answer, or {@link
   *     BfclTask} refuses one
   */
  public static List<BfclTask> read(Path file, Path answers) {
    ImmutableMap.Builder<String, List<PossibleCall>> byId = ImmutableMap.builder();
    JsonlReader.read(answers, record -> Map.entry(record.text("id"), possibleCalls(record)))
        .forEach(byId::put);
    Map<String, List<PossibleCall>> known = byId.buildKeepingLast();
    return JsonlReader.read(
        file,
        record -> {
          List<PossibleCall> calls = known.get(record.text("id"));
          if (calls == null) {
            throw record.malformed(
                "id",
                "expected one that has an answer in "
                    + answers
                    + ", got "
                    + Excerpt.of(record.text("id")));
          }
          return of(record, calls);
        });
  }

  /**
   * Reads tasks in which no function helps, or any call will do.
   *
   * @param file one JSON object a line: {@code id}, {@code question} and {@code function}
   * @return the tasks, in the order of the file
   * @throws IllegalArgumentException if the file is malformed, or {@link BfclTask} refuses a task
   */
  public static List<BfclTask> readWithoutAnswers(Path file) {
    return JsonlReader.read(file, record -> of(record, List.of()));
  }

  private static BfclTask of(JsonRecord record, List<PossibleCall> answers) {
    JsonNode question =
        record
            .json("question")
            .orElseThrow(() -> record.malformed("question", "expected messages"));
    Optional<JsonNode> functions = record.json("function").filter(JsonNode::isArray);
    try {
      return new BfclTask(
          record.text("id"),
          question,
          ImmutableList.copyOf(
              functions.orElseThrow(() -> record.malformed("function", "expected a list"))),
          answers);
    } catch (IllegalArgumentException e) {
      throw record.malformed("id", String.valueOf(e.getMessage()));
    }
  }

  private static List<PossibleCall> possibleCalls(JsonRecord record) {
    ImmutableList.Builder<PossibleCall> calls = ImmutableList.builder();
    for (JsonNode call :
        record
            .json("ground_truth")
            .orElseThrow(
                () -> record.malformed("ground_truth", "expected a list of calls, got nothing"))) {
      if (!call.isObject() || call.size() != 1) {
        throw record.malformed("ground_truth", "expected an object of one function's name");
      }
      Map.Entry<String, JsonNode> only = call.properties().iterator().next();
      ImmutableMap.Builder<String, List<PythonValue>> allowed = ImmutableMap.builder();
      for (Map.Entry<String, JsonNode> argument : only.getValue().properties()) {
        ImmutableList.Builder<PythonValue> values = ImmutableList.builder();
        argument.getValue().forEach(value -> values.add(PythonValue.of(value)));
        allowed.put(argument.getKey(), values.build());
      }
      calls.add(new PossibleCall(only.getKey(), allowed.buildOrThrow()));
    }
    return calls.build();
  }
}
