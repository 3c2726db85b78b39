package org.temper.cli.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.temper.environments.ifeval.Accuracy;
import org.temper.environments.ifeval.IfevalReport;
import org.temper.environments.ifeval.IfevalReport.Level;
import org.temper.environments.ifeval.IfevalResult;

/** IFEval's own accuracies, as JSON. */
final class IfevalFigures {
  private IfevalFigures() {}

  /**
   * Adds {@code prompt_strict}, {@code prompt_loose}, {@code instruction_strict} and {@code
   * instruction_loose}, each null where nothing could be checked, and {@code types}, both
   * accuracies over the instructions of each type with their number and how many of them could not
   * be checked.
   */
  static void put(ObjectNode figures, List<IfevalResult> results) {
    IfevalReport report = IfevalReport.of(results);
    put(figures, "prompt_", report.prompts());
    put(figures, "instruction_", report.instructions());
    ObjectNode types = figures.putObject("types");
    report
        .byType()
        .forEach(
            (type, level) -> {
              Accuracy strict = level.strict();
              ObjectNode row = types.putObject(type.id());
              row.put("instructions", strict.passed() + strict.failed() + strict.unverified());
              row.put("unverified", strict.unverified());
              put(row, "", level);
            });
  }

  private static void put(ObjectNode figures, String prefix, Level level) {
    put(figures, prefix + "strict", level.strict());
    put(figures, prefix + "loose", level.loose());
  }

  private static void put(ObjectNode figures, String name, Accuracy accuracy) {
    accuracy
        .value()
        .ifPresentOrElse(value -> figures.put(name, value), () -> figures.putNull(name));
  }
}
