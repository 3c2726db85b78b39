package org.temper.cli.options;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The options that decide the numbers of a run, as a checkpoint records them. */
public final class Settings {
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "--out",
          "--resume",
          "--help",
          "--checkpoint-every",
          "--device",
          "--threads",
          "--storage");

  private Settings() {}

  /**
   * The value of each option, given or not.
   *
   * @param spec a command that was parsed
   * @return values by option name
   */
  public static Map<String, String> of(CommandSpec spec) {
    Map<String, String> settings = new TreeMap<>();
    for (OptionSpec option : spec.options()) {
      if (!WITHOUT_EFFECT.contains(option.longestName())) {
        settings.put(option.longestName().substring(2), String.valueOf(option.<Object>getValue()));
      }
    }
    return settings;
  }
}
