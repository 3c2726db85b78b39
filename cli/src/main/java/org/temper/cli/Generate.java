package org.temper.cli;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.temper.api.Excerpt;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.Segment;
import org.temper.api.rollouts.Trajectory;
import org.temper.cli.options.CompletionOptions;
import org.temper.cli.options.ConversationOptions;
import org.temper.cli.options.TemplateOption;
import org.temper.cli.options.values.OptionLimits;
import org.temper.cli.training.Completions.Question;
import org.temper.data.TextDocuments.Separator;
import org.temper.data.chat.ChatContext.GenerationPrompt;
import org.temper.data.chat.ChatFormat;
import org.temper.data.chat.Conversation;
import org.temper.data.chat.ConversationTokenization;
import org.temper.data.chat.Conversations;
import org.temper.data.files.DataFiles;
import org.temper.data.files.FileFormat;
import org.temper.models.hf.GenerationDefaults;
import org.temper.models.hf.LanguageModel;
import org.temper.samplers.Sampler;
import org.temper.samplers.SamplingConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The recipe that completes prompts with a model. */
@Command(
    name = "generate",
    description = {
      "Completes prompts with a model in Hugging Face layout.",
      "Without a prompt it starts from the model's begin token."
    },
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class Generate implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Spec private CommandSpec spec;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description = "the model's directory, or ORG/NAME on the Hub")
  private Path model;

  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      description = "a prompt; may be given several times")
  private List<String> prompt = List.of();

  @Option(
      names = "--prompts",
      paramLabel = "FILE",
      description =
          "prompts: one a line, or the field \"prompt\" of records (.jsonl, .csv, .tsv, .parquet),"
              + " or their conversations to be answered (\"messages\", \"conversations\" or a list"
              + " in \"prompt\"); gzip or not")
  private @Nullable Path prompts;

  @Option(
      names = "--samples",
      paramLabel = "N",
      defaultValue = "1",
      description = "completions of each prompt (default: ${DEFAULT-VALUE})")
  private int samples;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "decides the draws (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--json",
      description =
          "print one JSON object a line for each completion: prompt, token_ids, logprobs, text,"
              + " finish_reason (eos, stop or length)")
  private boolean json;

  @Mixin private CompletionOptions completion;

  @Override
  public Integer call() throws IOException {
    checkArgument(samples >= 1, "--samples: expected at least 1, got %s", samples);
    boolean talks = prompts != null && ConversationOptions.areIn(DataFiles.of(prompts));
    if (!talks) {
      TemplateOption.checkNone(spec, "without conversations");
    }
    List<Conversation> conversations =
        talks
            ? DataFiles.of(requireNonNull(prompts)).readAll(Separator.LINES, Conversations::prompt)
            : List.of();
    List<String> texts = texts(talks);
    OptionLimits.product(
        "prompts × --samples",
        OptionLimits.COMPLETIONS,
        texts.size() + conversations.size(),
        samples);
    try (LanguageModel languageModel = completion.load(model)) {
      sayWhatIsNotApplied(languageModel.generationDefaults());
      SamplingConfig config = completion.sampling(languageModel);
      List<String> repeated = new ArrayList<>();
      List<long[]> tokens = new ArrayList<>();
      for (Question<String> question : questions(languageModel, texts, conversations)) {
        for (int i = 0; i < samples; i++) {
          repeated.add(question.task());
          tokens.add(question.prompt());
        }
      }
      List<Trajectory> trajectories =
          Sampler.of(languageModel.policy(), languageModel.codec(), config).sample(tokens, seed);
      print(languageModel, repeated, trajectories);
    }
    return 0;
  }

  private void sayWhatIsNotApplied(GenerationDefaults defaults) {
    if (!defaults.others().isEmpty()) {
      PrintWriter messages = spec.commandLine().getErr();
      messages.println(
          "generation_config.json: not applied here: " + Excerpt.ofAll(defaults.others()));
      messages.flush();
    }
  }

  /** Texts, and the texts that conversations are, with their tokens. */
  private List<Question<String>> questions(
      LanguageModel model, List<String> texts, List<Conversation> conversations) {
    List<Question<String>> questions = new ArrayList<>();
    for (String text : texts) {
      long[] encoded = model.codec().encodePrompt(text);
      checkArgument(
          encoded.length > 0,
          "--prompt: expected text, as this model has no begin token, got none");
      questions.add(new Question<>(text, encoded));
    }
    if (!conversations.isEmpty()) {
      ChatFormat format = completion.format(model.codec());
      ConversationTokenization tokenization = ConversationTokenization.of(model.codec(), format);
      for (Conversation conversation : conversations) {
        questions.add(
            new Question<>(
                format.text(conversation, GenerationPrompt.ADDED),
                tokenization.prompt(conversation)));
      }
    }
    return questions;
  }

  private List<String> texts(boolean talks) {
    List<String> texts = new ArrayList<>(prompt);
    if (prompts != null && !talks) {
      DataFiles files = DataFiles.of(prompts);
      String field = files.holdRecords() ? "prompt" : FileFormat.TEXT_FIELD;
      texts.addAll(files.readAll(Separator.LINES, record -> record.text(field)));
    }
    return texts.isEmpty() && !talks ? List.of("") : texts;
  }

  private void print(LanguageModel model, List<String> texts, List<Trajectory> trajectories)
      throws JsonProcessingException {
    PrintWriter out = spec.commandLine().getOut();
    for (int i = 0; i < texts.size(); i++) {
      Trajectory trajectory = trajectories.get(i);
      String completion = trajectory.completionText(model.codec());
      if (json) {
        out.println(JSON.writeValueAsString(record(texts.get(i), trajectory, completion)));
      } else {
        out.println(texts.get(i) + completion);
      }
    }
    out.flush();
  }

  private static ObjectNode record(String prompt, Trajectory trajectory, String completion) {
    ObjectNode record = JSON.createObjectNode().put("prompt", prompt);
    ArrayNode tokens = record.putArray("token_ids");
    ArrayNode logProbs = record.putArray("logprobs");
    for (Segment.Action action : trajectory.actions()) {
      action.tokens().forEach(tokens::add);
      action.logProbs().forEach(logProbs::add);
    }
    return record.put("text", completion).put("finish_reason", finishReason(trajectory.ending()));
  }

  private static String finishReason(Ending ending) {
    return switch (ending.reason()) {
      case Ending.END_TOKEN -> "eos";
      case Ending.STOP_STRING -> "stop";
      default -> ending.reason();
    };
  }
}
