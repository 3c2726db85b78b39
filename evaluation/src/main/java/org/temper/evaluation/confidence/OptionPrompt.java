package org.temper.evaluation.confidence;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import java.util.List;
import org.temper.api.text.TextCodec;

/**
 * A question as tokens, with the options that may follow it.
 *
 * @param prompt the tokens before an option, at least one
 * @param options the tokens of each option, at least two options of at least one token
 */
public record OptionPrompt(ImmutableLongArray prompt, List<ImmutableLongArray> options) {

  /**
   * Copies and checks.
   *
   * @throws IllegalArgumentException if the prompt is empty, there are fewer than two options, or
   *     one has no token
   */
  public OptionPrompt {
    options = ImmutableList.copyOf(options);
    checkArgument(!prompt.isEmpty(), "prompt: expected at least one token, got none");
    checkArgument(options.size() >= 2, "options: expected at least two, got %s", options.size());
    for (int k = 0; k < options.size(); k++) {
      checkArgument(
          !options.get(k).isEmpty(), "options[%s]: expected at least one token, got none", k);
    }
  }

  /**
   * A question as text.
   *
   * @param codec turns text to tokens
   * @param prompt the text before an option
   * @param options what may follow it, with the space before it where there is one
   * @return the tokens, those of an option as they are behind the prompt
   * @throws IllegalArgumentException as the constructor does
   */
  public static OptionPrompt of(TextCodec codec, String prompt, List<String> options) {
    long[] before = codec.encodePrompt(prompt);
    return new OptionPrompt(
        ImmutableLongArray.copyOf(before),
        options.stream()
            .map(option -> codec.encodeCompletion(prompt, before, option))
            .map(ImmutableLongArray::copyOf)
            .toList());
  }

  /** Tokens of the prompt with the longest option. */
  int length() {
    return prompt.length() + longest();
  }

  /** Tokens of the longest option. */
  int longest() {
    return options.stream().mapToInt(ImmutableLongArray::length).max().orElseThrow();
  }
}
