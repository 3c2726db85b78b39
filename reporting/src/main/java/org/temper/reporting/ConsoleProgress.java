package org.temper.reporting;

import java.time.Duration;
import java.util.AbstractList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;
import org.temper.algorithms.metrics.MetricLine;
import org.temper.algorithms.metrics.MetricSink;

/**
 * A progress bar on the standard error stream, with the loss of the last update and the figures of
 * the last evaluation.
 */
public final class ConsoleProgress implements MetricSink {
  /** The length of a line where there is no terminal to fit into, such as in a file. */
  private static final int LOG_COLUMNS = 160;

  private final String task;
  private @Nullable ProgressBar bar;
  private String loss = "";
  private String tokens = "";
  private String evaluation = "";

  /**
   * A bar.
   *
   * @param task what it is about, in a word
   */
  public ConsoleProgress(String task) {
    this.task = task;
  }

  @Override
  public void start(Start start) {
    boolean terminal = isTerminal();
    bar =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setUnit(" " + start.unit().plural(), 1)
            .setInitialMax(start.totalUpdates())
            .startsFrom(start.firstUpdate(), Duration.ZERO)
            .setUpdateIntervalMillis(terminal ? 500 : 10_000)
            .setMaxRenderedLength(terminal ? -1 : LOG_COLUMNS)
            .continuousUpdate() // what goes on within an update is told too
            .build();
  }

  /** Newer Java always has a console: a bar in a file is then drawn as on a terminal. */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    return System.console() != null;
  }

  @Override
  public void progress(int part, int parts) {
    say(part + " of " + parts + " micro-batches");
  }

  @Override
  public void timed(MetricLine timing) {
    Double speed = timing.values().get("tokens_per_second");
    tokens = speed == null ? tokens : String.format(Locale.ROOT, "%,.0f tokens/s", speed);
  }

  @Override
  public void record(MetricLine line) {
    if (bar == null) {
      return;
    }
    switch (line.kind()) {
      case TRAINING -> {
        loss = summary(line.values());
        bar.stepTo(line.update());
      }
      case EVALUATION ->
          evaluation =
              line.values().entrySet().stream()
                  .limit(2)
                  .map(entry -> format(entry.getKey(), entry.getValue()))
                  .collect(Collectors.joining(", ", "held out: ", ""));
    }
    say("");
  }

  /**
   * Parts of some work with a bar of their own, which shows how far going through them has come.
   *
   * @param parts the parts; a single one has no bar
   * @param task what is done with them, in a word
   * @param <P> the parts
   * @return the same parts, to be gone through once
   */
  public static <P> Iterable<P> over(List<P> parts, String task) {
    return parts.size() < 2 ? parts : ProgressBar.wrap(parts, task);
  }

  /**
   * A view of held-out batches that shows how far going through them has come, so that a long
   * evaluation is seen to go on.
   *
   * @param batches what is evaluated
   * @param <B> the batches
   * @return the same batches
   */
  public <B> List<B> watched(List<B> batches) {
    return new AbstractList<>() {
      @Override
      public B get(int index) {
        say("held out: " + (index + 1) + " of " + size() + " batches");
        return batches.get(index);
      }

      @Override
      public int size() {
        return batches.size();
      }
    };
  }

  private void say(String what) {
    if (bar != null) {
      bar.setExtraMessage(
          Stream.of(loss, evaluation, tokens, what)
              .filter(part -> !part.isEmpty())
              .collect(Collectors.joining(" | ")));
    }
  }

  /** The loss, or the first figure of a run that has none. */
  private static String summary(Map<String, Double> values) {
    Double value = values.get("loss");
    return value != null
        ? format("loss", value)
        : values.entrySet().stream()
            .findFirst()
            .map(first -> format(first.getKey(), first.getValue()))
            .orElse("");
  }

  private static String format(String name, double value) {
    return String.format(Locale.ROOT, "%s %.4g", name, value);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
