package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.Map;
import picocli.CommandLine;

/**
 * What a recipe did when it was started from the command line.
 *
 * @param code its exit code
 * @param out what it printed
 * @param err what it complained of
 */
record Run(int code, String out, String err) {

  /** Runs these words; a list among them stands for what it holds. */
  static Run of(Object... args) {
    return in(System.getenv(), args);
  }

  /** The same where these are the environment's variables. */
  static Run in(Map<String, String> environment, Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine =
        Launcher.commandLine(environment).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    String[] texts = Arrays.stream(Words.flat(args)).map(Object::toString).toArray(String[]::new);
    int code = commandLine.execute(texts);
    return new Run(code, out.toString(), err.toString());
  }

  Run succeeds() {
    assertThat(err).isEmpty();
    assertThat(code).isZero();
    return this;
  }

  void failsWith(String message) {
    assertThat(err.lines()).hasSize(1);
    assertThat(err).startsWith("error: ").contains(message);
    assertThat(code).isEqualTo(2);
    assertThat(out).isEmpty();
  }
}
