package org.temper.environments.verifiers.code;

import java.util.Locale;
import java.util.UUID;
import org.temper.api.Excerpt;
import org.temper.api.rollouts.Verdict;
import org.temper.environments.sandbox.Program;
import org.temper.environments.sandbox.RunLimits;
import org.temper.environments.sandbox.RunResult;
import org.temper.environments.sandbox.Sandbox;
import org.temper.environments.sandbox.SandboxException;

/**
 * A Python program that passes where it runs to its end without an exception, as HumanEval's
 * harness runs programs: in a namespace of its own, with what it prints left out. That it ran to
 * its end is told by a word that the program does not know, so that one that ends early does not
 * pass.
 */
final class PythonScript {
  private static final String RUN =
      """
      import os, sys
      told = sys.stdout
      sys.stdout = open(os.devnull, 'w')
      exec(compile(%s, 'completion.py', 'exec'), {})
      told.write('%s')
      told.flush()
      """;
  private static final int SHOWN = 200;

  private PythonScript() {}

  /** Runs a program. */
  static Verdict run(Sandbox sandbox, RunLimits limits, String source) {
    String word = UUID.randomUUID().toString();
    RunResult result;
    try {
      result = sandbox.run(Program.python(RUN.formatted(literal(source), word)).withLimits(limits));
    } catch (SandboxException e) {
      return new Verdict.Unverified("the sandbox failed: " + e.getMessage());
    }
    return result.succeeded() && result.output().endsWith(word)
        ? new Verdict.Passed()
        : new Verdict.Failed(reason(result));
  }

  /** Why a program did not run to its end. */
  static String reason(RunResult result) {
    if (result.limit().isPresent()) {
      return "limit: " + result.limit().get().name().toLowerCase(Locale.ROOT);
    }
    String last =
        result.errors().lines().reduce("", (before, line) -> line.isBlank() ? before : line);
    if (!last.isEmpty()) {
      return Excerpt.of(last, SHOWN);
    }
    return result.exit().isPresent() && result.exit().getAsInt() != 0
        ? "exit status " + result.exit().getAsInt()
        : "it ended before its tests did";
  }

  /** A text as a string of Python, in ASCII and without a line break. */
  static String literal(String text) {
    StringBuilder literal = new StringBuilder("'");
    text.codePoints()
        .forEach(
            c -> {
              if (c == '\\' || c == '\'') {
                literal.append('\\').append((char) c);
              } else if (c >= ' ' && c < 0x7f) {
                literal.append((char) c);
              } else {
                literal.append(String.format("\\U%08x", c));
              }
            });
    return literal.append('\'').toString();
  }
}
