package org.temper.environments.calls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CallSyntaxProperties {
  private static final List<String> PARTS =
      List.of(
          "<tool_call>",
          "</tool_call>",
          "<|python_tag|>",
          "[TOOL_CALLS]",
          "[ARGS]",
          "[CALL_ID]",
          "</think>",
          "<think>",
          "```",
          "```json\n",
          "\n",
          "{",
          "}",
          "[",
          "]",
          ",",
          ";",
          "\"",
          "\\",
          "{\"name\":",
          "\"f\"",
          ",\"arguments\":",
          "1e999999999",
          "{\"name\":\"f\",\"arguments\":{\"a\":1}}",
          "null",
          "\uD83D",
          "é");

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> parts =
        Arbitraries.of(PARTS).list().ofMaxSize(12).map(list -> String.join("", list));
    return Arbitraries.oneOf(parts, Arbitraries.strings().ofMaxLength(30));
  }

  @Property(tries = 4000)
  void anyTextIsRead(@ForAll("texts") String text, @ForAll CallSyntax syntax) {
    WrittenTurn turn = syntax.read(text);
    assertThat(syntax.read(text)).isEqualTo(turn);
    if (turn.calls().isEmpty()) {
      assertThat(turn.said()).isEqualTo(text.strip());
    }
    turn.calls()
        .forEach(
            call -> {
              if (call instanceof WrittenTurn.Malformed malformed) {
                assertThat(malformed.reason()).isNotEmpty().doesNotContain("\n");
              }
            });
  }
}
