package org.temper.cli.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.temper.data.chat.ChatContext.SpecialTokens;
import org.temper.data.chat.ChatFormat;
import org.temper.data.chat.ChatTemplate;
import org.temper.data.chat.ConversationTokenization;
import org.temper.data.chat.Param;
import org.temper.data.chat.Tool;
import org.temper.environments.tools.ToolConversation.Form;
import org.temper.environments.tools.ToolLimits;
import org.temper.environments.tools.Toolbox;
import org.temper.samplers.SamplingConfig;
import org.temper.testkit.PieceCodec;

class DialogTest {
  private static final String END = "<|im_end|>";
  private static final String ANSWERS = "<|im_start|>assistant\n";
  private static final PieceCodec CODEC =
      new PieceCodec(List.of(END, "<|im_start|>"), List.of("add"));
  private static final String MESSAGES =
      "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}";
  private static final String CALLS =
      "{% for c in m.tool_calls or [] %}<tool_call>{\"name\": \"{{ c.function.name }}\","
          + " \"arguments\": {{ c.function.arguments | tojson }}}</tool_call>{% endfor %}";
  private static final String CLOSED =
      "<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";
  private static final String TOOLS =
      "{% for t in tools or [] %}[{{ t.function.name }}]{% endfor %}" + MESSAGES + CALLS + CLOSED;
  private static final String PLAIN = MESSAGES + CLOSED;

  /** What can be called. */
  public static final class Desk implements AutoCloseable {
    static final CountDownLatch NEVER = new CountDownLatch(1);
    private int calls;
    private boolean closed;

    @Tool("adds")
    public String add(
        @Param(value = "one", name = "a") int a, @Param(value = "b", name = "b") int b) {
      calls++;
      return a + b + "\nafter " + calls;
    }

    @Tool("hangs")
    public String hangs() throws InterruptedException {
      NEVER.await();
      return "";
    }

    @Tool("throws")
    public String fails() {
      throw new IllegalStateException("out of ink");
    }

    @Tool("says nothing")
    public String silent() {
      return "";
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private final StringWriter printed = new StringWriter();
  private PrintedAnswer listener;

  @BeforeEach
  void listen() {
    listener = new PrintedAnswer(new PrintWriter(printed));
  }

  private static ScriptedPolicy policy(int maxLength, String... turns) {
    return new ScriptedPolicy(
        CODEC, ANSWERS, maxLength, Stream.of(turns).map(turn -> turn + END).toList());
  }

  private static ScriptedPolicy policy(String... turns) {
    return policy(4000, turns);
  }

  private static ToolKit kit(Supplier<?> objects, ToolLimits limits) {
    return new ToolKit(() -> Toolbox.of(objects.get()), limits);
  }

  private static Dialog dialog(ScriptedPolicy policy, String template, @Nullable ToolKit kit) {
    ChatFormat format = ChatFormat.of(ChatTemplate.of("tiny", template), SpecialTokens.none());
    SamplingConfig sampling = SamplingConfig.greedy(500);
    return Dialog.of(policy, ConversationTokenization.of(CODEC, format), sampling, "Be", 1, kit);
  }

  private static Dialog dialog(ScriptedPolicy policy) {
    return dialog(policy, TOOLS, kit(Desk::new, ToolLimits.defaults()));
  }

  private static String call(String name, String arguments) {
    return "<tool_call>{\"name\": \"" + name + "\", \"arguments\": " + arguments + "}</tool_call>";
  }

  @Test
  void callsAreMadeAndTheModelGoesOnUntilItAnswers() {
    String call = call("add", "{\"a\": 1, \"b\": 2}");
    try (ScriptedPolicy policy = policy("Adding." + call, call, "3.", "Bye.");
        Dialog dialog = dialog(policy)) {
      assertThat(dialog.answer("1 + 2?", listener)).isEqualTo("3.");
      String shown = "[call] add {\"a\":1,\"b\":2}\n[result] 3\n[result] after ";
      assertThat(printed)
          .hasToString("Adding." + call + "\n" + shown + "1\n" + call + "\n" + shown + "2\n3.");
      assertThat(dialog.answer("Thanks", listener)).isEqualTo("Bye.");
      assertThat(policy.prompts().get(0))
          .isEqualTo(
              "[add][fails][hangs][silent]<|im_start|>system\nBe<|im_end|>\n"
                  + "<|im_start|>user\n1 + 2?<|im_end|>\n"
                  + ANSWERS);
      assertThat(policy.prompts().get(1))
          .isEqualTo(
              policy.prompts().get(0)
                  + "Adding."
                  + call
                  + "<|im_end|>\n<|im_start|>tool\n3\nafter 1<|im_end|>\n"
                  + ANSWERS);
      assertThat(policy.prompts().get(3))
          .startsWith(policy.prompts().get(2))
          .endsWith("3.<|im_end|>\n<|im_start|>user\nThanks<|im_end|>\n" + ANSWERS);
      assertThat(dialog.sessions()).isEqualTo(1);
    }
  }

  @Test
  void whatWasWrittenOtherwiseThanTheTemplateSpellsItStaysUntilTheNextMessage() {
    String call = "<tool_call>{\"name\":\"add\",\"arguments\":{\"a\":1,\"b\":2}}</tool_call>";
    try (ScriptedPolicy policy = policy(call, "3.", "Bye.");
        Dialog dialog = dialog(policy)) {
      dialog.answer("1 + 2?", listener);
      assertThat(policy.prompts().get(1)).contains(call);
      assertThat(dialog.sessions()).isEqualTo(1);
      dialog.answer("Thanks", listener);
      assertThat(policy.prompts().get(2)).contains(call("add", "{\"a\": 1, \"b\": 2}"));
      assertThat(dialog.sessions()).isEqualTo(2);
    }
  }

  @Test
  void whatIsWrongWithACallIsToldAndShown() {
    ToolLimits limits =
        ToolLimits.defaults().withCallTime(Duration.ofMillis(50)).withCallsPerTurn(5);
    String wrong =
        "<tool_call>oops</tool_call>"
            + call("none", "{}")
            + call("add", "{\"a\": \"x\", \"b\": 1}")
            + call("fails", "{}")
            + call("silent", "{}")
            + call("silent", "{}");
    try (ScriptedPolicy policy = policy(wrong, call("hangs", "{}"), "I give up.");
        Dialog dialog = dialog(policy, TOOLS, kit(Desk::new, limits))) {
      assertThat(dialog.answer("Go", listener)).isEqualTo("I give up.");
      List<String> lines = printed.toString().lines().filter(line -> line.startsWith("[")).toList();
      assertThat(lines.get(0)).startsWith("[call] ").contains("oops");
      assertThat(lines.get(1)).startsWith("[result] error: ");
      assertThat(lines.get(2)).isEqualTo("[call] none {}");
      assertThat(lines.get(3)).startsWith("[result] error: expected one of the tools [add, ");
      assertThat(lines.get(5))
          .isEqualTo("[result] error: add: a: expected type integer, got \"x\"");
      assertThat(lines.get(7))
          .isEqualTo("[result] error: fails: IllegalStateException: out of ink");
      assertThat(lines.get(9)).isEqualTo("[result]");
      assertThat(lines.get(11)).contains("expected at most 5 calls a turn, got more");
      assertThat(lines.get(13)).isEqualTo("[result] error: hangs: gave no answer within 0.05 s");
      assertThat(lines).hasSize(14);
      assertThat(policy.prompts().get(1)).contains("expected type integer", "out of ink");
    }
  }

  @Test
  void whereTheTemplateKnowsNoToolsTheyAreDescribedInText() {
    String call = "{\"name\": \"add\", \"arguments\": {\"a\": 1, \"b\": 2}}";
    try (ScriptedPolicy policy = policy(call, "3.");
        Dialog dialog = dialog(policy, PLAIN, kit(Desk::new, ToolLimits.defaults()))) {
      assertThat(dialog.toolForm()).contains(Form.TEXT);
      assertThat(dialog.answer("1 + 2?", listener)).isEqualTo("3.");
      assertThat(policy.prompts().get(0))
          .startsWith("<|im_start|>system\nYou can call tools.")
          .contains("\n\nBe<|im_end|>\n");
      assertThat(policy.prompts().get(1))
          .endsWith(
              call
                  + "<|im_end|>\n<|im_start|>user\nResult of add: 3\nafter 1<|im_end|>\n"
                  + ANSWERS);
      assertThat(dialog.sessions()).isEqualTo(1);
    }
  }

  @Test
  void aMessageWithoutAnAnswerIsForgotten() {
    String call = call("add", "{\"a\": 1, \"b\": 2}");
    try (ScriptedPolicy policy = policy("Hello.", call, call);
        Dialog dialog = dialog(policy, TOOLS, kit(Desk::new, ToolLimits.defaults().withTurns(2)))) {
      dialog.answer("Hi", listener);
      for (int time = 0; time < 2; time++) {
        assertThatThrownBy(() -> dialog.answer("1 + 2?", listener))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("no answer after 2 turns")
            .hasMessageContaining("--turns");
      }
      assertThat(policy.prompts()).hasSize(5);
      assertThat(policy.prompts().get(3)).isEqualTo(policy.prompts().get(1));
    }
  }

  @Test
  void aResultThatIsTooLongForTheModelIsSaid() {
    String call = call("add", "{\"a\": 1, \"b\": 2}");
    try (ScriptedPolicy policy = policy(150, call);
        Dialog dialog = dialog(policy)) {
      assertThatThrownBy(() -> dialog.answer("1 + 2?", listener))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("and the model takes 150 with the answer; /reset starts anew");
    }
  }

  @Test
  void aResetBeginsWithNewTools() {
    String call = call("add", "{\"a\": 1, \"b\": 2}");
    Desk first = new Desk();
    Desk second = new Desk();
    List<Desk> desks = new ArrayList<>(List.of(first, second));
    try (ScriptedPolicy policy = policy(call, "3.", "Bye.");
        Dialog dialog = dialog(policy, TOOLS, kit(() -> desks.remove(0), ToolLimits.defaults()))) {
      dialog.answer("1 + 2?", listener);
      dialog.answer("Thanks", listener);
      assertThat(first.closed).isFalse();
      dialog.reset();
      assertThat(first.closed).isTrue();
      dialog.answer("1 + 2?", listener);
      assertThat(policy.prompts().get(3)).isEqualTo(policy.prompts().get(0));
      assertThat(policy.prompts().get(4)).isEqualTo(policy.prompts().get(1));
      assertThat(second.closed).isFalse();
    }
    assertThat(second.closed).isTrue();
  }

  @Test
  void withoutToolsACallIsText() {
    String call = call("add", "{\"a\": 1, \"b\": 2}");
    try (ScriptedPolicy policy = policy(call, "Yes.");
        Dialog dialog = dialog(policy, TOOLS, null)) {
      assertThat(dialog.answer("1 + 2?", listener)).isEqualTo(call);
      assertThat(dialog.toolForm()).isEmpty();
      assertThat(dialog.answer("Really?", listener)).isEqualTo("Yes.");
      assertThat(dialog.sessions()).isEqualTo(1);
      assertThat(printed).hasToString(call + "Yes.");
    }
  }
}
