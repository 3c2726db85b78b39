package org.temper.environments.ifeval;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import org.temper.api.rollouts.Verdict;

/**
 * IFEval's metrics of many responses. A prompt counts as followed if all its instructions are; at
 * the level of instructions each counts by itself.
 *
 * @param prompts over prompts
 * @param byType over instructions, of each kind that occurred
 */
public record IfevalReport(Level prompts, Map<InstructionType, Level> byType) {

  /** Copies the map. */
  public IfevalReport {
    byType = Maps.immutableEnumMap(byType);
  }

  /**
   * Both accuracies.
   *
   * @param strict of responses as they are
   * @param loose of responses and their variants
   */
  public record Level(Accuracy strict, Accuracy loose) {
    private static final Level NONE = new Level(Accuracy.NONE, Accuracy.NONE);

    private Level plus(Verdict strictly, Verdict loosely) {
      return new Level(strict.plus(strictly), loose.plus(loosely));
    }

    private Level plus(Level other) {
      return new Level(strict.plus(other.strict), loose.plus(other.loose));
    }
  }

  /**
   * The report of no response.
   *
   * @return nothing counted
   */
  public static IfevalReport empty() {
    return new IfevalReport(Level.NONE, Map.of());
  }

  /**
   * A report of results one after another, none of which is kept.
   *
   * @param results the results
   * @return the report
   */
  public static IfevalReport of(Iterable<IfevalResult> results) {
    IfevalReport report = empty();
    for (IfevalResult result : results) {
      report = report.plus(result);
    }
    return report;
  }

  /**
   * This report and one more result.
   *
   * @param result the result
   * @return a new report
   */
  public IfevalReport plus(IfevalResult result) {
    Map<InstructionType, Level> types = new EnumMap<>(InstructionType.class);
    types.putAll(byType);
    for (int i = 0; i < result.strict().size(); i++) {
      InstructionType type = result.task().instructions().get(i).type();
      types.put(
          type,
          types.getOrDefault(type, Level.NONE).plus(result.strict().get(i), result.loose().get(i)));
    }
    return new IfevalReport(prompts.plus(result.allStrict(), result.allLoose()), types);
  }

  /**
   * Both accuracies over instructions.
   *
   * @return of all kinds
   */
  public Level instructions() {
    return byType.values().stream().reduce(Level.NONE, Level::plus);
  }

  /**
   * Both accuracies over instructions by group.
   *
   * @return under the groups' names, such as {@code punctuation}
   */
  public NavigableMap<String, Level> byGroup() {
    return byType.entrySet().stream()
        .collect(
            ImmutableSortedMap.toImmutableSortedMap(
                String::compareTo, e -> e.getKey().group(), Map.Entry::getValue, Level::plus));
  }
}
