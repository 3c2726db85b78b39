package org.temper.data.jinja.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.temper.data.chat.ChatContext;
import org.temper.data.chat.ChatContext.GenerationPrompt;
import org.temper.data.chat.ChatTemplate;
import org.temper.data.jinja.TemplateException;
import org.temper.data.jinja.syntax.TemplateParser;

/** Templates that would take all time, all memory or all of the stack end with one line. */
class BoundsTest {
  private static final String LOOP = "{% for i in range(100000) %}";
  private static final String END = "{% endfor %}";

  private static String render(String source) {
    return ChatTemplate.of("hostile", source)
        .render(ChatContext.of(JsonNodeFactory.instance.arrayNode(), GenerationPrompt.ADDED))
        .text();
  }

  private static String grown(String start, String step, String end) {
    return "{% set n = namespace(x="
        + start
        + ") %}"
        + LOOP
        + "{% set n.x = "
        + step
        + " %}"
        + END
        + end;
  }

  private static Stream<String> hostile() {
    return Stream.of(
        "{{ 'x' * 10**9 }}",
        "{{ [1] * 10**9 }}",
        "{{ range(10**12) }}",
        "{{ 10**(10**10) }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ '%.1000000000f' % 1.5 }}",
        "{{ '{:1000000000}'.format(1) }}",
        "{{ '{:0100000000,}'.format(1) }}",
        "{{ 'x'.center(10**10) }}",
        "{{ 'x'|center(10**10) }}",
        "{{ '\\t'.expandtabs(10**9) }}",
        "{{ [1]|tojson(indent=10**9) }}",
        "{{ 'a\\nb'|indent(10**9) }}",
        "{{ [1]|batch(10**9, 'x')|list }}",
        "{{ [1]|slice(10**9)|list }}",
        "{{ 'x'.join(['y' * 1000000] * 1000) }}",
        "{{ (['y' * 1000000] * 100000)|map('upper')|list }}",
        "{{ ('ab' * 1000000)|list }}",
        "{{ ('a'*1000000)|replace('', 'bbbbbbbbbbbb') }}",
        LOOP + LOOP + END + END,
        LOOP + "{{ 'x' * 100 }}" + END,
        LOOP + "{{ range(100000)|sum }}" + END,
        "{% set s = 'a' * 1000000 %}" + LOOP + "{{ 'b' in s }}" + END,
        "{% set s = 'a' * 1000000 %}" + LOOP + "{{ s[i] }}" + END,
        "{% set s = 'a' * 1000000 %}" + LOOP + "{{ s.isdigit() }}" + END,
        grown("'a'", "n.x + n.x", ""),
        grown("[1]", "n.x + n.x", ""),
        grown("7", "n.x * n.x", ""),
        grown("[1]", "[n.x]", "{{ n.x }}"),
        grown("[1]", "[n.x]", "{{ n.x|tojson }}"),
        grown("[1]", "[n.x, n.x]", "{{ n.x }}"),
        "{% set b = 7**9000 %}" + LOOP + "{% set c = b * b // b %}" + END,
        "{% set n = namespace() %}{% set n.n = n %}{{ n }}",
        "{% set n = namespace() %}{% set n.n = [n] %}{{ n.n }}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{% macro f() %}{{ f() ~ f() }}{% endmacro %}{{ f() }}",
        "{% for n in [1] recursive %}{{ loop([1]) }}" + END,
        "{{ " + "(".repeat(5000) + "1" + ")".repeat(5000) + " }}",
        "{{ " + "[".repeat(5000) + " }}",
        "{{ " + "-".repeat(5000) + "1 }}",
        "{{ " + "not ".repeat(5000) + "1 }}",
        "{{ 1" + " if 1 else 1".repeat(5000) + " }}",
        "{{ 1" + " + 1".repeat(5000) + " }}",
        "{{ 1" + " and 1".repeat(50000) + " }}",
        "{{ x" + ".a".repeat(5000) + " }}",
        "{{ 1" + "|string".repeat(5000) + " }}",
        "{% if true %}".repeat(3000),
        "a".repeat(TemplateParser.MAX_SOURCE + 1),
        "{{ raise_exception('a\\nb' * 100000) }}");
  }

  @ParameterizedTest
  @MethodSource("hostile")
  @Timeout(10)
  void aHostileTemplateEndsWithOneLine(String source) {
    assertThatThrownBy(() -> render(source))
        .isInstanceOf(TemplateException.class)
        .satisfies(
            raised ->
                assertThat(raised.getMessage())
                    .startsWith("hostile, line 1: ")
                    .doesNotContain("\n")
                    .hasSizeLessThanOrEqualTo(TemplateException.LENGTH));
  }

  @Test
  void boundsGrowWithTheConversation() {
    ArrayNode messages = JsonNodeFactory.instance.arrayNode();
    String content = "word ".repeat(2_000);
    for (int i = 0; i < 2_000; i++) {
      messages.addObject().put("role", "user").put("content", content);
    }
    String text =
        ChatTemplate.of(
                "t", "{% for m in messages %}{{ m.role ~ ': ' ~ m.content|trim }}\n{% endfor %}")
            .render(ChatContext.of(messages, GenerationPrompt.LEFT_OUT))
            .text();
    assertThat(text).hasSize(2_000 * ("user: ".length() + content.length()));
    assertThat(text.length()).isGreaterThan(10_000_000);
  }

  @Test
  void recursionOfUsualDepthIsNoError() {
    String down = "{% macro f(n) %}{% if n %}{{ n }},{{ f(n - 1) }}{% endif %}{% endmacro %}";
    assertThat(render(down + "{{ f(60) }}")).startsWith("60,59,").endsWith("2,1,");
  }
}
