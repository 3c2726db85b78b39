package org.temper.data.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.temper.data.chat.ChatContext.GenerationPrompt;
import org.temper.data.chat.ChatContext.SpecialTokens;
import org.temper.data.jinja.TemplateException;

/** What a template sees of a context, and what a rendering tells. */
class ChatTemplateTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static ArrayNode messages(String json) {
    try {
      return (ArrayNode) JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ObjectNode object(String json) {
    return (ObjectNode) messages("[" + json + "]").get(0);
  }

  private static final ChatContext CONTEXT =
      ChatContext.of(
          messages(
              "[{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"assistant\",\"content\":\"Yo\"}]"),
          GenerationPrompt.LEFT_OUT);

  private static RenderedChat render(String source, ChatContext context) {
    return ChatTemplate.of("t", source).render(context);
  }

  @Test
  void jsonBecomesPythonsValues() {
    ChatContext context =
        CONTEXT.withVariables(
            object(
                "{\"v\":[1,1.0,1e21,100000000000000000000,-0.0,0.1,null,true,{\"b\":1,\"a\":\"x\"}]}"));
    assertThat(render("{{ v }}", context).text())
        .isEqualTo(
            "[1, 1.0, 1e+21, 100000000000000000000, -0.0, 0.1, None, True, {'b': 1, 'a': 'x'}]");
    assertThat(render("{{ v|tojson }}", context).text())
        .isEqualTo(
            "[1, 1.0, 1e+21, 100000000000000000000, -0.0, 0.1, null, true, {\"b\": 1, \"a\": \"x\"}]");
  }

  @Test
  void whatIsAlwaysThere() {
    String source = "{{ tools }} {{ documents }} {{ add_generation_prompt }} {{ bos_token }}|";
    assertThat(render(source, CONTEXT).text()).isEqualTo("None None False |");
    ChatContext full =
        CONTEXT
            .withTools(messages("[{\"type\":\"function\"}]"))
            .withGenerationPrompt(GenerationPrompt.ADDED)
            .withSpecialTokens(new SpecialTokens("<s>", null, null, null));
    assertThat(render(source, full).text()).isEqualTo("[{'type': 'function'}] None True <s>|");
    assertThat(
            render("{{ bos_token }}", full.withVariables(object("{\"bos_token\":\"B\"}"))).text())
        .isEqualTo("B");
  }

  @Test
  void theClockIsTheContexts() {
    ChatContext context =
        CONTEXT.withNow(
            Clock.fixed(Instant.parse("2026-11-28T23:30:00Z"), ZoneId.of("Asia/Seoul")));
    assertThat(render("{{ strftime_now('%d %b %Y %H:%M') }}", context).text())
        .isEqualTo("29 Nov 2026 08:30");
  }

  @Test
  void generatedPartsAreLocated() {
    String source =
        """
        {% for m in messages %}
        {% if m.role == 'assistant' %}<a>{% generation %}{{ m.content }}</a>{% endgeneration %}
        {% else %}😀{{ m.content }}{% endif %}
        {% endfor %}
        """;
    RenderedChat chat = render(source, CONTEXT);
    assertThat(chat.text()).isEqualTo("😀Hi<a>Yo</a>");
    assertThat(chat.generated()).extracting(part -> part.of(chat.text())).containsExactly("Yo</a>");
    assertThat(chat.unlocated()).isZero();
    assertThat(ChatTemplate.of("t", source).marksGeneration()).isTrue();
    assertThat(ChatTemplate.of("t", "{{ 1 }}").marksGeneration()).isFalse();
  }

  @Test
  void aMacroThatIsPrintedKeepsItsPartsLocated() {
    RenderedChat chat =
        render(
            "{% macro m(t) %}<{% generation %}{{ t }}{% endgeneration %}>{% endmacro %}"
                + "a{{ m('b') }}c{{ m('d') }}",
            CONTEXT);
    assertThat(chat.text()).isEqualTo("a<b>c<d>");
    assertThat(chat.generated()).extracting(part -> part.of(chat.text())).containsExactly("b", "d");
  }

  @Test
  void partsThatGoThroughAVariableAreCounted() {
    RenderedChat chat =
        render("{% set x %}{% generation %}a{% endgeneration %}{% endset %}-{{ x }}", CONTEXT);
    assertThat(chat.text()).isEqualTo("-a");
    assertThat(chat.generated()).isEmpty();
    assertThat(chat.unlocated()).isEqualTo(1);
  }

  @Test
  void partsWithinPartsAreOne() {
    RenderedChat chat =
        render(
            "{% generation %}a{% generation %}b{% endgeneration %}c{% endgeneration %}d", CONTEXT);
    assertThat(chat.generated()).containsExactly(new RenderedChat.Span(0, 3));
  }

  @Test
  void aTemplateServesManyThreads() {
    ChatTemplate template =
        ChatTemplate.of(
            "t",
            "{% set n = namespace(s='') %}{% for m in messages %}{% set n.s = n.s ~ m.role %}"
                + "{% endfor %}{{ n.s }}{{ v }}");
    Set<String> texts =
        IntStream.range(0, 400)
            .parallel()
            .mapToObj(
                i -> template.render(CONTEXT.withVariables(object("{\"v\":" + i % 4 + "}"))).text())
            .collect(Collectors.toSet());
    assertThat(texts)
        .containsExactlyInAnyOrder(
            "userassistant0", "userassistant1", "userassistant2", "userassistant3");
  }

  @Test
  void anErrorIsOneLineWithNameAndLine() {
    assertThatThrownBy(() -> render("\n\n{{ raise_exception('no\\nway') }}", CONTEXT))
        .isInstanceOf(TemplateException.class)
        .hasMessage("t, line 3: no\\nway");
    assertThatThrownBy(() -> ChatTemplate.of("my.jinja", "{% if %}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("my.jinja, line 1: expected an expression");
  }

  @Test
  void aContextIsChecked() {
    assertThatThrownBy(() -> ChatContext.of(messages("[1]"), GenerationPrompt.ADDED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("messages: expected objects, got a NUMBER");
    assertThatThrownBy(
            () ->
                new ChatContext(
                    messages("[]"),
                    object("{}"),
                    GenerationPrompt.ADDED,
                    object("{}"),
                    Clock.systemUTC(),
                    SpecialTokens.none()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tools: expected a list of schemas, got a OBJECT");
  }

  @Test
  void nothingThatATemplateDoesReachesTheContext() {
    ArrayNode before = CONTEXT.messages().deepCopy();
    render("{% set messages = [] %}{% for m in messages %}{% set m = 1 %}{% endfor %}", CONTEXT);
    assertThat(CONTEXT.messages()).isEqualTo(before);
    for (String change : List.of("append(1)", "pop()", "clear()", "extend([])", "sort()")) {
      assertThatThrownBy(() -> render("{{ messages." + change + " }}", CONTEXT))
          .isInstanceOf(TemplateException.class)
          .hasMessageContaining("unsafe");
    }
    assertThatThrownBy(() -> render("{{ messages[0].update({}) }}", CONTEXT))
        .hasMessageContaining("unsafe");
  }
}
