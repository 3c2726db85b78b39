package org.temper.data.corpus;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.temper.data.JsonRecord;
import org.temper.data.MalformedDataException;

/**
 * A prompt and a completion in steps, each of which was found right or wrong: TRL's stepwise
 * supervision.
 *
 * @param prompt what is asked
 * @param steps the steps, at least one, in order
 * @param correct for each step whether it is right
 */
public record StepwiseCompletion(String prompt, List<String> steps, List<Boolean> correct) {

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if there is no step, or not one label for each
   */
  public StepwiseCompletion {
    steps = ImmutableList.copyOf(steps);
    correct = ImmutableList.copyOf(correct);
    checkArgument(!steps.isEmpty(), "steps: expected at least one, got none");
    checkArgument(
        correct.size() == steps.size(),
        "correct: expected %s, one for each step, got %s",
        steps.size(),
        correct.size());
  }

  /**
   * The completion that a record states.
   *
   * @param record a record of {@code prompt}, {@code completions} and {@code labels}, a list of
   *     strings and one of truth values
   * @return the completion
   * @throws MalformedDataException if a field is missing or of another type, there is no step, or
   *     not one label for each
   */
  public static StepwiseCompletion of(JsonRecord record) {
    String prompt = record.text("prompt");
    List<String> steps = record.texts("completions");
    List<Boolean> labels = record.flags("labels");
    if (steps.isEmpty()) {
      throw record.malformed("completions", "expected at least one, got none");
    }
    if (labels.size() != steps.size()) {
      throw record.malformed(
          "labels",
          "expected " + steps.size() + ", one for each of completions, got " + labels.size());
    }
    return new StepwiseCompletion(prompt, steps, labels);
  }
}
