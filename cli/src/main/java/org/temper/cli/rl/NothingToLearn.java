package org.temper.cli.rl;

import java.io.PrintWriter;
import org.temper.algorithms.metrics.MetricLine;
import org.temper.algorithms.metrics.MetricSink;

/**
 * A metric sink that warns, once each, where iterations go by in which nothing can be learned: all
 * rewards of every group are equal, or every completion is cut off.
 */
final class NothingToLearn implements MetricSink {
  private static final int PATIENCE = 3;

  private final PrintWriter terminal;
  private final Causes causes;
  private int alike;
  private int cutOff;

  /**
   * The likely causes.
   *
   * @param unrewarded of rewards that are all 0 or below, as a sentence without its end
   * @param cutOff what it is that was cut off, and why
   */
  record Causes(String unrewarded, String cutOff) {}

  /**
   * A watch.
   *
   * @param terminal where warnings go
   * @param causes the likely causes
   */
  NothingToLearn(PrintWriter terminal, Causes causes) {
    this.terminal = terminal;
    this.causes = causes;
  }

  @Override
  public void record(MetricLine line) {
    if (line.kind() != MetricLine.Kind.TRAINING) {
      return;
    }
    alike =
        value(line, "reward_deviation") == 0 || value(line, "groups_without_variance") == 1
            ? alike + 1
            : 0;
    cutOff = value(line, "truncated") == 1 ? cutOff + 1 : 0;
    if (alike == PATIENCE) {
      double reward = value(line, "raw_reward");
      warn(
          "all completions of each prompt had the same reward, on average "
              + reward
              + ", so that nothing can be learned from comparing them. "
              + (reward > 0
                  ? "Are the tasks too easy, or the --temperature too low?"
                  : causes.unrewarded()));
    }
    if (cutOff == PATIENCE) {
      warn(causes.cutOff());
    }
  }

  private static double value(MetricLine line, String metric) {
    return line.values().getOrDefault(metric, Double.NaN);
  }

  private void warn(String what) {
    terminal.println();
    terminal.println("warning: in the last " + PATIENCE + " iterations " + what);
    terminal.flush();
  }
}
