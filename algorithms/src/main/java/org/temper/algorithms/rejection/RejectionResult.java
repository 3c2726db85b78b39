package org.temper.algorithms.rejection;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Map;
import org.temper.algorithms.metrics.MetricLine;

/**
 * The result of rejection sampling. The trainer holds the weights of the best round.
 *
 * @param rounds rounds that were made over all, those before a resume included
 * @param best the round with the best success on held-out tasks, of equals the first; 0 where no
 *     round was better than the weights before the first
 * @param lines what was recorded, by round: one line of its sampled episodes where there are some,
 *     and one of held-out tasks, from round 0 on
 */
public record RejectionResult(int rounds, int best, List<MetricLine> lines) {

  /** Copies. */
  public RejectionResult {
    lines = ImmutableList.copyOf(lines);
  }

  /**
   * Figures of held-out tasks.
   *
   * @return by round, from 0 on
   */
  public List<Map<String, Double>> evaluations() {
    return lines.stream()
        .filter(line -> line.kind() == MetricLine.Kind.EVALUATION)
        .map(MetricLine::values)
        .collect(toImmutableList());
  }
}
