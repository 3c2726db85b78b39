package org.temper.data;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A question with several solutions that were found right or wrong, as the GSM8K data set gives
 * them: a field named question, and any number of fields that each hold an object of is_correct, a
 * truth value, and solution, a text.
 *
 * @param question the question
 * @param solutions its solutions, in the order of the file
 */
public record LabeledSolutions(String question, List<Solution> solutions) {

  /** Copies the solutions. */
  public LabeledSolutions {
    solutions = ImmutableList.copyOf(solutions);
  }

  /**
   * A solution and its label.
   *
   * @param source who wrote it: the field's name
   * @param correctness what was found
   * @param text the solution
   */
  public record Solution(String source, Correctness correctness, String text) {}

  /** What was found of a solution. */
  public enum Correctness {
    /** It is right. */
    CORRECT,
    /** It is wrong. */
    INCORRECT
  }

  /**
   * Reads questions with their solutions.
   *
   * @param file one JSON object a line, gzip or not
   * @return the questions, at least one, also those without any solution
   * @throws IllegalArgumentException as {@link JsonlReader#read} does
   */
  public static List<LabeledSolutions> read(Path file) {
    return JsonlReader.read(file, LabeledSolutions::of);
  }

  /** The solutions that a record holds. */
  static LabeledSolutions of(JsonRecord record) {
    return new LabeledSolutions(
        record.text("question"),
        record.fields().stream()
            .filter(record::isObject)
            .map(field -> solution(field, record.object(field)))
            .toList());
  }

  /** Whether a record looks like a question with solutions. */
  static boolean isOne(JsonRecord record) {
    return record.fields().contains("question")
        && record.fields().stream()
            .filter(record::isObject)
            .anyMatch(field -> record.object(field).fields().contains("is_correct"));
  }

  /**
   * A correct solution preferred to an incorrect one.
   *
   * @return the first of each kind, where there are both kinds
   */
  public Optional<Preference> preference() {
    return first(Correctness.CORRECT)
        .flatMap(
            chosen ->
                first(Correctness.INCORRECT)
                    .map(rejected -> new Preference(question, chosen.text(), rejected.text())));
  }

  private Optional<Solution> first(Correctness correctness) {
    return solutions.stream().filter(s -> s.correctness() == correctness).findFirst();
  }

  private static Solution solution(String field, JsonRecord record) {
    return new Solution(
        field,
        record.flag("is_correct") ? Correctness.CORRECT : Correctness.INCORRECT,
        record.text("solution"));
  }
}
