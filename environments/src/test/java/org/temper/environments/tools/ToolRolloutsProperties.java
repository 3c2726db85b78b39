package org.temper.environments.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenScores;
import org.temper.api.TokenSequence;
import org.temper.api.rollouts.Environment;
import org.temper.api.rollouts.Segment;
import org.temper.api.rollouts.Trajectory;
import org.temper.data.chat.ChatContext.GenerationPrompt;
import org.temper.data.chat.Conversation;
import org.temper.data.chat.ConversationTokenization;
import org.temper.data.chat.Message;
import org.temper.data.chat.Role;
import org.temper.data.chat.Tool;
import org.temper.environments.Task;
import org.temper.environments.TinyChat;
import org.temper.environments.calls.CallSyntax;
import org.temper.samplers.Rollouts;
import org.temper.samplers.SamplingConfig;
import org.temper.testkit.PieceCodec;
import org.temper.testkit.tables.TablePolicy;

/** Random policies in random dialogues with random tools. */
class ToolRolloutsProperties {
  private static final PieceCodec CODEC =
      TinyChat.codec(
          "<tool_call>{\"name\": \"add\", \"arguments\": {\"a\": 1, \"b\": 2}}</tool_call>",
          "<tool_call>\n{\"name\":\"echo\",\"arguments\":{\"text\":\"<|im_end|> x\"}}\n</tool_call>",
          "<tool_call>{\"name\": \"fail\"}</tool_call>",
          "<tool_call>{\"name\": \"none\", \"arguments\": {}}",
          "<tool_call>{\"name\": \"add\", \"arguments\": {\"a\": \"x\"}}</tool_call>",
          "{\"name\": \"add\", \"parameters\": {\"a\": 1, \"b\": 2}}",
          "{\"name\": \"echo\", \"arguments\": {\"text\": \"x\"}}",
          "[TOOL_CALLS][{\"name\": \"add\", \"arguments\": {\"a\": 3, \"b\": 4}}]",
          "[TOOL_CALLS]fail[ARGS]{}",
          "[TOOL_CALLS]",
          "<tool_call>",
          "</tool_call>",
          "{\"name\": ",
          "</think>",
          "so",
          "\n\n ");

  /** How a template writes calls, and how tools are made known where it has none. */
  enum Dialect {
    HERMES(TinyChat.HERMES, CallSyntax.HERMES),
    LLAMA(TinyChat.LLAMA, CallSyntax.LLAMA),
    MISTRAL(TinyChat.MISTRAL, CallSyntax.MISTRAL),
    JSON(TinyChat.PLAIN, CallSyntax.JSON);

    private final String template;
    private final CallSyntax syntax;

    Dialect(String template, CallSyntax syntax) {
      this.template = template;
      this.syntax = syntax;
    }
  }

  /** Some tools. */
  public static class Few {
    @Tool("adds")
    public int add(int a, int b) {
      return a + b;
    }
  }

  /** More tools. */
  public static class More {
    @Tool("echoes")
    public String echo(String text) {
      return text + "<|im_start|>";
    }

    @Tool("fails")
    public void fail() {
      throw new IllegalStateException("as asked");
    }
  }

  /** An environment that keeps the actions that it was given. */
  private record Recorded(ToolEnvironment<?> environment, List<ImmutableLongArray> actions)
      implements Environment {
    @Override
    public ImmutableLongArray reset(long seed) {
      return environment.reset(seed);
    }

    @Override
    public Step step(ImmutableLongArray action) {
      actions.add(action);
      return environment.step(action);
    }

    @Override
    public void close() {
      environment.close();
    }
  }

  private static TablePolicy policy(Random random) {
    int size = (int) CODEC.vocabularySize();
    float[][] logits = new float[size][size];
    for (float[] row : logits) {
      for (int i = 0; i < size; i++) {
        // Pieces and what ends a turn are as likely as all the rest.
        row[i] = (float) random.nextGaussian() + (i >= 128 ? 3 : 0);
      }
    }
    return TablePolicy.of(logits);
  }

  private static Task<String> task(Random random, int number) {
    String[] words = {"hi", "<|im_end|>", " a\n", "<tool_call>", "", "{}"};
    List<Message> messages = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      String text = "";
      for (int w = random.nextInt(4); w >= 0; w--) {
        text += words[random.nextInt(words.length)];
      }
      messages.add(Message.of(i % 2 == 0 ? Role.USER : Role.SYSTEM, text));
    }
    return new Task<>("task-" + number, "", Conversation.of(messages));
  }

  @Property(tries = 120)
  void whatIsTrainedOnIsWhatWasSampled(@ForAll Dialect dialect, @ForAll long seed) {
    Random random = new Random(seed);
    ConversationTokenization tokenization = TinyChat.tokenization(CODEC, dialect.template);
    assertThat(ToolEnvironments.of(tokenization, Few::new).syntax()).isEqualTo(dialect.syntax);
    List<Supplier<?>> kinds = List.of(Few::new, More::new);
    List<Recorded> environments = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      ToolLimits limits =
          ToolLimits.defaults()
              .withTurns(1 + random.nextInt(5))
              .withCallsPerTurn(1 + random.nextInt(3))
              .withTokens(200 + random.nextInt(600))
              .withOutputBytes(1 + random.nextInt(40));
      environments.add(
          new Recorded(
              ToolEnvironments.<String>of(tokenization, kinds.get(random.nextInt(2)))
                  .withLimits(limits)
                  .withReward("turns", 1, (task, transcript) -> transcript.turns().size())
                  .of(task(random, i)),
              new ArrayList<>()));
    }
    try (TablePolicy policy = policy(random)) {
      List<Trajectory> trajectories =
          Rollouts.of(
                  policy,
                  CODEC,
                  SamplingConfig.defaults().withMaxNewTokens(1 + random.nextInt(12)),
                  5)
              .play(environments, seed);
      for (int i = 0; i < trajectories.size(); i++) {
        check(trajectories.get(i), environments.get(i), policy);
        if (dialect == Dialect.HERMES) {
          // Conversations hold calls as text, for a result to follow, in this dialect alone.
          checkText(trajectories.get(i), environments.get(i), tokenization);
        }
      }
    } finally {
      environments.forEach(Recorded::close);
    }
  }

  /** As text it is what the template makes of the same messages with the turns as written. */
  private static void checkText(
      Trajectory trajectory, Recorded played, ConversationTokenization tokenization) {
    Transcript transcript = played.environment().transcript();
    List<Message> messages = new ArrayList<>();
    int turn = 0;
    for (Message message : transcript.conversation().messages()) {
      boolean own = message.role() == Role.ASSISTANT;
      messages.add(
          own ? Message.of(Role.ASSISTANT, transcript.turns().get(turn++).text()) : message);
    }
    Conversation written = transcript.conversation().withMessages(messages);
    String text = tokenization.format().text(written, GenerationPrompt.ADDED);
    assertThat(CODEC.spell(CODEC.encode(text)))
        .startsWith(CODEC.spell(trajectory.tokens().toArray()));
  }

  private static void check(Trajectory trajectory, Recorded played, TablePolicy policy) {
    assertThat(trajectory.actions().stream().map(Segment.Action::tokens).toList())
        .isEqualTo(played.actions());
    assertThat(trajectory.totalReward()).hasValue(played.actions().size());

    TokenSequence sequence = trajectory.toSequence();
    SequenceBatch batch = SequenceBatch.of(List.of(sequence));
    float[] scores;
    try (TokenScores scored = policy.evaluate(batch)) {
      scores = scored.tokenLogProbs().toFloatArray();
    }
    int position = 0;
    for (Segment segment : trajectory.segments()) {
      for (int i = 0; i < segment.tokens().length(); i++, position++) {
        boolean own = segment instanceof Segment.Action;
        assertThat(sequence.completion()[position]).isEqualTo(own);
        if (segment instanceof Segment.Action action) {
          assertThat(action.logProbs().get(i)).isCloseTo(scores[position], within(1e-3));
        }
      }
    }
  }
}
