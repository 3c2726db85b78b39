package org.temper.environments.verifiers.code;

import java.nio.file.Path;
import java.util.List;
import org.temper.data.JsonRecord;
import org.temper.data.JsonlReader;

/**
 * A task of HumanEval: the beginning of a Python function, to be completed.
 *
 * @param key its {@code task_id}
 * @param prompt the program up to the function's docstring
 * @param entryPoint the function's name
 * @param solution a body that is right
 * @param test a program that defines {@code check(candidate)}
 */
public record HumanEvalTask(
    String key, String prompt, String entryPoint, String solution, String test) {

  /**
   * Reads tasks.
   *
   * @param file one JSON object a line, gzip or not, as the benchmark's authors publish it
   * @return the tasks, in the order of the file
   * @throws IllegalArgumentException if the file is malformed
   */
  public static List<HumanEvalTask> read(Path file) {
    return JsonlReader.read(file, HumanEvalTask::of);
  }

  private static HumanEvalTask of(JsonRecord record) {
    return new HumanEvalTask(
        record.text("task_id"),
        record.text("prompt"),
        record.text("entry_point"),
        record.text("canonical_solution"),
        record.text("test"));
  }

  /**
   * The program that checks a completion: the prompt, the code, the tests and their call.
   *
   * @param completion the rest of the function, or text with the whole function in a code fence
   * @return Python
   */
  String program(String completion) {
    String definition = "def " + entryPoint;
    String code = CodeBlocks.of(completion, definition);
    // A function that is whole replaces the one that the prompt begins, whose helpers it may use.
    boolean whole = code.lines().anyMatch(line -> line.startsWith(definition + "("));
    return prompt + (whole ? "\n" : "") + code + "\n" + test + "\ncheck(" + entryPoint + ")";
  }
}
