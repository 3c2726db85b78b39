package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.temper.algorithms.group.GroupConfig;
import org.temper.algorithms.group.GroupMethod;
import org.temper.algorithms.group.GroupTrainer;
import org.temper.algorithms.policygradient.PolicyMetrics;
import org.temper.algorithms.ppo.PpoConfig;
import org.temper.algorithms.ppo.PpoTrainer;
import org.temper.algorithms.rollouts.EnvironmentRollouts;
import org.temper.algorithms.rollouts.EnvironmentTask;
import org.temper.algorithms.rollouts.RolloutConfig;
import org.temper.algorithms.run.IterationTrainer;
import org.temper.api.Policy;
import org.temper.api.rollouts.RolloutBatch;
import org.temper.data.chat.ChatContext.SpecialTokens;
import org.temper.data.chat.ChatFormat;
import org.temper.data.chat.ChatTemplate;
import org.temper.data.chat.Conversation;
import org.temper.data.chat.ConversationTokenization;
import org.temper.data.chat.Message;
import org.temper.data.chat.Role;
import org.temper.data.chat.Tool;
import org.temper.environments.Task;
import org.temper.environments.tools.ToolEnvironments;
import org.temper.environments.tools.ToolEpisode;
import org.temper.environments.tools.ToolLimits;
import org.temper.samplers.Rollouts;
import org.temper.samplers.SamplingConfig;
import org.temper.samplers.rewards.EnvironmentRewards;
import org.temper.testkit.GradientDescent;
import org.temper.testkit.PieceCodec;
import org.temper.testkit.tables.TablePolicy;
import org.temper.testkit.tables.TableValueModel;

/** Environments with tools in the trainers that play environments. */
class ToolEnvironmentTrainingTest {
  private static final int ITERATIONS = 30;
  private static final PieceCodec CODEC =
      new PieceCodec(
          List.of("<|im_end|>"),
          List.of("<tool_call>{\"name\": \"ring\"}</tool_call>", "<tool_call>oops</tool_call>"));
  private static final String TEMPLATE =
      "{% for t in tools or [] %}[{{ t.function.name }}]{% endfor %}"
          + "{% for m in messages %}{{ m.content }}{% for c in m.tool_calls or [] %}<tool_call>"
          + "{\"name\": \"{{ c.function.name }}\", \"arguments\": {{ c.function.arguments | tojson"
          + " }}}</tool_call>{% endfor %}<|im_end|>{% endfor %}"
          + "{% if add_generation_prompt %}>{% endif %}";

  /** A bell that should be rung, and then left alone. */
  public static class Bell implements ToolEpisode<String> {
    private int rung;

    @Tool("rings")
    public String ring() {
      rung++;
      return "ding";
    }

    @Override
    public OptionalDouble reward(String answer) {
      return OptionalDouble.of(rung > 0 ? 1 : 0);
    }
  }

  private static EnvironmentRollouts source(Policy policy) {
    ToolEnvironments<String> bells =
        ToolEnvironments.<String>of(
                ConversationTokenization.of(
                    CODEC, ChatFormat.of(ChatTemplate.of("bell", TEMPLATE), SpecialTokens.none())),
                Bell::new)
            .withLimits(ToolLimits.defaults().withTurns(3));
    List<EnvironmentTask<Task<String>>> tasks =
        IntStream.range(0, 8)
            .mapToObj(
                i -> new Task<>("bell-" + i, "", Conversation.of(Message.of(Role.USER, "go"))))
            .map(task -> new EnvironmentTask<>(task.key(), task, () -> bells.of(task)))
            .toList();
    return EnvironmentRollouts.of(
        Rollouts.of(policy, CODEC, SamplingConfig.defaults().withMaxNewTokens(4), 3),
        tasks,
        new EnvironmentRewards<>(),
        RolloutConfig.of(8, 8));
  }

  /** Logits by which a turn is a letter, a call, or what should be one. */
  private static float[][] logits() {
    int size = (int) CODEC.vocabularySize();
    float[][] logits = new float[size][size];
    for (float[] row : logits) {
      Arrays.fill(row, -20);
      row['a'] = 1;
      row[128] = 0;
      row[(int) CODEC.piece(0)] = -1;
      row[(int) CODEC.piece(1)] = 0;
    }
    return logits;
  }

  /** The rewards of the iterations, each on episodes of its own. */
  private static double[] rewards(
      IterationTrainer<RolloutBatch> trainer, EnvironmentRollouts source) {
    return IntStream.range(0, ITERATIONS)
        .mapToDouble(
            i -> trainer.iterate(source.update(1, i).microBatches()).get(PolicyMetrics.REWARD))
        .toArray();
  }

  @Test
  void grpoLearnsToCall() {
    try (TablePolicy policy = TablePolicy.of(logits());
        GradientDescent optimizer = GradientDescent.of(policy.parameters(), 20)) {
      EnvironmentRollouts source = source(policy);
      GroupTrainer trainer =
          new GroupTrainer(policy, optimizer, GroupConfig.of(GroupMethod.grpo()), 1);
      double[] rewards = rewards(trainer, source);
      assertThat(rewards[0]).isLessThan(0.5);
      assertThat(rewards[ITERATIONS - 1]).isGreaterThan(rewards[0] + 0.3);
    }
  }

  @Test
  void ppoLearnsToCall() {
    try (TablePolicy policy = TablePolicy.of(logits());
        TableValueModel values = TableValueModel.of(new float[(int) CODEC.vocabularySize()]);
        GradientDescent optimizer = GradientDescent.of(policy.parameters(), 20);
        GradientDescent valueOptimizer = GradientDescent.of(values.parameters(), 1)) {
      EnvironmentRollouts source = source(policy);
      PpoTrainer trainer =
          PpoTrainer.separate(
              policy, Optional.empty(), optimizer, values, valueOptimizer, PpoConfig.defaults(), 1);
      double[] rewards = rewards(trainer, source);
      assertThat(rewards[ITERATIONS - 1]).isGreaterThan(rewards[0] + 0.3);
    }
  }
}
