package org.temper.data.jinja.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.temper.data.chat.ChatContext;
import org.temper.data.chat.ChatContext.GenerationPrompt;
import org.temper.data.chat.ChatContext.SpecialTokens;
import org.temper.data.chat.ChatTemplate;
import org.temper.data.jinja.TemplateException;

/**
 * Whatever is done to a template, it is rendered or ends with one line. {@code
 * -Dtemper.mutations=20000} tries more of them.
 */
class TemplateFuzzTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MUTATIONS = Integer.getInteger("temper.mutations", 400);
  private static final long SEED = Long.getLong("temper.seed", 14);
  private static final Duration LONGEST = Duration.ofSeconds(2);

  private static final List<String> OWN =
      List.of(
          """
          {%- set ns = namespace(first=true, n=0) %}
          {%- macro show(message, indent=2) %}
            {%- if message.content is string %}{{ message.content | trim }}
            {%- else %}{% for part in message.content %}{{ part.text }}{% endfor %}{% endif %}
          {%- endmacro %}
          {{- bos_token }}
          {%- if tools %}{{ tools | map(attribute='function') | list | tojson(indent=2) }}{% endif %}
          {%- for message in messages %}
            {%- if loop.first and message.role == 'assistant' %}
              {{- raise_exception('must begin with user') }}
            {%- endif %}
            {%- set ns.n = ns.n + 1 %}
            {{- '<|' ~ message['role'] ~ '|>\\n' ~ show(message) }}
            {%- for call in message.tool_calls or [] %}
              {{- call.function.name + '(' + call.function.arguments | tojson + ')' }}
              {%- if not loop.last %}, {% endif %}
            {%- endfor %}
            {%- generation %}{{ eos_token }}{% endgeneration %}
          {%- endfor %}
          {%- if add_generation_prompt %}{{ '<|assistant|>\\n' }}{% endif %}
          """,
          """
          {% for name, value in {'a': 1, 'b': [2.5, none]}.items() %}
          {{ '%-5s|%5.2f' % (name, loop.index / 3) }} {{ value | string | upper | replace('N', 'n') }}
          {% else %}none{% endfor %}
          {% set text %}{% filter indent(2) %}{{ strftime_now('%d %B %Y') }}{% endfilter %}{% endset %}
          {% with last = messages[-1], rest = messages[:-1] %}{{ last.role }}{{ rest | length }}{% endwith %}
          {% for n in [{'c': [{'c': []}]}] recursive %}({{ loop(n.c) }}){% endfor %}
          {{ messages | selectattr('role', 'equalto', 'user') | map(attribute='content') | join(', ') }}
          {{ "{:>10}{!r}".format(text | length, 'x').split() | sort(reverse=true) | first }}
          """);

  private static ChatContext context(ArrayNode messages, ObjectNode arguments) {
    JsonNode tools = arguments.path("tools");
    return new ChatContext(
        messages,
        tools.isArray() ? tools : null,
        GenerationPrompt.ADDED,
        arguments,
        Clock.systemUTC(),
        new SpecialTokens("<s>", "</s>", null, null));
  }

  private static void mutate(List<String> sources, List<ChatContext> contexts) {
    TemplateMutations mutations = new TemplateMutations(sources, SEED);
    int texts = 0;
    int errors = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      String source = mutations.next();
      long start = System.nanoTime();
      try {
        ChatTemplate.of("m", source).render(contexts.get(i % contexts.size()));
        texts++;
      } catch (TemplateException raised) {
        errors++;
        assertThat(raised.getMessage()).as(source).doesNotContain("\n").hasSizeLessThan(301);
      } catch (RuntimeException | Error other) {
        throw new AssertionError("mutation " + i + ": " + source, other);
      }
      assertThat(System.nanoTime() - start).as(source).isLessThan(LONGEST.toNanos());
    }
    assertThat(texts).isGreaterThan(MUTATIONS / 20);
    assertThat(errors).isGreaterThan(MUTATIONS / 20);
  }

  @Test
  void everyMutationIsRenderedOrEndsWithOneLine() throws IOException {
    ArrayNode messages =
        (ArrayNode)
            JSON.readTree(
                """
                [{"role": "user", "content": "Hi \\ud83d\\ude00"},
                 {"role": "assistant", "content": [{"type": "text", "text": "Hello"}],
                  "tool_calls": [{"function": {"name": "f", "arguments": {"a": 1.0, "b": null}}}]}]
                """);
    mutate(OWN, List.of(context(messages, JSON.createObjectNode())));
  }

  @Test
  @Tag("shared")
  void everyMutationOfPublishedTemplatesIsRenderedOrEndsWithOneLine() throws IOException {
    Path shared = Path.of(System.getProperty("temper.shared", "../shared"), "golden", "chat");
    assumeTrue(Files.isDirectory(shared), "skipped: the shared data are not here");
    List<String> sources = new ArrayList<>();
    try (Stream<Path> files = Files.list(shared.resolve("templates"))) {
      for (Path file : files.sorted().toList()) {
        sources.add(Files.readString(file));
      }
    }
    List<ChatContext> contexts = new ArrayList<>();
    for (JsonNode one : JSON.readTree(shared.resolve("conversations.json").toFile())) {
      contexts.add(context((ArrayNode) one.get("messages"), (ObjectNode) one.get("kw")));
    }
    mutate(sources, contexts);
  }
}
