package org.temper.algorithms.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.temper.data.JsonFile;
import org.temper.data.MalformedDataException;
import org.temper.data.files.AppendedFile;
import org.temper.data.files.WholeLines;

/**
 * Lines of metrics as JSON: {@code {"update":12,"epoch":0,"kind":"training","loss":2.25,...}}. A
 * value that is not finite is written as null.
 *
 * <p>Each line is handed to the operating system as it is recorded, so a killed process loses none,
 * and at most its last line is cut. Doubles are written so that they read back bit for bit.
 */
public final class MetricsFile implements MetricSink {
  private static final JsonMapper JSON = new JsonMapper();

  private final AppendedFile file;
  private final ImmutableList<MetricLine> earlier;

  private MetricsFile(AppendedFile file, List<MetricLine> earlier) {
    this.file = file;
    this.earlier = ImmutableList.copyOf(earlier);
  }

  /**
   * Opens a file without what it held.
   *
   * @param path the file; made where it does not exist
   * @return the sink
   */
  public static MetricsFile create(Path path) {
    return new MetricsFile(AppendedFile.open(path, 0), List.of());
  }

  /**
   * Opens a file to go on after an update: its lines up to there stay, later ones and a cut one are
   * dropped.
   *
   * @param path the file; made where it does not exist
   * @param update the last update whose lines stay
   * @return the sink
   * @throws MalformedDataException if a whole line before those of the update is not one of metrics
   */
  public static MetricsFile resume(Path path, long update) {
    Kept kept = keep(path, update);
    return new MetricsFile(AppendedFile.open(path, kept.size()), kept.lines());
  }

  /**
   * The lines that {@link #resume} would keep.
   *
   * @param path the file; may be missing
   * @param update the last update whose lines stay
   * @return in order
   * @throws MalformedDataException as {@link #resume} does
   */
  public static List<MetricLine> readUpTo(Path path, long update) {
    return keep(path, update).lines();
  }

  /** The lines up to an update, and how many bytes they take. */
  private record Kept(List<MetricLine> lines, long size) {}

  private static Kept keep(Path path, long update) {
    if (!Files.exists(path)) {
      return new Kept(List.of(), 0);
    }
    List<MetricLine> kept = new ArrayList<>();
    long size = 0;
    try (WholeLines lines = WholeLines.open(path)) {
      while (lines.next()) {
        Optional<MetricLine> line = parse(lines.bytes());
        if (line.isEmpty() && last(kept) < update) {
          throw malformed(path, lines);
        }
        if (line.isEmpty() || line.get().update() > update) {
          break;
        }
        kept.add(line.get());
        size = lines.end();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Kept(kept, size);
  }

  private static long last(List<MetricLine> lines) {
    return lines.isEmpty() ? 0 : lines.get(lines.size() - 1).update();
  }

  /**
   * All complete lines of a file.
   *
   * @param path the file
   * @return its lines, in order
   * @throws UncheckedIOException if it cannot be read
   * @throws IllegalArgumentException if a line is not one of metrics
   */
  public static List<MetricLine> read(Path path) {
    List<MetricLine> all = new ArrayList<>();
    try (WholeLines lines = WholeLines.open(path)) {
      while (lines.next()) {
        all.add(parse(lines.bytes()).orElseThrow(() -> malformed(path, lines)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all;
  }

  private static MalformedDataException malformed(Path path, WholeLines lines) {
    return new MalformedDataException(path, lines.number(), found(lines.bytes()));
  }

  private static String found(byte[] text) {
    try {
      return "expected a line of metrics, got " + JsonFile.parse("JSON", text);
    } catch (IllegalArgumentException e) {
      return "expected a line of metrics, got none: " + e.getMessage();
    }
  }

  /**
   * The lines that stayed when the file was opened.
   *
   * @return in order
   */
  public List<MetricLine> earlier() {
    return earlier;
  }

  @Override
  public void record(MetricLine line) {
    ObjectNode node = JSON.createObjectNode();
    node.put("update", line.update());
    node.put("epoch", line.epoch());
    node.put("kind", line.kind().name().toLowerCase(Locale.ROOT));
    line.values().forEach((name, value) -> node.put(name, Double.isFinite(value) ? value : null));
    file.append((node + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Forces all lines to disk: they must not be younger there than a checkpoint is. */
  public void force() {
    file.force();
  }

  @Override
  public void close() {
    file.close();
  }

  private static Optional<MetricLine> parse(byte[] text) {
    try {
      JsonNode node = JsonFile.parse("line", text);
      if (!node.path("update").isIntegralNumber()
          || !node.path("epoch").isInt()
          || !node.path("kind").isTextual()) {
        return Optional.empty();
      }
      Map<String, Double> values = new LinkedHashMap<>();
      node.properties().stream()
          .filter(field -> field.getValue().isNumber() || field.getValue().isNull())
          .filter(field -> !field.getKey().equals("update") && !field.getKey().equals("epoch"))
          .forEach(field -> values.put(field.getKey(), field.getValue().asDouble(Double.NaN)));
      MetricLine.Kind kind =
          MetricLine.Kind.valueOf(node.get("kind").asText().toUpperCase(Locale.ROOT));
      return Optional.of(
          new MetricLine(node.get("update").asLong(), node.get("epoch").asInt(), kind, values));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
