package org.temper.examples;

// tag::rejection-on-maths[]
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.temper.algorithms.rejection.RejectionConfig;
import org.temper.algorithms.rejection.RejectionSampling;
import org.temper.algorithms.rejection.TaskEpisodes;
import org.temper.algorithms.rollouts.PromptedTask;
import org.temper.algorithms.run.Schedules;
import org.temper.algorithms.sft.SftTrainer;
import org.temper.data.BatchConfig;
import org.temper.data.JsonlReader;
import org.temper.data.PromptCompletion;
import org.temper.data.chat.Conversation;
import org.temper.data.chat.ConversationTokenization;
import org.temper.data.chat.Message;
import org.temper.data.chat.Role;
import org.temper.environments.verifiers.maths.MathVerifier;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.hf.LanguageModel;
import org.temper.models.optimizer.AdamW;
import org.temper.models.optimizer.AdamWConfig;
import org.temper.reporting.ConsoleProgress;
import org.temper.samplers.Sampler;
import org.temper.samplers.SamplingConfig;
import org.temper.samplers.rewards.ProgramRewards;
import org.temper.samplers.rewards.VerifierRewards;
import org.temper.samplers.selection.Selection;

/**
 * Rejection sampling of a chat model on problems with known answers, such as GSM8K: MODEL
 * DATA.jsonl.gz OUT PROBLEMS HELD_OUT SAMPLES UPDATES. Solutions are sampled, those with the right
 * answer are trained on, and what changes on problems that were held out is printed.
 */
public final class RejectionOnMaths {
  private static final int MAX_NEW_TOKENS = 200;

  private RejectionOnMaths() {}

  public static void main(String[] args) throws IOException {
    int problems = Integer.parseInt(args[3]);
    int heldOut = Integer.parseInt(args[4]);
    int updates = Integer.parseInt(args[6]);
    List<PromptCompletion> data =
        JsonlReader.promptCompletions(
            Path.of(args[1]), new PromptCompletion.Fields("question", "answer"));
    AdamWConfig settings = AdamWConfig.of(Schedules.cosine(1e-5, 1e-6, 2, updates));
    try (LanguageModel model = LanguageModel.load(Path.of(args[0]), DecoderOptions.defaults());
        AdamW optimizer = AdamW.of(model.policy().parameters(), settings);
        ProgramRewards<String> rewards =
            ProgramRewards.of(
                VerifierRewards.of(MathVerifier.exact(), model.codec()),
                Duration.ofSeconds(2),
                1)) {
      List<PromptedTask<String>> tasks = tasks(model, data.subList(0, problems + heldOut));
      Sampler sampler =
          Sampler.of(
              model.policy(),
              model.codec(),
              SamplingConfig.defaults()
                  .withTemperature(0.7)
                  .withMaxNewTokens(MAX_NEW_TOKENS)
                  .withStopTokens(model.codec().endTokens())
                  .withMaxRows(16));
      RejectionSampling.of(
              new SftTrainer(model.policy(), optimizer),
              TaskEpisodes.of(sampler, tasks.subList(0, problems), rewards).withText(model.codec()),
              TaskEpisodes.of(sampler, tasks.subList(problems, tasks.size()), rewards),
              Selection.atLeast(1).then(Selection.diverse(4)),
              RejectionConfig.of(
                      Path.of(args[2]),
                      1,
                      Integer.parseInt(args[5]),
                      updates,
                      BatchConfig.of(8).withMicroBatchSize(2),
                      1)
                  .withValidation(2, 1)
                  .withTasksAtOnce(16))
          .withSink(new ConsoleProgress("rejection"))
          .resume()
          .lines()
          .forEach(line -> System.out.println(line.kind() + " " + line.values()));
      model.save(Path.of(args[2]).resolve("model"));
    }
  }

  private static List<PromptedTask<String>> tasks(
      LanguageModel model, List<PromptCompletion> data) {
    ConversationTokenization chat =
        ConversationTokenization.of(model.codec(), model.chatFormat().orElseThrow());
    List<PromptedTask<String>> tasks = new ArrayList<>();
    for (PromptCompletion problem : data) {
      String asked =
          problem.prompt() + "\nThink step by step, and end with #### and the answer's number.";
      tasks.add(
          PromptedTask.of(
              "problem " + tasks.size(),
              problem.completion(),
              chat.prompt(Conversation.of(Message.of(Role.USER, asked)))));
    }
    return tasks;
  }
}
// end::rejection-on-maths[]
