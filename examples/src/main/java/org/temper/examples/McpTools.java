package org.temper.examples;

// tag::mcp-tools[]
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.temper.algorithms.rejection.RejectionConfig;
import org.temper.algorithms.rejection.RejectionSampling;
import org.temper.algorithms.rejection.TaskEpisodes;
import org.temper.algorithms.rollouts.EnvironmentTask;
import org.temper.algorithms.run.Schedules;
import org.temper.algorithms.sft.SftTrainer;
import org.temper.data.BatchConfig;
import org.temper.data.chat.Conversation;
import org.temper.data.chat.ConversationTokenization;
import org.temper.data.chat.Message;
import org.temper.data.chat.Role;
import org.temper.data.chat.ToolCall;
import org.temper.data.mixture.MixtureSource;
import org.temper.environments.Task;
import org.temper.environments.tools.ToolEnvironments;
import org.temper.environments.tools.ToolLimits;
import org.temper.mcp.McpToolbox;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.hf.LanguageModel;
import org.temper.models.optimizer.AdamW;
import org.temper.models.optimizer.AdamWConfig;
import org.temper.samplers.Rollouts;
import org.temper.samplers.SamplingConfig;
import org.temper.samplers.rewards.EnvironmentRewards;
import org.temper.samplers.selection.Selection;

/**
 * Rejection sampling with the tools of a Model Context Protocol server on standard input and
 * output: MODEL OUT ROUNDS TASKS LEARNING_RATE SERVER..., up to 48 tasks. The server is {@link
 * ShopServer}; each question takes two calls of its tools, the second with what the first one
 * returned.
 */
public final class McpTools {
  private static final int SHOWN = 8;
  private static final int HELD_OUT = 32;

  private McpTools() {}

  public static void main(String[] args) throws IOException {
    int rounds = Integer.parseInt(args[2]);
    int tasks = Integer.parseInt(args[3]);
    String[] command = Arrays.copyOfRange(args, 5, args.length);
    AdamWConfig settings = AdamWConfig.of(Schedules.constant(Double.parseDouble(args[4]), 5));
    try (McpToolbox server = McpToolbox.stdio(Duration.ofSeconds(20), command);
        LanguageModel model = LanguageModel.load(Path.of(args[0]), DecoderOptions.defaults());
        AdamW optimizer = AdamW.of(model.policy().parameters(), settings)) {
      ConversationTokenization chat =
          ConversationTokenization.of(model.codec(), model.chatFormat().orElseThrow());
      ToolEnvironments<String> shops =
          ToolEnvironments.<String>of(chat, server::lent)
              .withLimits(ToolLimits.defaults().withTokens(model.policy().maxLength()))
              .withReward(
                  "right",
                  1,
                  (task, episode) -> episode.answer().strip().equals(task.data()) ? 1 : 0);
      Rollouts rollouts =
          Rollouts.of(
              model.policy(), model.codec(), SamplingConfig.defaults().withMaxNewTokens(48), 8);
      RejectionSampling.of(
              new SftTrainer(model.policy(), optimizer),
              episodes(rollouts, shops, SHOWN + HELD_OUT, tasks),
              episodes(rollouts, shops, SHOWN, HELD_OUT),
              Selection.atLeast(1).then(Selection.topK(2)),
              RejectionConfig.of(Path.of(args[1]), rounds, 4, 40, BatchConfig.of(16), 1))
          .withDemonstrations(
              List.of(
                  MixtureSource.of(
                      "shown",
                      IntStream.range(0, SHOWN)
                          .mapToObj(i -> chat.sequence(shown(i).withTools(server.definitions())))
                          .toList())))
          .start()
          .lines()
          .forEach(line -> System.out.println(line.kind() + " " + line.values()));
      model.save(Path.of(args[1]).resolve("model"));
    }
  }

  private static TaskEpisodes<Task<String>> episodes(
      Rollouts rollouts, ToolEnvironments<String> shops, int first, int count) {
    return TaskEpisodes.of(
        rollouts,
        IntStream.range(first, first + count)
            .mapToObj(i -> new Task<>("wish/" + i, answer(i), question(i)))
            .map(task -> new EnvironmentTask<>(task.key(), task, () -> shops.of(task)))
            .toList(),
        new EnvironmentRewards<>());
  }

  private static String name(int i) {
    return ShopServer.PEOPLE.get(i);
  }

  private static String answer(int i) {
    return ShopServer.price(ShopServer.wish(name(i)));
  }

  private static Conversation question(int i) {
    return Conversation.of(
        Message.of(Role.USER, "What is the price of the wish of " + name(i) + "?"));
  }

  /** How it is done: two calls with their results, and the answer. */
  private static Conversation shown(int i) {
    String item = ShopServer.wish(name(i));
    ToolCall wish = ToolCall.of("wish", argument("name", name(i)));
    ToolCall price = ToolCall.of("price", argument("item", item));
    return question(i)
        .then(Message.calling(wish), Message.resultOf(wish, item))
        .then(Message.calling(price), Message.resultOf(price, answer(i)))
        .then(Message.of(Role.ASSISTANT, answer(i)));
  }

  private static ObjectNode argument(String name, String value) {
    return JsonNodeFactory.instance.objectNode().put(name, value);
  }
}
// end::mcp-tools[]
