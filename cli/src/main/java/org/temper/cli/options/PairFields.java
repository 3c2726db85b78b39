package org.temper.cli.options;

import org.temper.cli.options.values.Inapplicable;
import org.temper.data.Preference;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Options for the fields of records that hold two completions, one preferred to the other. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class PairFields {
  private static final String[] NAMES = {"--prompt-field", "--chosen-field", "--rejected-field"};

  @Option(
      names = "--prompt-field",
      paramLabel = "NAME",
      defaultValue = "prompt",
      description =
          "the prompt's field; where a pair has none, what both completions begin with is the prompt"
              + " (default: ${DEFAULT-VALUE})")
  private String prompt;

  @Option(
      names = "--chosen-field",
      paramLabel = "NAME",
      defaultValue = "chosen",
      description = "the preferred completion's field (default: ${DEFAULT-VALUE})")
  private String chosen;

  @Option(
      names = "--rejected-field",
      paramLabel = "NAME",
      defaultValue = "rejected",
      description = "the other completion's field (default: ${DEFAULT-VALUE})")
  private String rejected;

  /**
   * Checks that none was given.
   *
   * @param spec the command, parsed
   * @param reason why they do not apply
   * @throws IllegalArgumentException if one was given
   */
  public static void checkNone(CommandSpec spec, String reason) {
    Inapplicable.check(spec, reason, NAMES);
  }

  /**
   * The fields.
   *
   * @return as they were given
   * @throws IllegalArgumentException if two are the same
   */
  public Preference.Fields fields() {
    return new Preference.Fields(prompt, chosen, rejected);
  }
}
