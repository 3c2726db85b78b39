package org.temper.algorithms.run;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.temper.algorithms.checkpoints.AtomicFiles;
import org.temper.api.Excerpt;
import org.temper.data.JsonFile;

/**
 * The identity of a run, by name, which decides its numbers: its own configuration, the trainer
 * with its optimizer, the data, and what the caller stated beside them.
 *
 * @param values statements by name
 */
public record RunIdentity(Map<String, String> values) {
  /** What is shown of a statement and of a name. */
  private static final int SHOWN = 81;

  private static final int NAME = 40;

  /** How many names beside the first that differs. */
  private static final int NAMED = 6;

  private static final JsonMapper JSON = new JsonMapper();

  /** Copies. */
  public RunIdentity {
    values = ImmutableSortedMap.copyOf(values);
  }

  /**
   * The identity of a run.
   *
   * @throws IllegalArgumentException if one thing is stated twice and differently
   */
  static RunIdentity of(
      RunConfig config, Trainer<?> trainer, Map<String, String> source, Map<String, String> more) {
    Map<String, String> all = new TreeMap<>();
    for (Map<String, String> part : List.of(config.identity(), trainer.identity(), source, more)) {
      part.forEach(
          (name, value) -> {
            String earlier = all.putIfAbsent(name, value);
            if (earlier != null && !earlier.equals(value)) {
              throw new IllegalArgumentException(
                  Excerpt.of(name, NAME)
                      + ": expected one statement, got "
                      + shortened(earlier)
                      + " and "
                      + shortened(value)
                      + "; state it under another name");
            }
          });
    }
    return new RunIdentity(all);
  }

  /**
   * Writes the statements as a JSON object.
   *
   * @param file the file, replaced whole if it exists
   */
  public void write(Path file) {
    AtomicFiles.write(
        file, out -> out.write(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(values)));
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param file the file
   * @return the identity
   * @throws IllegalArgumentException if the file is none of that kind, or cannot be read
   */
  public static RunIdentity read(Path file) {
    try {
      return new RunIdentity(
          JSON.convertValue(JsonFile.read(file), new TypeReference<Map<String, String>>() {}));
    } catch (IOException | IllegalArgumentException | NullPointerException e) {
      throw new IllegalArgumentException(
          file
              + ": expected the identity of a run, got what cannot be read as one; nothing was"
              + " changed: bring it back, or choose another directory for a new run",
          e);
    }
  }

  /**
   * Checks that this is the run that was recorded.
   *
   * @param recorded the statements that were recorded
   * @throws IllegalArgumentException if it is another; the message names all that differs, with
   *     values for the first
   */
  public void checkResumes(Map<String, String> recorded) {
    var difference = Maps.difference(recorded, values);
    List<String> names =
        Stream.of(
                difference.entriesDiffering().keySet(),
                difference.entriesOnlyOnLeft().keySet(),
                difference.entriesOnlyOnRight().keySet())
            .flatMap(keys -> keys.stream().sorted())
            .toList();
    if (names.isEmpty()) {
      return;
    }
    String first = names.get(0);
    throw new IllegalArgumentException(
        String.format(
            "%s: expected %s as in the run to resume, got %s%s; give the same, or choose another"
                + " directory for a new run",
            Excerpt.of(first, NAME),
            shortened(recorded.get(first)),
            shortened(values.get(first)),
            others(names.subList(1, names.size()))));
  }

  private static String others(List<String> names) {
    if (names.isEmpty()) {
      return "";
    }
    String more = names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "";
    return names.stream()
        .limit(NAMED)
        .map(name -> Excerpt.of(name, NAME))
        .collect(Collectors.joining(", ", " (others too: ", more + ")"));
  }

  private static String shortened(@Nullable String value) {
    return Excerpt.of(Objects.requireNonNullElse(value, "none").replaceAll("\\s+", " "), SHOWN);
  }
}
