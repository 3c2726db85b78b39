package org.temper.environments.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.ImmutableLongArray;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.Environment;
import org.temper.data.chat.ChatContext.GenerationPrompt;
import org.temper.data.chat.Conversation;
import org.temper.data.chat.ConversationTokenization;
import org.temper.data.chat.Message;
import org.temper.data.chat.Param;
import org.temper.data.chat.Role;
import org.temper.data.chat.Tool;
import org.temper.environments.Task;
import org.temper.environments.TinyChat;
import org.temper.environments.calls.CallSyntax;
import org.temper.testkit.EnvironmentLaws;
import org.temper.testkit.PieceCodec;

class ToolEnvironmentTest {
  private static final PieceCodec CODEC =
      TinyChat.codec(
          "<tool_call>{\"name\": \"add\", \"arguments\": {\"a\": 1, \"b\": 2}}</tool_call>");
  private static final ConversationTokenization HERMES =
      TinyChat.tokenization(CODEC, TinyChat.HERMES);
  private static final Task<Integer> TASK =
      new Task<>("sum-3", 3, Conversation.of(Message.of(Role.USER, "1 + 2?")));

  /** What one call of a desk may do. */
  public static class Desk implements ToolEpisode<Integer>, AutoCloseable {
    static final CountDownLatch NEVER = new CountDownLatch(1);
    final List<String> log = new ArrayList<>();
    int right;
    boolean closed;

    enum Kind {
      SMALL,
      LARGE
    }

    record Item(String name, @Param(value = "how many", name = "count") int number) {}

    @Override
    public Optional<String> reset(Task<Integer> task) {
      right = task.data();
      return Optional.empty();
    }

    @Override
    public OptionalDouble reward(String answer) {
      return OptionalDouble.of(answer.equals(Integer.toString(right)) ? 1 : 0);
    }

    @Override
    public void close() {
      closed = true;
    }

    @Tool("adds")
    public int add(int a, int b) {
      log.add(a + "+" + b);
      return a + b;
    }

    @Tool("many types")
    public String types(
        Kind kind,
        List<Item> items,
        Map<String, Double> rates,
        Optional<String> note,
        boolean[] flags,
        byte small) {
      return kind + " " + items + " " + rates + " " + note + " " + flags.length + " " + small;
    }

    @Tool("returns nothing")
    public void nothing() {}

    @Tool("gives an object")
    public Item item() {
      return new Item("é", 2);
    }

    @Tool("throws")
    public String fails(String why) {
      throw new IllegalStateException(why.isEmpty() ? null : why);
    }

    @Tool("crashes")
    public String crashes() {
      throw new StackOverflowError("deep");
    }

    @Tool("hangs")
    public String hangs() throws InterruptedException {
      NEVER.await();
      return "";
    }

    @Tool("says much")
    public String says(int length) {
      return "é".repeat(length);
    }
  }

  private static ToolEnvironments<Integer> desks() {
    return ToolEnvironments.of(HERMES, Desk::new);
  }

  private static long[] turn(String text) {
    return CODEC.encode(text + TinyChat.END);
  }

  private static String call(String name, String arguments) {
    return "<tool_call>{\"name\": \"" + name + "\", \"arguments\": " + arguments + "}</tool_call>";
  }

  private static Environment.Step step(Environment environment, String text) {
    return environment.step(ImmutableLongArray.copyOf(turn(text)));
  }

  /** What the model is told after a turn. */
  private static String told(ToolEnvironments<Integer> environments, String turn) {
    try (ToolEnvironment<Integer> environment = environments.of(TASK)) {
      environment.reset(1);
      Environment.Step step = step(environment, turn);
      assertThat(step.ending()).isEmpty();
      return CODEC.spell(step.observation().toArray()).replace("\n<|im_start|>tool\n", "");
    }
  }

  private static String told(String turn) {
    String all = told(desks(), turn);
    String rest = TinyChat.END + "\n<|im_start|>assistant\n";
    assertThat(all).endsWith(rest);
    return all.substring(0, all.length() - rest.length());
  }

  @Test
  void anEpisodeIsPromptCallResultAnswerReward() {
    try (ToolEnvironment<Integer> environment = desks().of(TASK)) {
      assertThat(CODEC.spell(environment.reset(1).toArray()))
          .isEqualTo(
              "[add][crashes][fails][hangs][item][nothing][says][types]<|im_start|>user\n1 +"
                  + " 2?<|im_end|>\n<|im_start|>assistant\n");
      Environment.Step first = step(environment, "hm " + call("add", "{\"a\": 1, \"b\": 2}"));
      assertThat(CODEC.spell(first.observation().toArray()))
          .isEqualTo("\n<|im_start|>tool\n3<|im_end|>\n<|im_start|>assistant\n");
      assertThat(first.reward()).isEmpty();
      Environment.Step last = step(environment, "3");
      assertThat(last)
          .isEqualTo(
              new Environment.Step(
                  ImmutableLongArray.of(),
                  OptionalDouble.of(1),
                  Optional.of(Ending.terminated("answer"))));
      assertThatThrownBy(() -> step(environment, "4"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("step: expected an episode under way, got one that has ended");
      Transcript transcript = environment.transcript();
      assertThat(HERMES.format().text(transcript.conversation(), GenerationPrompt.LEFT_OUT))
          .endsWith(
              "assistant\nhm<tool_call>{\"name\": \"add\", \"arguments\": {\"a\": 1, \"b\":"
                  + " 2}}</tool_call><|im_end|>\n<|im_start|>tool\n3<|im_end|>\n"
                  + "<|im_start|>assistant\n3<|im_end|>\n");
      assertThat(transcript.answer()).isEqualTo("3");
      assertThat(transcript.problems()).isEmpty();
      assertThat(environment.rewards().byName()).containsExactly(Map.entry("episode", 1.0));
    }
  }

  @Test
  void whatWasSampledIsNotSpelledAnew() {
    try (ToolEnvironment<Integer> environment = desks().of(TASK)) {
      environment.reset(1);
      long[] sampled = {'h', CODEC.piece(0)};
      Environment.Step step = environment.step(ImmutableLongArray.copyOf(sampled));
      // It was cut off before its end token, which comes first then.
      assertThat(CODEC.spell(step.observation().toArray()))
          .isEqualTo("<|im_end|>\n<|im_start|>tool\n3<|im_end|>\n<|im_start|>assistant\n");
      assertThat(environment.transcript().turns().get(0).said()).isEqualTo("h");
    }
  }

  @Test
  void callsOfOneTurnAreMadeInOrder() {
    assertThat(told(call("add", "{\"a\": 1, \"b\": 2}") + call("add", "{\"a\": 10, \"b\": 2}")))
        .isEqualTo("3<|im_end|>12");
    String three = call("add", "{\"a\": 1, \"b\": 2}").repeat(3);
    assertThat(told(desks().withLimits(ToolLimits.defaults().withCallsPerTurn(2)), three))
        .contains("3<|im_end|>3<|im_end|>error: add: expected at most 2 calls a turn, got more<|");
  }

  @Test
  void argumentsBecomeValuesOfTheParametersTypes() {
    assertThat(
            told(
                call(
                    "types",
                    "{\"kind\": \"SMALL\", \"items\": [{\"name\": \"x\", \"count\": 2.0}], \"rates\":"
                        + " {\"r\": 1}, \"flags\": [true], \"small\": 7}")))
        .isEqualTo("SMALL [Item[name=x, number=2]] {r=1.0} Optional.empty 1 7");
    assertThat(told(call("nothing", "{}"))).isEqualTo("ok");
    assertThat(told(call("item", "{}"))).isEqualTo("{\"name\":\"?\",\"number\":2}");
  }

  @Test
  void theModelIsToldWhatIsWrongWithACall() {
    assertThat(told("<tool_call>{\"name\": </tool_call>"))
        .isEqualTo(
            "error: call: expected JSON {\"name\": ?, \"arguments\": {?}}, got '{\"name\":'");
    assertThat(told(call("sub", "{}")))
        .isEqualTo(
            "error: expected one of the tools [add, crashes, fails, hangs, ? 4 more], got 'sub'");
    assertThat(told(call("add", "{\"a\": 1}")))
        .isEqualTo("error: add: b: expected type integer, got nothing");
    assertThat(told(call("add", "{\"a\": 1, \"b\": 2, \"c\": 3}")))
        .isEqualTo("error: add: c: expected one of [a, b], got another");
    assertThat(told(call("add", "{\"a\": \"1\", \"b\": 2}")))
        .isEqualTo("error: add: a: expected type integer, got \"1\"");
    assertThat(told(call("add", "{\"a\": 1.5, \"b\": 2}")))
        .isEqualTo("error: add: a: expected type integer, got 1.5");
    assertThat(told(call("add", "{\"a\": 1e999999999, \"b\": 2}")))
        .startsWith("error: call: expected JSON");
    assertThat(told(call("add", "{\"a\": 3000000000, \"b\": 2}")))
        .startsWith("error: add: a: expected a value of int, got 3000000000");
    assertThat(
            told(
                call(
                    "types",
                    "{\"kind\": \"BIG\", \"items\": [], \"rates\": {}, \"flags\": [], \"small\":"
                        + " 1}")))
        .isEqualTo("error: types: kind: expected one of [SMALL, LARGE], got \"BIG\"");
    assertThat(
            told(
                call(
                    "types",
                    "{\"kind\": \"SMALL\", \"items\": [{\"name\": \"x\"}], \"rates\": {}, \"flags\":"
                        + " [], \"small\": 1}")))
        .isEqualTo("error: types: items[0].count: expected type integer, got nothing");
    assertThat(told(call("fails", "{\"why\": \"no\\nsuch\"}")))
        .isEqualTo("error: fails: IllegalStateException: no\\nsuch");
    assertThat(told(call("fails", "{\"why\": \"\"}")))
        .isEqualTo("error: fails: IllegalStateException");
    assertThat(told(call("crashes", "{}"))).isEqualTo("error: crashes: StackOverflowError: deep");
    assertThat(
            told(
                desks().withLimits(ToolLimits.defaults().withCallTime(Duration.ofMillis(50))),
                call("hangs", "{}")))
        .startsWith("error: hangs: gave no answer within 0.05 s");
  }

  @Test
  void problemsAreCountedByKind() {
    try (ToolEnvironment<Integer> environment = desks().of(TASK)) {
      environment.reset(1);
      step(environment, "<tool_call>?" + call("sub", "{}") + call("add", "{}"));
      step(environment, call("fails", "{\"why\": \"x\"}") + call("add", "{\"a\":1,\"b\":2}"));
      step(environment, "4");
      assertThat(environment.transcript().problems())
          .isEqualTo(
              Map.of(
                  CallProblem.MALFORMED, 1L,
                  CallProblem.UNKNOWN_TOOL, 1L,
                  CallProblem.MISSING_ARGUMENT, 1L,
                  CallProblem.FAILED, 1L));
      assertThat(environment.transcript().calls()).hasSize(5);
      assertThat(environment.rewards().total()).hasValue(0);
    }
  }

  @Test
  void aLongOutputIsCutAndSaysSo() {
    String all =
        told(
            desks().withLimits(ToolLimits.defaults().withOutputBytes(101)),
            call("says", "{\"length\": 5000000}"));
    // Two bytes each: 50 of them, as the codec here spells them.
    assertThat(all).startsWith("?".repeat(50) + "\n[cut: 100 of 10000000 bytes]<|im_end|>");
  }

  @Test
  void limitsTruncateAndTheRewardIsGiven() {
    ToolLimits two = ToolLimits.defaults().withTurns(2);
    try (ToolEnvironment<Integer> environment = desks().withLimits(two).of(TASK)) {
      environment.reset(1);
      step(environment, call("nothing", "{}"));
      Environment.Step last = step(environment, call("nothing", "{}"));
      assertThat(last.ending()).contains(Ending.truncated("turns"));
      assertThat(last.reward()).hasValue(0);
      assertThat(environment.transcript().calls()).hasSize(2);
    }
    ToolLimits tokens = ToolLimits.defaults().withTokens(200);
    try (ToolEnvironment<Integer> environment = desks().withLimits(tokens).of(TASK)) {
      environment.reset(1);
      Environment.Step last = step(environment, call("says", "{\"length\": 100}"));
      assertThat(last.ending()).contains(Ending.truncated(Ending.LENGTH));
      assertThat(last.observation().isEmpty()).isTrue();
      assertThat(last.reward()).hasValue(0);
    }
    try (ToolEnvironment<Integer> environment = desks().of(TASK)) {
      environment.reset(1);
      Environment.Step cut = environment.step(ImmutableLongArray.copyOf(CODEC.encode("3")));
      assertThat(cut.ending()).contains(Ending.truncated(Ending.LENGTH));
      assertThat(cut.reward()).hasValue(1);
    }
  }

  @Test
  void rewardsAreWeightedAndNamed() {
    ToolEnvironments<Integer> environments =
        desks()
            .withReward("few_calls", 0.5, (task, transcript) -> -transcript.calls().size())
            .withReward("length", 0, (task, transcript) -> transcript.answer().length());
    try (ToolEnvironment<Integer> environment = environments.of(TASK)) {
      environment.reset(1);
      step(environment, call("nothing", "{}"));
      assertThat(step(environment, "3").reward()).hasValue(0.5);
      assertThat(environment.rewards().byName())
          .isEqualTo(Map.of("episode", 1.0, "few_calls", -1.0, "length", 1.0));
    }
    try (ToolEnvironment<Integer> environment =
        environments
            .withReward(
                "broken",
                1,
                (task, transcript) -> {
                  throw new IllegalStateException("no");
                })
            .of(TASK)) {
      environment.reset(1);
      // What is not known is left out, not taken as 0.
      assertThat(step(environment, "3").reward()).isEmpty();
      assertThat(environment.rewards().byName()).containsEntry("broken", Double.NaN);
    }
    assertThatThrownBy(() -> environments.withReward("length", 1, (task, transcript) -> 0))
        .hasMessage("name: expected one that no other reward has, got 'length'");
  }

  @Test
  void theObjectIsClosedAndMadeAnewForEachEpisode() {
    List<Desk> made = new ArrayList<>();
    ToolEnvironment<Integer> environment =
        ToolEnvironments.<Integer>of(
                HERMES,
                () -> {
                  made.add(new Desk());
                  return made.get(made.size() - 1);
                })
            .of(TASK);
    environment.reset(1);
    environment.reset(2);
    assertThat(made).hasSize(2);
    assertThat(made.get(0).closed).isTrue();
    environment.close();
    assertThat(made.get(1).closed).isTrue();
  }

  @Test
  void withoutToolsInTheTemplateTheyAreWrittenAsText() {
    ConversationTokenization plain = TinyChat.tokenization(CODEC, TinyChat.PLAIN);
    ToolEnvironments<Integer> environments = ToolEnvironments.of(plain, Desk::new);
    assertThat(environments.syntax()).isEqualTo(CallSyntax.JSON);
    try (ToolEnvironment<Integer> environment = environments.of(TASK)) {
      assertThat(CODEC.spell(environment.reset(1).toArray()))
          .startsWith(
              "<|im_start|>user\nYou can call tools. To call one, write {\"name\": ?,"
                  + " \"arguments\": {?}} and stop. The tools:\n{\"type\":\"function\"")
          .endsWith("\n\n1 + 2?<|im_end|>\n<|im_start|>assistant\n");
      Environment.Step step =
          step(environment, "{\"name\": \"add\", \"arguments\": {\"a\": 1, \"b\": 2}}");
      assertThat(CODEC.spell(step.observation().toArray()))
          .isEqualTo("\n<|im_start|>user\nResult of add: 3<|im_end|>\n<|im_start|>assistant\n");
    }
  }

  @Test
  void itKeepsTheLawsOfEnvironments() {
    List<Task<Integer>> tasks =
        List.of(TASK, new Task<>("other", 4, Conversation.of(Message.of(Role.USER, "2 + 2?"))));
    for (int seed = 0; seed < 20; seed++) {
      EnvironmentLaws.all(desks().drawing(tasks), CODEC.vocabularySize(), 5, seed);
    }
  }

  /** Another kind's tools. */
  public static class Shop {
    @Tool("sells")
    public String sell() {
      return "sold";
    }
  }

  @Test
  void eachTaskSeesTheToolsOfItsKindAlone() {
    RoutedEnvironments routed =
        RoutedEnvironments.of(Integer.class, desks())
            .and(String.class, ToolEnvironments.<String>of(HERMES, Shop::new));
    Task<String> other =
        new Task<>("shop", "apple", Conversation.of(Message.of(Role.USER, "an apple")));
    try (ToolEnvironment<?> desk = routed.of(TASK);
        ToolEnvironment<?> shop = routed.of(other)) {
      assertThat(CODEC.spell(desk.reset(1).toArray())).startsWith("[add]");
      assertThat(CODEC.spell(shop.reset(1).toArray())).startsWith("[sell]<|im_start|>");
      Environment.Step step = step(shop, call("add", "{}"));
      assertThat(CODEC.spell(step.observation().toArray()))
          .contains("error: expected one of the tools [sell], got 'add'");
      Environment.Step last = step(shop, "done");
      // Nobody rewards there.
      assertThat(last.reward()).isEmpty();
    }
    assertThatThrownBy(
            () -> routed.of(new Task<>("x", 'c', Conversation.of(Message.of(Role.USER, "?")))))
        .hasMessageContaining("got java.lang.Character of x; add its environments (and)");
  }
}
