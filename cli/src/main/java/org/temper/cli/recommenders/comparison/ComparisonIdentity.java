package org.temper.cli.recommenders.comparison;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Sets;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.temper.algorithms.checkpoints.AtomicFiles;
import org.temper.api.Excerpt;
import org.temper.cli.options.values.Settings;
import org.temper.cli.training.TrainingSettings.Start;
import org.temper.data.JsonFile;
import org.temper.interactions.InteractionLog;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The identity of a comparison, which decides its numbers: its options and the content of its logs.
 * It is kept in {@code OUT/settings.json}, so that a resume of another run is refused.
 *
 * @param settings by option; the logs' hash as {@code --data}, wherever they lie
 */
public record ComparisonIdentity(ImmutableSortedMap<String, String> settings) {
  /** The setting that names the recipe. */
  static final String RECIPE = "recipe";

  private static final String FILE = "settings.json";
  private static final String LOG = "--data";
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * The identity of a comparison.
   *
   * @param spec the command, parsed
   * @param logs what it trains on
   * @return its settings, those of its devices and directories apart
   */
  public static ComparisonIdentity of(CommandSpec spec, List<InteractionLog> logs) {
    Map<String, String> settings = new TreeMap<>(Settings.of(spec));
    settings.put(RECIPE, spec.name());
    settings.put(LOG, "a log of hash " + hash(logs));
    return new ComparisonIdentity(ImmutableSortedMap.copyOf(settings));
  }

  /**
   * The same with what an option's file holds in the place of its path.
   *
   * @param option its name
   * @param content what tells the content apart from any other
   * @return the identity
   */
  public ComparisonIdentity withContent(String option, String content) {
    Map<String, String> changed = new TreeMap<>(settings);
    changed.put(option, content);
    return new ComparisonIdentity(ImmutableSortedMap.copyOf(changed));
  }

  /**
   * Takes a directory for this run.
   *
   * @param out where it writes; made where it is not there
   * @param start whether it goes on
   * @return the settings
   * @throws IllegalArgumentException if the directory is to be resumed and holds another run; the
   *     message names what differs, and nothing is changed
   * @throws IOException if a file cannot be read or written
   */
  public Map<String, String> claim(Path out, Start start) throws IOException {
    Path file = out.resolve(FILE);
    if (start == Start.RESUMED && Files.exists(file)) {
      check(
          JsonFile.read(file).properties().stream()
              .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().asText())));
      return settings;
    }
    Files.createDirectories(out);
    try (var entries = Files.list(out)) {
      checkArgument(
          entries.findAny().isEmpty(),
          "--out: expected a run to resume, with %s, or an empty directory, got %s",
          FILE,
          out);
    }
    AtomicFiles.write(
        file,
        stream -> stream.write(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(settings)));
    return settings;
  }

  private void check(Map<String, String> earlier) {
    for (String name : Sets.union(earlier.keySet(), settings.keySet())) {
      checkArgument(
          Objects.equals(earlier.get(name), settings.get(name)),
          "%s: expected %s as in the run to resume, got %s",
          Excerpt.of(name, 40),
          Excerpt.of(earlier.get(name), 60),
          Excerpt.of(settings.get(name), 60));
    }
  }

  private static String hash(List<InteractionLog> logs) {
    Hasher hasher = Hashing.sha256().newHasher();
    for (InteractionLog log : logs) {
      put(hasher, log.users().asList());
      put(hasher, log.items().asList());
      log.userIds().forEach(hasher::putInt);
      log.events().items().forEach(hasher::putInt);
      log.events().times().forEach(hasher::putLong);
      new TreeMap<>(log.events().feedback())
          .forEach(
              (column, values) -> {
                hasher.putString(column, StandardCharsets.UTF_8);
                values.forEach(hasher::putDouble);
              });
    }
    return hasher.hash().toString().substring(0, 16);
  }

  private static void put(Hasher hasher, List<String> names) {
    hasher.putInt(names.size());
    names.forEach(name -> hasher.putInt(name.length()).putUnencodedChars(name));
  }
}
