package org.temper.cli.options.values;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.temper.algorithms.run.TrainingRun;
import org.temper.cli.training.Origins;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The options that decide the numbers of a run, as a checkpoint records them. A path decides
 * nothing: what lies there is known by its contents.
 */
public final class Settings {
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "--out",
          "--resume",
          "--help",
          "--checkpoint-every",
          "--storage",
          "--bad-records",
          "--data");

  /** What an option without a value states. */
  private static final String NOTHING = "null";

  private Settings() {}

  /**
   * The value of each option, given or not.
   *
   * @param spec a command that was parsed
   * @return values by option, such as {@code --beta}
   */
  public static Map<String, String> of(CommandSpec spec) {
    Map<String, String> settings = new TreeMap<>();
    for (OptionSpec option : spec.options()) {
      if (!WITHOUT_EFFECT.contains(option.longestName()) && !isPath(option)) {
        settings.put(option.longestName(), stated(option));
      }
    }
    return settings;
  }

  /**
   * The same, and what the models are that the command reads.
   *
   * @param spec a command that was parsed
   * @param origins the models
   * @return values by option, hashes by model and part
   */
  public static Map<String, String> of(CommandSpec spec, Origins origins) {
    Map<String, String> settings = of(spec);
    settings.putAll(origins.identity());
    return settings;
  }

  /**
   * The value of an option as the run of a directory recorded it.
   *
   * @param out the directory of a run, or of several under {@code runs}, which need not exist
   * @param option the option, such as {@code --now}
   * @return its value; empty where there is no run, or it has no value
   * @throws IllegalArgumentException if what is recorded cannot be read
   */
  public static Optional<String> recorded(Path out, String option) {
    List<Path> directories = new ArrayList<>(List.of(out));
    Path runs = out.resolve("runs");
    if (Files.isDirectory(runs)) {
      try (Stream<Path> trials = Files.list(runs)) {
        directories.addAll(trials.sorted().toList());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return directories.stream()
        .map(directory -> Optional.ofNullable(TrainingRun.recordedIn(directory).get(option)))
        .flatMap(Optional::stream)
        .filter(value -> !value.equals(NOTHING))
        .findFirst();
  }

  /** Sums round by how many threads share them: where none are given it is the machine's choice. */
  private static String stated(OptionSpec option) {
    String value = String.valueOf(option.<Object>getValue());
    boolean chosen = option.longestName().equals("--threads") && option.getValue() == null;
    return chosen ? "as many as " + Runtime.getRuntime().availableProcessors() + " cores" : value;
  }

  private static boolean isPath(OptionSpec option) {
    return option.type() == Path.class
        || Arrays.asList(option.auxiliaryTypes()).contains(Path.class);
  }
}
