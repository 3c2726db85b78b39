package org.temper.cli.options.values;

import static com.google.common.base.Preconditions.checkArgument;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** The refusal of options that would have no effect, rather than ignoring them. */
public final class Inapplicable {

  private Inapplicable() {}

  /**
   * Checks that options were not given.
   *
   * @param spec the command, parsed
   * @param reason when they do not apply, such as {@code without --data}
   * @param names the options
   * @throws IllegalArgumentException if one of them was given
   */
  public static void check(CommandSpec spec, String reason, String... names) {
    ParseResult given = spec.commandLine().getParseResult();
    for (String name : names) {
      checkArgument(
          !given.hasMatchedOption(name),
          "%s: expected none %s, got %s",
          name,
          reason,
          given.hasMatchedOption(name) ? given.matchedOption(name).<Object>getValue() : null);
    }
  }
}
