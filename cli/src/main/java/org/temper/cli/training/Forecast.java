package org.temper.cli.training;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.temper.algorithms.metrics.MetricLine;
import org.temper.algorithms.metrics.MetricSink;
import org.temper.models.decoder.DecoderConfig;

/**
 * A metric sink that says what a run will do and need, once it is sure to start.
 *
 * @param terminal where it is said
 * @param lines what is said, one after the other
 */
public record Forecast(PrintWriter terminal, List<String> lines) implements MetricSink {

  /** Copies the lines. */
  public Forecast {
    lines = List.copyOf(lines);
  }

  @Override
  public void start(Start start) {
    say();
  }

  /** Says it at once. */
  public void say() {
    lines.forEach(terminal::println);
    terminal.flush();
  }

  @Override
  public void record(MetricLine line) {}

  /**
   * A line on a model.
   *
   * @param config its shape
   * @return its size
   */
  public static String model(DecoderConfig config) {
    return String.format(
        Locale.ROOT,
        "model: %,d parameters, context %,d tokens",
        config.parameterCount(),
        config.maxLength());
  }

  /**
   * A line on memory.
   *
   * @param memory what is expected
   * @param tokens tokens of the largest micro-batch
   * @return the peak, and why it is more than there is or than was asked for, and what to do then
   */
  public static String memory(MemoryForecast memory, long tokens) {
    double peak = memory.peak(tokens);
    double available = MemoryForecast.available();
    String excess = "";
    if (peak > available) {
      excess =
          ": expect to run out of it; fewer tokens at once, --max-length and --memory take less";
    } else if (peak > memory.limit()) {
      excess =
          String.format(
              ": more than the %s of --memory, since an example is computed in one piece;"
                  + " fewer tokens at once and --max-length take less",
              MemoryForecast.describe(memory.limit()));
    }
    return String.format(
        "memory: about %s at the peak; %s are free%s",
        MemoryForecast.describe(peak), MemoryForecast.describe(available), excess);
  }
}
