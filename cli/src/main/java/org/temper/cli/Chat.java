package org.temper.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.temper.cli.chat.Dialog;
import org.temper.cli.chat.PrintedAnswer;
import org.temper.cli.chat.ToolKit;
import org.temper.cli.chat.ToolOptions;
import org.temper.cli.options.CompletionOptions;
import org.temper.cli.options.values.Inapplicable;
import org.temper.data.chat.ConversationTokenization;
import org.temper.environments.tools.ToolConversation.Form;
import org.temper.models.hf.LanguageModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The recipe of a conversation in the terminal. */
@Command(
    name = "chat",
    description = {
      "A conversation with a model in Hugging Face layout, through its chat template.",
      "Each line of the input is a message; the answer is printed as it is written, calls of tools"
          + " and their results on lines of their own. /reset starts anew, /exit or the end of the"
          + " input ends."
    },
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class Chat implements Callable<Integer> {
  private static final int MAX_NEW_TOKENS = 512;
  private static final String EXIT = "/exit";
  private static final String RESET = "/reset";

  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description = "the model's directory")
  private Path model;

  @Option(
      names = "--system",
      paramLabel = "TEXT",
      description = "what the assistant is told first (default: what the template says)")
  private @Nullable String system;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "decides the draws (default: ${DEFAULT-VALUE})")
  private long seed;

  @Mixin private ToolOptions tools;
  @Mixin private CompletionOptions completion;

  @Override
  public Integer call() throws IOException {
    Inapplicable.check(spec, "in a conversation", "--rows");
    @Nullable ToolKit kit = tools.kit(spec, seed).orElse(null);
    PrintWriter out = spec.commandLine().getOut();
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    try (LanguageModel languageModel = completion.load(model);
        Dialog dialog =
            Dialog.of(
                languageModel.policy(),
                ConversationTokenization.of(
                    languageModel.codec(), completion.format(languageModel.codec())),
                completion.sampling(languageModel, MAX_NEW_TOKENS),
                system,
                seed,
                kit)) {
      if (dialog.toolForm().filter(Form.TEXT::equals).isPresent()) {
        say(
            "--tools: the chat template takes none, or writes calls in a form that is not known;"
                + " they are described in the first message, and calls are read as JSON");
      }
      for (String line = next(in, out); line != null; line = next(in, out)) {
        if (line.strip().equals(EXIT)) {
          break;
        }
        if (line.strip().equals(RESET)) {
          dialog.reset();
        } else if (!line.isBlank()) {
          answer(dialog, line, out);
        }
      }
    }
    return 0;
  }

  /** The next message; where somebody types it, after a sign that it is awaited. */
  @SuppressWarnings("SystemConsoleNull") // it is null on Java 17 where nobody types
  private static @Nullable String next(BufferedReader in, PrintWriter out) throws IOException {
    if (System.console() != null) {
      out.print("> ");
      out.flush();
    }
    return in.readLine();
  }

  /**
   * A message that cannot be answered is said and forgotten, so that the conversation can go on.
   */
  private void answer(Dialog dialog, String line, PrintWriter out) {
    PrintedAnswer printed = new PrintedAnswer(out);
    try {
      dialog.answer(line, printed);
      out.println();
      out.flush();
    } catch (IllegalArgumentException refused) {
      printed.breakLine();
      say(String.valueOf(refused.getMessage()));
    }
  }

  private void say(String message) {
    PrintWriter messages = spec.commandLine().getErr();
    messages.println(message);
    messages.flush();
  }
}
