package org.temper.environments.traces;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.temper.api.Excerpt;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.Segment;
import org.temper.api.rollouts.Verdict;
import org.temper.api.rollouts.Verifier;
import org.temper.environments.Task;
import org.temper.environments.procedural.ProceduralTasks;
import org.temper.environments.procedural.TaskFamily;
import org.temper.environments.sql.SqlTasks;
import org.temper.environments.toolbox.ToolboxTasks;
import org.temper.environments.tools.EpisodeRewards;

/**
 * A judge of traces of generated tasks, each of which is made again from its key: those of {@link
 * SqlTasks}, {@link ToolboxTasks} and {@link ProceduralTasks}. The verdict is that of the family's
 * own verifier on the policy's answer. An episode of the first two is worth 1 where it passes and 0
 * where it does not, which is the reward that their environments give. Of an episode that broke
 * nothing is said.
 */
public final class GeneratedTaskJudge implements Function<Trace, Judgment> {

  /** What an episode of a family is worth. */
  private enum Worth {
    /** What its environment gives. */
    BY_VERDICT,
    /** What the caller's rewards give, which nobody knows here. */
    UNKNOWN
  }

  /** How an answer to the task of a key is checked. */
  private record Family(BiFunction<String, String, Verdict> check, Worth worth) {
    static <T> Family of(Function<String, Task<T>> named, Verifier<T> verifier, Worth worth) {
      return new Family((key, answer) -> verifier.verify(named.apply(key).data(), answer), worth);
    }
  }

  private static final ImmutableMap<String, Family> FAMILIES = families();

  /** A judge. */
  public GeneratedTaskJudge() {}

  private static ImmutableMap<String, Family> families() {
    ImmutableMap.Builder<String, Family> families = ImmutableMap.builder();
    families.put(
        SqlTasks.FAMILY, Family.of(SqlTasks::named, SqlTasks.verifier(), Worth.BY_VERDICT));
    families.put(
        ToolboxTasks.FAMILY,
        Family.of(ToolboxTasks::named, ToolboxTasks.verifier(), Worth.BY_VERDICT));
    Family puzzles = Family.of(ProceduralTasks::named, ProceduralTasks.verifier(), Worth.UNKNOWN);
    for (TaskFamily family : ProceduralTasks.families()) {
      families.put(family.name(), puzzles);
    }
    return families.buildOrThrow();
  }

  /**
   * Whether a key is of a family that can be judged.
   *
   * @param key a task's key
   * @return whether its family is known
   */
  public static boolean knows(String key) {
    return FAMILIES.containsKey(family(key));
  }

  private static String family(String key) {
    return Splitter.on('/').split(key).iterator().next();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the trace's key is not of a generated task
   */
  @Override
  public Judgment apply(Trace trace) {
    String key = trace.key().task();
    Family family = FAMILIES.get(family(key));
    if (family == null) {
      throw new IllegalArgumentException(
          "task: expected the key of a generated task, of "
              + String.join(", ", FAMILIES.keySet())
              + ", got "
              + Excerpt.of(key));
    }
    if (trace.trajectory().ending().kind() == Ending.Kind.FAILED) {
      return Judgment.none();
    }
    Verdict verdict = family.check().apply(key, trace.transcript().answer());
    if (family.worth() == Worth.UNKNOWN || wasCutOff(trace)) {
      return Judgment.of(verdict);
    }
    double reward = verdict instanceof Verdict.Passed ? 1 : 0;
    return new Judgment(
        Optional.of(verdict),
        new EpisodeRewards(ImmutableMap.of(EpisodeRewards.OWN, reward), OptionalDouble.of(reward)));
  }

  /** Whether rollouts cut an episode off, which does not ask its environment for a reward. */
  private static boolean wasCutOff(Trace trace) {
    return trace.trajectory().ending().reason().equals(Ending.LENGTH)
        && trace.rewards().byName().isEmpty()
        && trace.trajectory().segments().stream().noneMatch(GeneratedTaskJudge::isRewarded);
  }

  private static boolean isRewarded(Segment segment) {
    return segment instanceof Segment.Action action && action.reward().isPresent();
  }
}
