package org.temper.environments.verifiers.code;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.temper.api.rollouts.Verdict;
import org.temper.api.rollouts.Verifier;
import org.temper.environments.sandbox.Language;
import org.temper.environments.sandbox.Program;
import org.temper.environments.sandbox.RunLimits;
import org.temper.environments.sandbox.RunResult;
import org.temper.environments.sandbox.Sandbox;
import org.temper.environments.sandbox.SandboxException;

/**
 * Verifiers of programs by the tests of their task, which run in a sandbox. A program that is
 * wrong, crashes or runs into a limit failed; where the sandbox fails, nothing can be said.
 */
public final class CodeVerifiers {
  private static final Pattern NUMERAL = Pattern.compile("[+-]?\\d{1,40}(?:\\.\\d{1,40})?");

  private static final Splitter SPACE = Splitter.on(CharMatcher.whitespace()).omitEmptyStrings();

  private CodeVerifiers() {}

  /**
   * A verifier of completions of HumanEval's functions, whose program is the prompt, the completion
   * and the tests in one. Of a completion with code fences the first block that defines the
   * function is taken, else the first; a fence that only closes ends the code.
   *
   * @param sandbox where programs run; the caller closes it
   * @param limits what a program may use
   * @return the verifier
   * @see <a href="https://arxiv.org/abs/2107.03374">Chen et al. 2021, section 2</a>
   */
  public static Verifier<HumanEvalTask> humanEval(Sandbox sandbox, RunLimits limits) {
    return (task, completion) -> PythonScript.run(sandbox, limits, task.program(completion));
  }

  /**
   * A verifier of MBPP's functions, whose program is the completion and the assertions; of a
   * completion with code fences or between {@code [BEGIN]} and {@code [DONE]}, what is in them.
   *
   * @param sandbox where programs run; the caller closes it
   * @param limits what a program may use
   * @return the verifier
   * @see <a href="https://arxiv.org/abs/2108.07732">Austin et al. 2021</a>
   */
  public static Verifier<MbppTask> mbpp(Sandbox sandbox, RunLimits limits) {
    return (task, completion) -> PythonScript.run(sandbox, limits, task.program(completion));
  }

  /**
   * A verifier of programs that read and write: each case has to end with exit status 0 and what it
   * should write, line by line, space at either end of a line and empty lines at either end of the
   * whole left out; lines of numbers are equal where their numbers are, as 1 and 1.0.
   *
   * @param sandbox where programs run; the caller closes it
   * @param language what programs are written in
   * @param limits what a program may use in each case
   * @return the verifier
   */
  public static Verifier<InputOutputTask> inputOutput(
      Sandbox sandbox, Language language, RunLimits limits) {
    return (task, completion) -> {
      String source = CodeBlocks.of(completion, "");
      if (source.indexOf('\0') >= 0) {
        return new Verdict.Failed("expected a program, got a NUL character in it");
      }
      try {
        for (int i = 0; i < task.cases().size(); i++) {
          Optional<String> problem =
              problem(
                  sandbox,
                  new Program(language, source, task.cases().get(i).input(), limits),
                  task.cases().get(i).output());
          if (problem.isPresent()) {
            return new Verdict.Failed("case " + (i + 1) + ": " + problem.get());
          }
        }
        return new Verdict.Passed();
      } catch (SandboxException e) {
        return new Verdict.Unverified("the sandbox failed: " + e.getMessage());
      }
    };
  }

  private static Optional<String> problem(Sandbox sandbox, Program program, String expected) {
    RunResult result = sandbox.run(program);
    if (!result.succeeded()) {
      return Optional.of(PythonScript.reason(result));
    }
    List<String> wanted = expected.strip().lines().map(String::strip).toList();
    List<String> written = result.output().strip().lines().map(String::strip).toList();
    boolean same = wanted.size() == written.size();
    for (int i = 0; same && i < wanted.size(); i++) {
      same = sameLine(wanted.get(i), written.get(i));
    }
    return same ? Optional.empty() : Optional.of("another output");
  }

  private static boolean sameLine(String wanted, String written) {
    if (wanted.equals(written)) {
      return true;
    }
    List<String> numbers = SPACE.splitToList(wanted);
    List<String> others = SPACE.splitToList(written);
    boolean same = numbers.size() == others.size();
    for (int i = 0; same && i < numbers.size(); i++) {
      same =
          NUMERAL.matcher(numbers.get(i)).matches()
              && NUMERAL.matcher(others.get(i)).matches()
              && new BigDecimal(numbers.get(i)).compareTo(new BigDecimal(others.get(i))) == 0;
    }
    return same;
  }
}
