package org.temper.cli.options;

import org.temper.data.PromptCompletion;
import picocli.CommandLine.Option;

/** Options for the fields of records that hold a prompt and its completion. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class PromptFields {

  @Option(
      names = "--prompt-field",
      paramLabel = "NAME",
      defaultValue = "prompt",
      description = "the prompt's field (default: ${DEFAULT-VALUE})")
  private String prompt;

  @Option(
      names = "--completion-field",
      paramLabel = "NAME",
      defaultValue = "completion",
      description = "the completion's field (default: ${DEFAULT-VALUE})")
  private String completion;

  /**
   * The fields.
   *
   * @return as they were given
   * @throws IllegalArgumentException if both are the same
   */
  public PromptCompletion.Fields fields() {
    return new PromptCompletion.Fields(prompt, completion);
  }
}
