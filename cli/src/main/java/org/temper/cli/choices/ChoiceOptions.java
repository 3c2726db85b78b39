package org.temper.cli.choices;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.temper.cli.options.ComputeOptions;
import org.temper.cli.options.values.Inapplicable;
import org.temper.environments.choices.ChoiceQuestion;
import org.temper.models.hf.LanguageModel;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/** Options for how a model answers multiple-choice questions. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class ChoiceOptions {
  @Mixin private AskingOptions asking;
  @Mixin private ComputeOptions compute;

  /** What of the computing is named by these options alone. */
  private static final String[] NAMES = {"--device", "--threads", "--precision", "--activations"};

  /**
   * Checks that none was given.
   *
   * @param spec the command, parsed
   * @param reason why they do not apply
   * @throws IllegalArgumentException if one was given
   */
  public static void checkNone(CommandSpec spec, String reason) {
    AskingOptions.checkNone(spec, reason);
    Inapplicable.check(spec, reason, NAMES);
  }

  /**
   * Has a model answer.
   *
   * @param task which benchmark
   * @param directory the model's directory
   * @param data the questions
   * @param seed decides which --questions are drawn
   * @return its answers
   * @throws IllegalArgumentException if the model or a file is malformed, or a question is longer
   *     than the model can take
   * @throws IOException if a file cannot be read
   */
  public ChoiceResult answers(ChoiceTask task, Path directory, Path data, long seed)
      throws IOException {
    ChoiceForm form = asking.form(task);
    List<ChoiceQuestion> drawn = asking.drawn(task.read(data), seed);
    try (LanguageModel model = LanguageModel.load(directory, compute.decoder())) {
      return AskedChoices.of(form, model).answers(model.policy(), drawn);
    }
  }
}
