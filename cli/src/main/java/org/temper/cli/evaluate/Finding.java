package org.temper.cli.evaluate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Ascii;
import java.util.Optional;
import org.temper.api.rollouts.Verdict;
import org.temper.environments.ifeval.IfevalResult;

/**
 * The finding of a check of a completion.
 *
 * @param verdict whether it is right; of IFEval, whether it follows all instructions strictly
 * @param instructions of IFEval, what was found of each instruction
 */
public record Finding(Verdict verdict, Optional<IfevalResult> instructions) {

  /** What a verifier found. */
  static Finding of(Verdict verdict) {
    return new Finding(verdict, Optional.empty());
  }

  /** What was found of instructions. */
  static Finding of(IfevalResult result) {
    return new Finding(result.allStrict(), Optional.of(result));
  }

  /**
   * Writes the finding.
   *
   * @param line takes {@code verdict} and, unless it passed, {@code reason}; of instructions {@code
   *     strict} and {@code loose}, and {@code instructions}, a list with both of each
   * @return the line
   */
  public ObjectNode writeTo(ObjectNode line) {
    line.put("verdict", label(verdict));
    reason(verdict).ifPresent(reason -> line.put("reason", reason));
    instructions.ifPresent(
        result -> {
          put(line, result.allStrict(), result.allLoose());
          ArrayNode list = line.putArray("instructions");
          for (int i = 0; i < result.strict().size(); i++) {
            ObjectNode one = list.addObject();
            one.put("id", result.task().instructions().get(i).type().id());
            put(one, result.strict().get(i), result.loose().get(i));
          }
        });
    return line;
  }

  private static void put(ObjectNode line, Verdict strict, Verdict loose) {
    line.put("strict", label(strict)).put("loose", label(loose));
  }

  private static Optional<String> reason(Verdict verdict) {
    if (verdict instanceof Verdict.Failed failed) {
      return Optional.of(failed.reason());
    }
    return verdict instanceof Verdict.Unverified unverified
        ? Optional.of(unverified.reason())
        : Optional.empty();
  }

  /**
   * The name of a verdict.
   *
   * @param verdict any
   * @return {@code passed}, {@code failed} or {@code unverified}
   */
  public static String label(Verdict verdict) {
    return Ascii.toLowerCase(verdict.getClass().getSimpleName());
  }
}
