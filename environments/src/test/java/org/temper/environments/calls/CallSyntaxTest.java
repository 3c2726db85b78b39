package org.temper.environments.calls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.temper.environments.calls.WrittenTurn.Call;
import org.temper.environments.calls.WrittenTurn.Malformed;

class CallSyntaxTest {

  /** What was read, a line a call: name and arguments, or why there is none; what was said last. */
  private static String read(CallSyntax syntax, String text) {
    WrittenTurn turn = syntax.read(text);
    return turn.calls().stream()
            .map(
                call ->
                    call instanceof Call good
                        ? good.name() + good.arguments() + good.id().map(id -> "#" + id).orElse("")
                        : ((Malformed) call).reason())
            .map(line -> line + "\n")
            .collect(Collectors.joining())
        + "|"
        + turn.said();
  }

  @Test
  void hermesCallsStandBetweenTags() {
    assertThat(
            read(
                CallSyntax.HERMES,
                "I look.\n<tool_call>\n{\"name\": \"f\", \"arguments\": {\"a\": 1}}\n</tool_call>\n"
                    + "<tool_call>{\"name\":\"g\",\"parameters\":{}}</tool_call>"))
        .isEqualTo("f{\"a\":1}\ng{}\n|I look.");
    assertThat(read(CallSyntax.HERMES, "<tool_call>{\"name\":\"f\",\"arguments\":{}}"))
        .isEqualTo("f{}\n|");
    assertThat(
            read(CallSyntax.HERMES, "<tool_call>[{\"name\":\"f\"},{\"name\":\"g\"}]</tool_call>"))
        .isEqualTo("f{}\ng{}\n|");
    assertThat(read(CallSyntax.HERMES, "just text {\"name\": \"f\", \"arguments\": {}}"))
        .isEqualTo("|just text {\"name\": \"f\", \"arguments\": {}}");
  }

  @Test
  void aTagWithinAStringOfACallIsText() {
    assertThat(
            read(
                CallSyntax.HERMES,
                "<tool_call>{\"name\":\"f\",\"arguments\":{\"s\":\"</tool_call><tool_call>\"}}"
                    + "</tool_call>!"))
        .isEqualTo("f{\"s\":\"</tool_call><tool_call>\"}\n|!");
  }

  @Test
  void argumentsMayBeSpelledAsAString() {
    assertThat(
            read(
                CallSyntax.HERMES,
                "<tool_call>{\"name\":\"f\",\"arguments\":\"{\\\"a\\\": 2}\"}</tool_call>"))
        .isEqualTo("f{\"a\":2}\n|");
  }

  @Test
  void whatIsMarkedAndCannotBeReadIsMalformed() {
    String expected = "call: expected JSON {\"name\": …, \"arguments\": {…}}, got '";
    assertThat(read(CallSyntax.HERMES, "<tool_call>{\"name\": \"f\", </tool_call>then"))
        .isEqualTo(expected + "{\"name\": \"f\",'\n|then");
    assertThat(read(CallSyntax.HERMES, "<tool_call>f(1)\n<tool_call>{\"name\":\"g\"}</tool_call>"))
        .isEqualTo(expected + "f(1)'\ng{}\n|");
    assertThat(read(CallSyntax.HERMES, "<tool_call>{\"name\":\"f\",\"arguments\":[1]}</tool_call>"))
        .isEqualTo("f: expected arguments as a JSON object, got [1]\n|");
    assertThat(read(CallSyntax.HERMES, "<tool_call>{\"arguments\":{}}</tool_call>"))
        .startsWith(expected);
    assertThat(read(CallSyntax.HERMES, "<tool_call>")).isEqualTo(expected + "'\n|");
  }

  @Test
  void callsWithinReasoningAreNone() {
    String call = "<tool_call>{\"name\":\"f\",\"arguments\":{}}</tool_call>";
    assertThat(read(CallSyntax.HERMES, "<think>" + call + "</think>\nno"))
        .isEqualTo("|<think>" + call + "</think>\nno");
    assertThat(CallSyntax.HERMES.read("so</think>\n\nthus " + call).answer()).isEqualTo("thus");
    assertThat(read(CallSyntax.JSON, "hm</think>\n\n{\"name\":\"f\",\"arguments\":{}}"))
        .isEqualTo("f{}\n|hm</think>");
  }

  @Test
  void llamaCallsAreTheWholeTurn() {
    assertThat(read(CallSyntax.LLAMA, "{\"name\": \"f\", \"parameters\": {\"a\": \"b\"}}"))
        .isEqualTo("f{\"a\":\"b\"}\n|");
    assertThat(
            read(
                CallSyntax.LLAMA,
                "<|python_tag|>{\"name\": \"f\", \"parameters\": {}}; {\"name\": \"g\","
                    + " \"parameters\": {}}"))
        .isEqualTo("f{}\ng{}\n|");
    assertThat(read(CallSyntax.LLAMA, "<|python_tag|>f.call(1)"))
        .isEqualTo("call: expected JSON {\"name\": …, \"arguments\": {…}}, got 'f.call(1)'\n|");
    assertThat(read(CallSyntax.LLAMA, "{\"name\": \"f\", \"parameters\": {"))
        .startsWith("call: expected JSON");
    assertThat(read(CallSyntax.LLAMA, "{\"answer\": 4}")).isEqualTo("|{\"answer\": 4}");
    assertThat(read(CallSyntax.LLAMA, "It is 4.")).isEqualTo("|It is 4.");
  }

  @Test
  void mistralCallsFollowTheMark() {
    assertThat(
            read(
                CallSyntax.MISTRAL,
                "[TOOL_CALLS][{\"name\": \"f\", \"arguments\": {}, \"id\": \"abcdefghi\"},"
                    + " {\"name\": \"g\", \"arguments\": {}}]"))
        .isEqualTo("f{}#abcdefghi\ng{}\n|");
    assertThat(read(CallSyntax.MISTRAL, "Now [TOOL_CALLS]f[ARGS]{\"a\": 1}[TOOL_CALLS]g{}"))
        .isEqualTo("f{\"a\":1}\ng{}\n|Now");
    assertThat(read(CallSyntax.MISTRAL, "[TOOL_CALLS]f[CALL_ID]abcdefghi[ARGS]{}"))
        .isEqualTo("f{}#abcdefghi\n|");
    assertThat(read(CallSyntax.MISTRAL, "[{\"name\": \"f\", \"arguments\": {}}]"))
        .isEqualTo("f{}\n|");
    assertThat(read(CallSyntax.MISTRAL, "[1, 2]")).isEqualTo("|[1, 2]");
    assertThat(read(CallSyntax.MISTRAL, "[TOOL_CALLS]oh no")).startsWith("call: expected JSON");
    assertThat(read(CallSyntax.MISTRAL, "[TOOL_CALLS][{\"name\": ")).startsWith("call: expected");
  }

  @Test
  void plainCallsBeginALine() {
    assertThat(
            read(
                CallSyntax.JSON,
                "I look.\n```json\n{\"name\": \"f\", \"arguments\": {\"a\": 1}}\n```\nSo."))
        .isEqualTo("f{\"a\":1}\n|I look.\nSo.");
    assertThat(
            read(
                CallSyntax.JSON,
                "[{\"name\":\"f\",\"arguments\":{}},\n {\"name\":\"g\",\"arguments\":{}}]"))
        .isEqualTo("f{}\ng{}\n|");
    assertThat(
            read(
                CallSyntax.JSON,
                "{\"name\":\"f\",\"arguments\":{}}\n{\"name\":\"g\",\"arguments\":{}}"))
        .isEqualTo("f{}\ng{}\n|");
    assertThat(read(CallSyntax.JSON, "{\"name\": \"Ann\", \"age\": 3}"))
        .isEqualTo("|{\"name\": \"Ann\", \"age\": 3}");
    assertThat(read(CallSyntax.JSON, "{1, 2}\nis a set")).isEqualTo("|{1, 2}\nis a set");
    assertThat(read(CallSyntax.JSON, "{\"name\": \"f\", \"arguments\": ")).startsWith("call:");
    assertThat(
            read(
                CallSyntax.JSON,
                "{\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}"))
        .isEqualTo("f{}\n|");
  }

  @Test
  void everySyntaxReadsItsOwnExample() {
    for (CallSyntax syntax : CallSyntax.values()) {
      String example = syntax.example().replace("{…}", "{}").replace("…", "\"f\"");
      assertThat(syntax.read(example).calls())
          .as(syntax.name())
          .hasSize(1)
          .first()
          .isInstanceOf(Call.class);
      assertThat(syntax.read("").equals(new WrittenTurn("", List.of()))).isTrue();
    }
  }
}
