package org.temper.cli.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.temper.algorithms.checkpoints.AtomicFiles;
import org.temper.algorithms.rejection.PlayedEpisode;
import org.temper.environments.Task;
import org.temper.environments.tools.ToolEnvironment;
import org.temper.environments.traces.Trace;
import org.temper.environments.traces.TraceFile;
import org.temper.environments.traces.TracePage;
import org.temper.environments.traces.TraceWriter;

/**
 * Traces of a stage's episodes, {@code NAME.jsonl}, and a page to read the first of them on, {@code
 * NAME.html}.
 *
 * @param <T> what is known of a task
 */
final class AgentTraces<T> implements Consumer<PlayedEpisode<Task<T>>>, AutoCloseable {
  private static final int SHOWN = 40;

  private final AgentTasks<T> tasks;
  private final Path file;
  private final Path page;
  private final String title;
  private final TraceWriter writer;

  private AgentTraces(AgentTasks<T> tasks, Path file, Path page, String title, TraceWriter writer) {
    this.tasks = tasks;
    this.file = file;
    this.page = page;
    this.title = title;
    this.writer = writer;
  }

  /** Opens the traces of a stage; what is there already stays. */
  static <T> AgentTraces<T> open(AgentTasks<T> tasks, Path directory, String stage)
      throws IOException {
    Path file = directory.resolve(stage + ".jsonl");
    return new AgentTraces<>(
        tasks,
        file,
        directory.resolve(stage + ".html"),
        tasks.name() + ": " + stage,
        TraceWriter.open(file));
  }

  @Override
  public void accept(PlayedEpisode<Task<T>> episode) {
    episode
        .environment()
        .ifPresent(
            environment -> {
              Trace trace =
                  Trace.of(
                      episode.task(),
                      episode.stream(),
                      episode.trajectory(),
                      (ToolEnvironment<?>) environment);
              add(
                  trace.withVerdict(
                      tasks.verifier().verify(episode.task().data(), trace.transcript().answer())));
            });
  }

  private void add(Trace trace) {
    try {
      writer.add(trace);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Closes the file and writes the page. */
  @Override
  public void close() throws IOException {
    writer.close();
    String html = TracePage.of(title, TraceFile.read(file).stream().limit(SHOWN).toList());
    AtomicFiles.write(page, out -> out.write(html.getBytes(StandardCharsets.UTF_8)));
  }
}
