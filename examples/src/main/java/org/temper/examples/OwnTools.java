package org.temper.examples;

// tag::own-tools[]
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.temper.algorithms.rejection.RejectionConfig;
import org.temper.algorithms.rejection.RejectionMetrics;
import org.temper.algorithms.rejection.RejectionSampling;
import org.temper.algorithms.rejection.TaskEpisodes;
import org.temper.algorithms.rollouts.EnvironmentTask;
import org.temper.algorithms.run.Schedules;
import org.temper.algorithms.sft.SftTrainer;
import org.temper.data.BatchConfig;
import org.temper.data.chat.Conversation;
import org.temper.data.chat.ConversationTokenization;
import org.temper.data.chat.Message;
import org.temper.data.chat.Param;
import org.temper.data.chat.Role;
import org.temper.data.chat.Tool;
import org.temper.data.chat.ToolCall;
import org.temper.data.chat.ToolDefinition;
import org.temper.data.mixture.MixtureSource;
import org.temper.environments.Task;
import org.temper.environments.tools.ToolEnvironments;
import org.temper.environments.tools.ToolEpisode;
import org.temper.environments.tools.ToolLimits;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.hf.LanguageModel;
import org.temper.models.optimizer.AdamW;
import org.temper.models.optimizer.AdamWConfig;
import org.temper.samplers.Rollouts;
import org.temper.samplers.SamplingConfig;
import org.temper.samplers.rewards.EnvironmentRewards;
import org.temper.samplers.selection.Selection;

/**
 * Rejection sampling with one's own Java methods as the tools: MODEL OUT ROUNDS LEARNING_RATE. The
 * model, which has a chat template, learns to look prices up before it answers.
 */
public final class OwnTools {
  private static final Map<String, Integer> PRICES =
      Map.of("tea", 3, "jam", 5, "rice", 2, "salt", 1, "milk", 4, "oil", 7);

  private OwnTools() {}

  /** An episode: its annotated methods are what the model may call. */
  public static final class Shop implements ToolEpisode<String> {
    private String asked = "";

    @Override
    public Optional<String> reset(Task<String> task) {
      asked = task.data();
      return Optional.empty();
    }

    @Tool("the price of an item")
    public int price(@Param(value = "the item", name = "item") String item) {
      return Optional.ofNullable(PRICES.get(item)).orElseThrow();
    }

    @Override
    public OptionalDouble reward(String answer) {
      return OptionalDouble.of(answer.strip().equals("" + PRICES.get(asked)) ? 1 : 0);
    }
  }

  public static void main(String[] args) throws IOException {
    AdamWConfig settings = AdamWConfig.of(Schedules.constant(Double.parseDouble(args[3]), 5));
    try (LanguageModel model = LanguageModel.load(Path.of(args[0]), DecoderOptions.defaults());
        AdamW optimizer = AdamW.of(model.policy().parameters(), settings)) {
      ConversationTokenization chat =
          ConversationTokenization.of(model.codec(), model.chatFormat().orElseThrow());
      ToolEnvironments<String> shops =
          ToolEnvironments.<String>of(chat, Shop::new)
              .withLimits(ToolLimits.defaults().withTokens(model.policy().maxLength()));
      Rollouts rollouts =
          Rollouts.of(
              model.policy(), model.codec(), SamplingConfig.defaults().withMaxNewTokens(48), 8);
      RejectionSampling.of(
              new SftTrainer(model.policy(), optimizer),
              episodes(rollouts, shops, List.of("tea", "jam", "rice", "salt")),
              episodes(rollouts, shops, List.of("milk", "oil")),
              Selection.atLeast(1).then(Selection.topK(4)), // executed, and right
              RejectionConfig.of(
                  Path.of(args[1]), Integer.parseInt(args[2]), 8, 20, BatchConfig.of(8), 1))
          .withDemonstrations(List.of(MixtureSource.of("shown", List.of(chat.sequence(shown())))))
          .start()
          .evaluations()
          .forEach(round -> System.out.println(round.get(RejectionMetrics.SUCCESS.name())));
      model.save(Path.of(args[1]).resolve("model"));
    }
  }

  private static TaskEpisodes<Task<String>> episodes(
      Rollouts rollouts, ToolEnvironments<String> shops, List<String> items) {
    return TaskEpisodes.of(
        rollouts,
        items.stream()
            .map(item -> new Task<>("price/" + item, item, question(item)))
            .map(task -> new EnvironmentTask<>(task.key(), task, () -> shops.of(task)))
            .toList(),
        new EnvironmentRewards<>());
  }

  private static Conversation question(String item) {
    return Conversation.of(Message.of(Role.USER, "What does " + item + " cost?"))
        .withTools(ToolDefinition.allOf(Shop.class));
  }

  /** One demonstration of how it is done. */
  private static Conversation shown() {
    ToolCall call = ToolCall.of("price", JsonNodeFactory.instance.objectNode().put("item", "tea"));
    return question("tea")
        .then(Message.calling(call), Message.resultOf(call, "3"), Message.of(Role.ASSISTANT, "3"));
  }
}
// end::own-tools[]
