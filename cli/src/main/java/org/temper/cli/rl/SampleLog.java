package org.temper.cli.rl;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.temper.algorithms.checkpoints.AtomicFiles;
import org.temper.algorithms.metrics.MetricLine;
import org.temper.algorithms.metrics.MetricSink;
import org.temper.api.Excerpt;

/**
 * A metric sink that keeps completions of held-out tasks, with their rewards, of each evaluation:
 * in a file of JSON lines, and two of them on the terminal.
 */
final class SampleLog implements MetricSink {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int KEPT = 32;
  private static final int SHOWN = 2;
  private static final int SHOWN_CHARACTERS = 200;

  private final Path directory;
  private final Supplier<List<Sample>> latest;
  private final PrintWriter messages;

  /**
   * A completion and what was thought of it.
   *
   * @param prompt the prompt's text
   * @param completion the completion's text
   * @param rewards by what gave them; NaN where it gave none
   */
  record Sample(String prompt, String completion, ImmutableMap<String, Double> rewards) {}

  /**
   * A log.
   *
   * @param directory where the files go; made with the first
   * @param latest the samples of the evaluation that was just made
   * @param messages the terminal
   */
  SampleLog(Path directory, Supplier<List<Sample>> latest, PrintWriter messages) {
    this.directory = directory;
    this.latest = latest;
    this.messages = messages;
  }

  @Override
  public void record(MetricLine line) {
    List<Sample> samples = latest.get();
    if (line.kind() != MetricLine.Kind.EVALUATION || samples.isEmpty()) {
      return;
    }
    String name = String.format(Locale.ROOT, "iteration-%06d.jsonl", line.update());
    StringBuilder text = new StringBuilder();
    for (Sample sample : samples.subList(0, Math.min(KEPT, samples.size()))) {
      text.append(json(sample)).append('\n');
    }
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    AtomicFiles.write(
        directory.resolve(name),
        out -> out.write(text.toString().getBytes(StandardCharsets.UTF_8)));
    messages.println();
    for (Sample sample : samples.subList(0, Math.min(SHOWN, samples.size()))) {
      messages.println(
          "iteration " + line.update() + " " + sample.rewards() + ": " + shown(sample));
    }
    messages.flush();
  }

  private static String json(Sample sample) {
    try {
      return JSON.writeValueAsString(
          ImmutableMap.of(
              "prompt",
              sample.prompt(),
              "completion",
              sample.completion(),
              "rewards",
              sample.rewards()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("could not write " + sample, e);
    }
  }

  private static String shown(Sample sample) {
    return Excerpt.of(sample.completion().replaceAll("\\s+", " "), SHOWN_CHARACTERS);
  }
}
