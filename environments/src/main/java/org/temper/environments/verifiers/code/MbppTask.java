package org.temper.environments.verifiers.code;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.temper.data.JsonRecord;
import org.temper.data.JsonlReader;

/**
 * A task of MBPP: what a Python function has to do, and assertions about it.
 *
 * @param key its {@code task_id}
 * @param text what is asked
 * @param solution code that is right
 * @param setup what the assertions need, may be empty
 * @param tests assertions, one of them at least
 */
public record MbppTask(String key, String text, String solution, String setup, List<String> tests) {
  private static final String BEGIN = "[BEGIN]";
  private static final String DONE = "[DONE]";

  /** Copies the assertions. */
  public MbppTask {
    tests = ImmutableList.copyOf(tests);
  }

  /**
   * Reads tasks.
   *
   * @param file one JSON object a line, gzip or not, in the fields of the whole data ({@code text},
   *     {@code test_setup_code}) or of the sanitized ones ({@code prompt}, {@code test_imports})
   * @return the tasks, in the order of the file
   * @throws IllegalArgumentException if the file is malformed
   */
  public static List<MbppTask> read(Path file) {
    return JsonlReader.read(file, MbppTask::of);
  }

  private static MbppTask of(JsonRecord record) {
    List<String> fields = record.fields();
    Stream<String> setup =
        Stream.concat(
            fields.contains("test_imports") ? record.texts("test_imports").stream() : Stream.of(),
            fields.contains("test_setup_code")
                ? Stream.of(record.text("test_setup_code"))
                : Stream.of());
    List<String> tests = record.texts("test_list");
    if (tests.isEmpty()) {
      throw record.malformed("test_list", "expected at least one assertion, got none");
    }
    return new MbppTask(
        record
            .json("task_id")
            .map(id -> id.asText())
            .filter(id -> !id.isBlank())
            .orElseThrow(() -> record.malformed("task_id", "expected a number, got nothing")),
        record.text(fields.contains("text") ? "text" : "prompt"),
        record.text("code"),
        setup.collect(Collectors.joining("\n")),
        tests);
  }

  /**
   * The program that checks a completion: the setup, the code, the assertions.
   *
   * @param completion code, also in a code fence or between {@code [BEGIN]} and {@code [DONE]}
   * @return Python
   */
  String program(String completion) {
    int begin = completion.indexOf(BEGIN);
    String code =
        CodeBlocks.of(
            begin < 0 ? completion : completion.substring(begin + BEGIN.length()), "def ");
    int done = code.indexOf(DONE);
    return setup
        + "\n"
        + (done < 0 ? code : code.substring(0, done)).strip()
        + "\n"
        + String.join("\n", tests);
  }
}
