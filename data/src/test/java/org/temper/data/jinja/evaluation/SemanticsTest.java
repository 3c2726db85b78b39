package org.temper.data.jinja.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.temper.data.chat.ChatContext;
import org.temper.data.chat.ChatContext.GenerationPrompt;
import org.temper.data.chat.ChatContext.SpecialTokens;
import org.temper.data.chat.ChatTemplate;
import org.temper.data.jinja.TemplateException;

/**
 * Pieces of templates with what transformers 5.23.0 and Jinja2 3.1.6 render, or that they raise an
 * error: values, filters and tests; methods and operators; statements, scopes and white space.
 */
class SemanticsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Clock NOW =
      Clock.fixed(Instant.parse("2026-11-28T16:00:00Z"), ZoneOffset.UTC);

  private static Stream<JsonNode> groups() throws IOException {
    try (InputStream in = SemanticsTest.class.getResourceAsStream("semantics.json")) {
      List<JsonNode> groups = new ArrayList<>();
      JSON.readTree(in).forEach(groups::add);
      return groups.stream();
    }
  }

  private static String rendered(String source, ObjectNode variables) {
    ChatContext context =
        new ChatContext(
            JSON.createArrayNode(),
            null,
            GenerationPrompt.LEFT_OUT,
            variables,
            NOW,
            new SpecialTokens("<s>", "</s>", null, null));
    try {
      return "text: " + ChatTemplate.of("t", source).render(context).text();
    } catch (TemplateException raised) {
      assertThat(raised.getMessage()).startsWith("t, line ").doesNotContain("\n");
      return "an error";
    }
  }

  @ParameterizedTest
  @MethodSource("groups")
  void everyPieceIsRenderedAsItIsThere(JsonNode group) {
    List<String> wrong = new ArrayList<>();
    ObjectNode variables = (ObjectNode) group.get("variables");
    for (JsonNode one : group.get("cases")) {
      String source = one.get(0).asText();
      String expected = one.size() == 1 ? "an error" : "text: " + one.get(1).asText();
      String found = rendered(source, variables);
      if (!found.equals(expected)) {
        wrong.add(source + "\n  expected " + expected + "\n  found " + found);
      }
    }
    assertThat(group.get("cases").size()).isGreaterThan(800);
    assertThat(wrong).isEmpty();
  }

  @Test
  void anErrorTellsItsLine() {
    assertThat(line("a\n{{ b }}\n{{ b.c }}")).isEqualTo(3);
    assertThat(line("{% if true %}\n\n{{ 1 +\n 'a' }}{% endif %}")).isEqualTo(3);
    assertThat(line("{% macro m() %}\n{{ raise_exception('no') }}{% endmacro %}\n\n{{ m() }}"))
        .isEqualTo(2);
    assertThat(line("a\n{% for %}")).isEqualTo(2);
    assertThat(line("a\n\n{{ 'open }}")).isEqualTo(3);
    assertThat(line("\n{{ 1 | nosuch }}")).isEqualTo(2);
  }

  private static int line(String source) {
    try {
      ChatTemplate.of("t", source)
          .render(ChatContext.of(JSON.createArrayNode(), GenerationPrompt.LEFT_OUT));
    } catch (TemplateException raised) {
      return raised.line();
    }
    throw new AssertionError("no error: " + source);
  }

  @Test
  void whatIsNotSupportedIsSaid() {
    for (String source :
        List.of(
            "{% include 'a' %}",
            "{% import 'a' as b %}",
            "{% from 'a' import b %}",
            "{% extends 'a' %}",
            "{% autoescape true %}{% endautoescape %}",
            "{{ lipsum() }}",
            "{{ [1]|random }}",
            "{{ 1|pprint }}",
            "{{ 'a'|urlize }}",
            "{{ 'a'|wordwrap }}",
            "{{ {}|xmlattr }}",
            "{{ 'a'.encode() }}",
            "{{ (-1) ** 0.5 }}")) {
      assertThat(rendered(source, JSON.createObjectNode())).as(source).isEqualTo("an error");
    }
  }
}
