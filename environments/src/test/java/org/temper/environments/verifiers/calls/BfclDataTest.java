package org.temper.environments.verifiers.calls;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.temper.api.rollouts.Verdict;
import org.temper.environments.verifiers.calls.FunctionSignature.ParameterType;
import org.temper.environments.verifiers.calls.PythonValue.Items;
import org.temper.environments.verifiers.calls.PythonValue.ValueType;

/** The benchmark's own answers pass, and fail once an argument of them is another. */
@Tag("shared")
class BfclDataTest {
  private static final Path DATA =
      Path.of(System.getProperty("temper.shared", "../shared"), "data", "bfcl");
  private static final PythonValue OTHER_TEXT = new PythonValue.Str("no such value");

  private final BfclVerifier verifier = new BfclVerifier();

  private static List<BfclTask> tasks(String category) {
    Path questions = DATA.resolve("BFCL_v4_" + category + ".json.gz");
    assumeTrue(Files.exists(questions), "skipped: the shared data are not here");
    return category.equals("irrelevance")
        ? BfclTask.readWithoutAnswers(questions)
        : BfclTask.read(
            questions, DATA.resolve("possible_answer-BFCL_v4_" + category + ".json.gz"));
  }

  @ParameterizedTest
  @CsvSource({
    "simple_python, 400",
    "simple_java, 100",
    "multiple, 200",
    "parallel, 200",
    "parallel_multiple, 200"
  })
  void possibleAnswersPassAndMutatedOnesFail(String category, int count) {
    List<BfclTask> tasks = tasks(category);
    assertThat(tasks).hasSize(count);
    int passed = 0;
    int mutated = 0;
    for (BfclTask task : tasks) {
      assertThat(task.category()).isEqualTo(category);
      for (List<FunctionCall> calls : answers(task)) {
        assertThat(verifier.verify(task, text(task, calls)))
            .as("%s: %s", task.key(), text(task, calls))
            .isInstanceOf(Verdict.Passed.class);
        passed++;
      }
      for (List<FunctionCall> calls : mutations(task)) {
        assertThat(verifier.verify(task, text(task, calls)))
            .as("%s: %s", task.key(), text(task, calls))
            .isInstanceOf(Verdict.Failed.class);
        mutated++;
      }
    }
    System.out.printf(
        "BFCL %s: %d tasks, %d answers pass, %d mutated ones fail%n",
        category, count, passed, mutated);
  }

  @Test
  void wordsPassWhereNoFunctionHelpsAndCallsFail() {
    List<BfclTask> tasks = tasks("irrelevance");
    assertThat(tasks).hasSize(240);
    for (BfclTask task : tasks) {
      String name = task.functions().get(0).path("name").asText();
      assertThat(verifier.verify(task, "None of the functions can be used."))
          .isInstanceOf(Verdict.Passed.class);
      assertThat(verifier.verify(task, "[" + name + "(a=1)]")).isInstanceOf(Verdict.Failed.class);
    }
  }

  /** Each allowed value of each argument once, the others at their first; and all optional out. */
  private static List<List<FunctionCall>> answers(BfclTask task) {
    List<List<FunctionCall>> answers = new ArrayList<>();
    List<FunctionCall> first = task.answers().stream().map(p -> first(task, p)).toList();
    answers.add(first);
    answers.add(
        task.answers().stream()
            .map(
                possible -> {
                  Map<String, PythonValue> given =
                      new LinkedHashMap<>(first(task, possible).arguments());
                  FunctionSignature signature = signature(task, possible);
                  given
                      .keySet()
                      .removeIf(p -> isOptional(possible, p) && !signature.required().contains(p));
                  return new FunctionCall(possible.name(), given);
                })
            .toList());
    for (int i = 0; i < first.size(); i++) {
      PossibleCall possible = task.answers().get(i);
      for (String parameter : first.get(i).arguments().keySet()) {
        for (PythonValue value : values(possible, parameter)) {
          answers.add(with(first, i, parameter, value));
        }
      }
    }
    return answers;
  }

  private static List<List<FunctionCall>> mutations(BfclTask task) {
    List<List<FunctionCall>> mutations = new ArrayList<>();
    List<FunctionCall> first = task.answers().stream().map(p -> first(task, p)).toList();
    for (int i = 0; i < first.size(); i++) {
      PossibleCall possible = task.answers().get(i);
      for (Map.Entry<String, PythonValue> argument : first.get(i).arguments().entrySet()) {
        mutations.add(with(first, i, argument.getKey(), mutated(argument.getValue())));
        if (!isOptional(possible, argument.getKey())
            || signature(task, possible).required().contains(argument.getKey())) {
          Map<String, PythonValue> given = new LinkedHashMap<>(first.get(i).arguments());
          given.remove(argument.getKey());
          mutations.add(replaced(first, i, new FunctionCall(possible.name(), given)));
        }
      }
      mutations.add(with(first, i, "unknown_parameter", OTHER_TEXT));
      mutations.add(replaced(first, i, new FunctionCall("other_name", first.get(i).arguments())));
    }
    mutations.add(List.of());
    List<FunctionCall> more = new ArrayList<>(first);
    more.add(first.get(0));
    mutations.add(more);
    return mutations;
  }

  private static PythonValue mutated(PythonValue value) {
    if (value instanceof PythonValue.Int number) {
      return new PythonValue.Int(number.value().add(BigInteger.valueOf(987_654_321)));
    }
    if (value instanceof PythonValue.Floating number) {
      return new PythonValue.Floating(number.value() + 12_345.5);
    }
    if (value instanceof Items items) {
      List<PythonValue> longer = new ArrayList<>(items.values());
      longer.add(OTHER_TEXT);
      return new Items(ValueType.LIST, longer);
    }
    if (value instanceof PythonValue.Dict dict) {
      Map<String, PythonValue> more = new LinkedHashMap<>(dict.values());
      more.put("unknown_key", OTHER_TEXT);
      return new PythonValue.Dict(more);
    }
    return OTHER_TEXT;
  }

  private static FunctionSignature signature(BfclTask task, PossibleCall possible) {
    return requireNonNull(task.signatures().get(possible.name()));
  }

  /** Each argument at its first value; two of the data's optional ones are of no parameter. */
  private static FunctionCall first(BfclTask task, PossibleCall possible) {
    Map<String, PythonValue> given = new LinkedHashMap<>();
    possible.allowed().keySet().stream()
        .filter(parameter -> !values(possible, parameter).isEmpty())
        .filter(parameter -> signature(task, possible).parameters().containsKey(parameter))
        .forEach(parameter -> given.put(parameter, values(possible, parameter).get(0)));
    return new FunctionCall(possible.name(), given);
  }

  private static boolean isOptional(PossibleCall possible, String parameter) {
    return CallMatch.isOptional(possible.allowed().getOrDefault(parameter, List.of()));
  }

  private static List<PythonValue> values(PossibleCall possible, String parameter) {
    return possible.allowed().getOrDefault(parameter, List.of()).stream()
        .filter(value -> !value.isEqualTo(new PythonValue.Str("")))
        .map(BfclDataTest::chosen)
        .toList();
  }

  /** In a dictionary the first value that is allowed for each key. */
  private static PythonValue chosen(PythonValue value) {
    if (value instanceof PythonValue.Dict dict) {
      Map<String, PythonValue> chosen = new LinkedHashMap<>();
      dict.values()
          .forEach(
              (key, choices) ->
                  chosen.put(
                      key, choices instanceof Items items ? items.values().get(0) : choices));
      return new PythonValue.Dict(chosen);
    }
    return value instanceof Items items
        ? new Items(ValueType.LIST, items.values().stream().map(BfclDataTest::chosen).toList())
        : value;
  }

  private static List<FunctionCall> with(
      List<FunctionCall> calls, int index, String parameter, PythonValue value) {
    Map<String, PythonValue> given = new LinkedHashMap<>(calls.get(index).arguments());
    given.put(parameter, value);
    return replaced(calls, index, new FunctionCall(calls.get(index).name(), given));
  }

  private static List<FunctionCall> replaced(
      List<FunctionCall> calls, int index, FunctionCall call) {
    List<FunctionCall> replaced = new ArrayList<>(calls);
    replaced.set(index, call);
    return replaced;
  }

  private static String text(BfclTask task, List<FunctionCall> calls) {
    return calls.stream()
        .map(
            call ->
                call.arguments().entrySet().stream()
                    .map(e -> e.getKey() + "=" + text(task, call.name(), e))
                    .collect(Collectors.joining(", ", call.name() + "(", ")")))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String text(BfclTask task, String function, Map.Entry<String, PythonValue> e) {
    if (!task.category().contains("java")) {
      return python(e.getValue());
    }
    FunctionSignature signature = task.signatures().get(function);
    ParameterType type = signature == null ? null : signature.parameters().get(e.getKey());
    return type == null
        ? java(e.getValue(), "any", "any")
        : java(e.getValue(), type.name(), type.elements().orElse("any"));
  }

  private static String python(PythonValue value) {
    if (value instanceof PythonValue.Str text) {
      return "'"
          + text.value().replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
          + "'";
    }
    if (value instanceof PythonValue.Int number) {
      return number.value().toString();
    }
    if (value instanceof PythonValue.Floating number) {
      return Double.toString(number.value());
    }
    if (value instanceof PythonValue.Bool truth) {
      return truth.value() ? "True" : "False";
    }
    if (value instanceof Items items) {
      return items.values().stream()
          .map(BfclDataTest::python)
          .collect(Collectors.joining(", ", "[", "]"));
    }
    return value instanceof PythonValue.Dict dict
        ? dict.values().entrySet().stream()
            .map(e -> python(new PythonValue.Str(e.getKey())) + ": " + python(e.getValue()))
            .collect(Collectors.joining(", ", "{", "}"))
        : "None";
  }

  private static String java(PythonValue value, String type, String elementType) {
    if (value instanceof PythonValue.Str text) {
      return "\"" + text.value() + "\"";
    }
    if (value instanceof PythonValue.Int number) {
      return number.value() + (type.equals("long") ? "L" : "");
    }
    if (value instanceof PythonValue.Bool truth) {
      return Boolean.toString(truth.value());
    }
    if (value instanceof Items items) {
      String elements =
          items.values().stream()
              .map(v -> java(v, elementType, "any"))
              .collect(Collectors.joining(", "));
      return type.equals("Array")
          ? "new Object[]{" + elements + "}"
          : "new ArrayList<>(Arrays.asList(" + elements + "))";
    }
    return value instanceof PythonValue.Dict dict
        ? dict.values().entrySet().stream()
            .map(e -> " put(\"" + e.getKey() + "\", " + java(e.getValue(), "any", "any") + ");")
            .collect(Collectors.joining("", "new HashMap<String, Object>() {{", " }}"))
        : python(value);
  }
}
