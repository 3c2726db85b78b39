package org.temper.environments.ifeval;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.temper.api.rollouts.Verdict;

/**
 * Findings on a response: whether it follows each instruction of its task.
 *
 * @param task the task
 * @param strict a verdict of each instruction on the response as it is
 * @param loose a verdict of each instruction on the response and its seven variants
 */
public record IfevalResult(IfevalTask task, List<Verdict> strict, List<Verdict> loose) {

  /**
   * Copies the verdicts.
   *
   * @throws IllegalArgumentException if there is not one verdict an instruction
   */
  public IfevalResult {
    strict = ImmutableList.copyOf(strict);
    loose = ImmutableList.copyOf(loose);
    int instructions = task.instructions().size();
    checkArgument(
        strict.size() == instructions && loose.size() == instructions,
        "verdicts: expected %s, one an instruction, got %s strict and %s loose ones",
        instructions,
        strict.size(),
        loose.size());
  }

  /**
   * Whether all instructions are followed by the response as it is.
   *
   * @return failed where one failed, else unverified where one is, else passed
   */
  public Verdict allStrict() {
    return all(strict);
  }

  /**
   * Whether all instructions are followed by a variant of the response.
   *
   * @return failed where one failed, else unverified where one is, else passed
   */
  public Verdict allLoose() {
    return all(loose);
  }

  static Verdict all(List<Verdict> verdicts) {
    return verdicts.stream()
        .filter(Verdict.Failed.class::isInstance)
        .findFirst()
        .or(() -> verdicts.stream().filter(Verdict.Unverified.class::isInstance).findFirst())
        .orElseGet(Verdict.Passed::new);
  }
}
