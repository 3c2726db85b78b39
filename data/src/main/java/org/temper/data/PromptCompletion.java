package org.temper.data;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * A prompt and what should follow it.
 *
 * @param prompt what is asked
 * @param completion what should be answered, as it follows the prompt: with the space or line break
 *     between them, if there is to be one
 */
public record PromptCompletion(String prompt, String completion) {

  /**
   * The prompt and completion that a record states.
   *
   * @param record the record
   * @param fields where they are
   * @return both
   * @throws MalformedDataException if a field is missing or not a string
   */
  public static PromptCompletion of(JsonRecord record, Fields fields) {
    return new PromptCompletion(record.text(fields.prompt()), record.text(fields.completion()));
  }

  /**
   * The fields of a file that hold them.
   *
   * @param prompt the prompt's field
   * @param completion the completion's field
   */
  public record Fields(String prompt, String completion) {
    /** {@code prompt} and {@code completion}. */
    public static final Fields DEFAULT = new Fields("prompt", "completion");

    /** Checks that the fields differ. */
    public Fields {
      checkArgument(
          !prompt.equals(completion), "completion: expected another field than %s", prompt);
    }
  }
}
