package org.temper.cli.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.temper.algorithms.metrics.MetricLine;
import org.temper.algorithms.metrics.MetricSink;
import org.temper.algorithms.rejection.PlayedEpisode;
import org.temper.environments.Task;

/**
 * Traces of the episodes that rounds of rejection sampling train on, {@code round-N.jsonl} and
 * {@code .html} for each.
 *
 * @param <T> what is known of a task
 */
final class RoundTraces<T> implements MetricSink, Consumer<PlayedEpisode<Task<T>>> {
  private final AgentTasks<T> tasks;
  private final Path directory;
  private long round = 1;
  private @Nullable AgentTraces<T> traces;

  RoundTraces(AgentTasks<T> tasks, Path directory) {
    this.tasks = tasks;
    this.directory = directory;
  }

  @Override
  public void start(Start start) {
    round = start.firstUpdate() + 1;
  }

  @Override
  public void accept(PlayedEpisode<Task<T>> episode) {
    try {
      AgentTraces<T> open = traces;
      if (open == null) {
        open = AgentTraces.open(tasks, directory, "round-" + round);
        traces = open;
      }
      open.accept(episode);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void record(MetricLine line) {
    if (line.kind() == MetricLine.Kind.EVALUATION) {
      close();
      round = line.update() + 1;
    }
  }

  @Override
  public void close() {
    AgentTraces<T> open = traces;
    traces = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
