package org.temper.environments.traces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.IntNode;
import com.google.common.primitives.Bytes;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.Environment;
import org.temper.api.rollouts.Segment;
import org.temper.api.rollouts.Trajectory;
import org.temper.api.rollouts.Verdict;
import org.temper.data.MalformedDataException;
import org.temper.data.chat.Conversation;
import org.temper.data.chat.ConversationTokenization;
import org.temper.data.chat.Message;
import org.temper.data.chat.Role;
import org.temper.data.chat.Tool;
import org.temper.environments.Task;
import org.temper.environments.TinyChat;
import org.temper.environments.tools.EpisodeRewards;
import org.temper.environments.tools.ToolEnvironment;
import org.temper.environments.tools.ToolEnvironments;
import org.temper.testkit.PieceCodec;

class TraceFileTest {
  private static final PieceCodec CODEC = TinyChat.codec();
  private static final ConversationTokenization HERMES =
      TinyChat.tokenization(CODEC, TinyChat.HERMES);
  private static final String CALLS =
      "so <tool_call>{\"name\": \"twice\", \"arguments\": {\"x\": 1.5}}</tool_call>"
          + "<tool_call>{\"name\": \"twice\", \"arguments\": {\"x\": null}}</tool_call>"
          + "<tool_call>oops</tool_call>";

  @TempDir Path directory;

  /** A tool. */
  public static class Doubler {
    @Tool("doubles")
    public double twice(double x) {
      return 2 * x;
    }
  }

  /** An episode of one turn of calls and an answer. */
  private static Trace trace(String key, long stream, String answer) {
    Task<String> task =
        new Task<>(key, "3.0", Conversation.of(Message.of(Role.USER, "2 x 1.5 =\u2028?")));
    List<Segment> segments = new ArrayList<>();
    try (ToolEnvironment<String> environment =
        ToolEnvironments.<String>of(HERMES, Doubler::new)
            .withReward("short", 1, (t, transcript) -> 1.0 / transcript.answer().length())
            .withReward("unknown", 0, (t, transcript) -> Double.NaN)
            .of(task)) {
      segments.add(new Segment.Prompt(environment.reset(stream)));
      Ending ending = Ending.truncated("none");
      for (String turn : List.of(CALLS, answer)) {
        ImmutableLongArray action = ImmutableLongArray.copyOf(CODEC.encode(turn + TinyChat.END));
        Environment.Step step = environment.step(action);
        double[] logProbs = new double[action.length()];
        Arrays.setAll(logProbs, i -> -1.0 / (i + 3));
        segments.add(
            new Segment.Action(
                action,
                ImmutableDoubleArray.copyOf(logProbs),
                ImmutableDoubleArray.copyOf(logProbs),
                step.reward()));
        if (!step.observation().isEmpty()) {
          segments.add(new Segment.Observation(step.observation()));
        }
        ending = step.ending().orElse(ending);
      }
      return Trace.of(task, stream, new Trajectory(segments, ending), environment);
    }
  }

  @Test
  void tracesAreReadAsTheyWereWritten() throws IOException {
    Path file = directory.resolve("new/traces.jsonl");
    Trace plain = trace("a", 0, "3.0");
    Trace judged =
        trace("a", 1, "é\n<b>")
            .withData(IntNode.valueOf(7))
            .withVerdict(new Verdict.Failed("no number"));
    try (TraceWriter writer = TraceWriter.open(file)) {
      assertThat(writer.add(plain)).isTrue();
      assertThat(writer.add(judged)).isTrue();
      assertThat(writer.add(plain)).isFalse();
      assertThat(writer.size()).isEqualTo(2);
    }
    assertThat(TraceFile.read(file)).containsExactly(plain, judged);
    assertThat(plain.rewards().total()).isEqualTo(OptionalDouble.of(1.0 / 3));
    assertThat(Files.readAllLines(file).get(0))
        .startsWith("{\"task\":\"a\",\"stream\":0,\"messages\":[{")
        .contains("\"rewards\":{\"short\":0.3333333333333333,\"unknown\":\"NaN\"}")
        .contains(
            "\"counts\":{\"turns\":2,\"calls\":3,\"tokens\":"
                + plain.trajectory().tokens().length()
                + ",\"policy_tokens\":"
                + plain.trajectory().completion().length()
                + ",\"malformed\":1,\"wrong_type\":1}");
  }

  @Test
  void aLineThatWasCutOffIsWrittenAnew() throws IOException {
    Path file = directory.resolve("traces.jsonl");
    Trace first = trace("a", 0, "1");
    Trace second = trace("b", 0, "22");
    try (TraceWriter writer = TraceWriter.open(file)) {
      writer.add(first);
      writer.add(second);
    }
    byte[] whole = Files.readAllBytes(file);
    int line = Bytes.indexOf(whole, (byte) '\n') + 1;
    for (int length = line; length < whole.length; length += 97) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThat(TraceFile.read(file)).containsExactly(first);
      try (TraceWriter writer = TraceWriter.open(file)) {
        assertThat(writer.has(first.key())).isTrue();
        assertThat(writer.has(second.key())).isFalse();
        writer.add(first);
        writer.add(second);
      }
      assertThat(Files.readAllBytes(file)).isEqualTo(whole);
    }
  }

  @Test
  void damageIsSaidWithFileAndLine() throws IOException {
    Path file = directory.resolve("traces.jsonl");
    try (TraceWriter writer = TraceWriter.open(file)) {
      writer.add(trace("a", 0, "1"));
      writer.add(trace("a", 1, "1"));
    }
    String text = Files.readString(file);
    Files.writeString(file, text.replaceFirst("twice", "thrice"));
    for (ThrowingRead read : List.<ThrowingRead>of(TraceFile::read, TraceWriter::open)) {
      assertThatThrownBy(() -> read.of(file))
          .isInstanceOf(MalformedDataException.class)
          .hasMessage(file + ":1: crc32c: expected the checksum of the line, got another");
    }
    Files.writeString(file, SealedLine.seal("{\"task\":\"a\",\"stream\":\"x\"}") + "\n");
    assertThatThrownBy(() -> TraceWriter.open(file))
        .hasMessage(file + ":1: stream: expected an integer, got \"x\"");
    assertThatThrownBy(() -> TraceFile.read(file)).hasMessageContaining(file + ":1");
  }

  private interface ThrowingRead {
    Object of(Path file) throws IOException;
  }

  @Test
  void aFileHasOneWriter() throws IOException {
    Path file = directory.resolve("traces.jsonl");
    try (TraceWriter writer = TraceWriter.open(file)) {
      assertThatThrownBy(() -> TraceWriter.open(file))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("expected to be the only writer");
      writer.add(trace("a", 0, "1"));
    }
  }

  @Test
  void verdictsAndRewardsAreTheSameAgain() throws IOException {
    Path file = directory.resolve("traces.jsonl");
    try (TraceWriter writer = TraceWriter.open(file)) {
      for (int i = 0; i < 50; i++) {
        Trace trace = trace("t" + i, i, "1".repeat(1 + i % 7));
        writer.add(trace.withVerdict(verdict(i)).withData(IntNode.valueOf(i)));
      }
    }
    Function<Trace, Judgment> judge =
        trace ->
            new Judgment(
                Optional.of(verdict(trace.requireData().asInt())),
                rewards(1.0 / trace.transcript().answer().length()));
    Reverification again = Reverification.of(file, judge);
    assertThat(again.traces()).isEqualTo(50);
    assertThat(again.same()).isEqualTo(50);
    assertThat(again.differences()).isEmpty();
    assertThat(again.passed()).isEqualTo(25);

    Reverification other =
        Reverification.of(file, Judgment.by((task, answer) -> new Verdict.Passed(), Trace::key));
    assertThat(other.same()).isEqualTo(25);
    assertThat(other.differences())
        .hasSize(25)
        .first()
        .isEqualTo(
            new Reverification.Difference(
                2, new Trace.Key("t1", 1), "verdict", "Failed[reason=odd 1]", "Passed[]"));
  }

  @Test
  void aSumThatIsAnotherIsFound() throws IOException {
    Path file = directory.resolve("traces.jsonl");
    try (TraceWriter writer = TraceWriter.open(file)) {
      writer.add(trace("a", 0, "4444"));
    }
    assertThat(
            Reverification.of(file, trace -> new Judgment(Optional.empty(), rewards(0.25)))
                .differences())
        .isEmpty();
    EpisodeRewards other = new EpisodeRewards(Map.of(), OptionalDouble.of(0.5));
    assertThat(
            Reverification.of(file, trace -> new Judgment(Optional.empty(), other)).differences())
        .containsExactly(
            new Reverification.Difference(1, new Trace.Key("a", 0), "reward", "0.25", "0.5"));
  }

  private static EpisodeRewards rewards(double shortness) {
    return new EpisodeRewards(
        Map.of("short", shortness, "unknown", Double.NaN), OptionalDouble.of(shortness));
  }

  @Test
  void aPageShowsWhatWasSaidAndEscapesIt() {
    Trace trace = trace("a<1>", 3, "<script>1</script>").withVerdict(new Verdict.Failed("a & b"));
    String page = TracePage.of("traces of \"x\"", List.of(trace, trace));
    assertThat(page)
        .startsWith("<!DOCTYPE html>")
        .endsWith("</html>\n")
        .contains("<h1>traces of &quot;x&quot;</h1>")
        .contains("<td>episodes</td><td class=\"n\">2</td>")
        .contains("<td>calls: malformed</td><td class=\"n\">2</td>")
        .contains("<h3>a&lt;1&gt; · stream 3 · terminated, answer</h3>")
        .contains("<pre>&lt;script&gt;1&lt;/script&gt;</pre>")
        .contains("failed: a &amp; b")
        .contains("<div class=\"message tool problem\"><b>no call · 0.0 ms · malformed</b>")
        .doesNotContain("<script")
        .doesNotContain("http");
  }

  private static Verdict verdict(int i) {
    return i % 2 == 0 ? new Verdict.Passed() : new Verdict.Failed("odd " + i);
  }
}
