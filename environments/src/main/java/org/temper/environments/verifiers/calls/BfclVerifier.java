package org.temper.environments.verifiers.calls;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.temper.api.rollouts.Verdict;
import org.temper.api.rollouts.Verifier;

/**
 * A verifier of function calls by the rules of the Berkeley Function Calling Leaderboard's checker
 * of syntax trees, version 3 and 4: the name, all required arguments and no unknown one, each value
 * of its declared type and one of those allowed; several calls in any order; no call at all where
 * no function helps. Calls are read in Python's syntax, else in JSON; those of the category {@code
 * simple_java} in Java's, else in JSON.
 *
 * <p>Text is compared without case, spaces and the marks {@code , . / - _ * ^}; single quotes are
 * double ones. A whole number is taken where a float is declared, but not within a list that has to
 * be given.
 *
 * @see <a href="https://openreview.net/forum?id=2GmDdhBdDk">Patil et al. 2025, The Berkeley
 *     Function Calling Leaderboard</a>
 */
public final class BfclVerifier implements Verifier<BfclTask> {

  /** A verifier; it has no state. */
  public BfclVerifier() {}

  @Override
  public Verdict verify(BfclTask task, String completion) {
    boolean java = task.category().contains("java");
    List<FunctionCall> calls;
    try {
      calls = read(completion, java);
    } catch (MalformedCallsException e) {
      return task.category().endsWith("irrelevance")
          ? new Verdict.Passed()
          : new Verdict.Failed(String.valueOf(e.getMessage()));
    }
    if (task.answers().isEmpty()) {
      return calls.isEmpty() == task.category().endsWith("irrelevance")
          ? new Verdict.Passed()
          : new Verdict.Failed(calls.isEmpty() ? "expected a call" : "expected no call, got one");
    }
    if (calls.size() != task.answers().size()) {
      return new Verdict.Failed(
          "expected %s calls, got %s".formatted(task.answers().size(), calls.size()));
    }
    return problem(task, calls, java ? CallTypes.JAVA : CallTypes.PYTHON)
        .<Verdict>map(Verdict.Failed::new)
        .orElseGet(Verdict.Passed::new);
  }

  private static List<FunctionCall> read(String text, boolean java) throws MalformedCallsException {
    try {
      return java ? JavaCalls.parse(text) : PythonCalls.parse(text);
    } catch (MalformedCallsException inSyntax) {
      String start = text.strip();
      if (start.startsWith("{") || start.startsWith("[") || start.startsWith("```")) {
        try {
          return JsonCalls.parse(text);
        } catch (MalformedCallsException inJson) {
          throw inSyntax;
        }
      }
      throw inSyntax;
    }
  }

  /** Each possible call takes the first call that fits and is left. */
  private static Optional<String> problem(
      BfclTask task, List<FunctionCall> calls, CallTypes types) {
    Map<String, FunctionSignature> signatures = task.signatures();
    List<FunctionCall> left = new ArrayList<>(calls);
    for (PossibleCall possible : task.answers()) {
      FunctionSignature signature = requireNonNull(signatures.get(possible.name()));
      Optional<String> problem = Optional.empty();
      boolean found = false;
      for (int i = 0; i < left.size() && !found; i++) {
        problem = CallMatch.problem(signature, left.get(i), possible, types);
        if (problem.isEmpty()) {
          left.remove(i);
          found = true;
        }
      }
      if (!found) {
        return problem;
      }
    }
    return Optional.empty();
  }
}
