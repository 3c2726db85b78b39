package org.temper.benchmarks;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.temper.data.chat.ChatContext;
import org.temper.data.chat.ChatContext.GenerationPrompt;
import org.temper.data.chat.ChatTemplate;
import org.temper.data.chat.RenderedChat;

/** A chat template on a conversation of 20 turns with a tool: a warm rendering, and the reading. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
@State(Scope.Thread)
public class ChatTemplateBenchmark {
  private static final String SOURCE =
      """
      {%- macro show(message) %}
        {%- if message.content is string %}{{ message.content | trim }}{% endif %}
      {%- endmacro %}
      {%- set ns = namespace(last=-1) %}
      {%- for message in messages %}
        {%- if message.role == 'user' %}{% set ns.last = loop.index0 %}{% endif %}
      {%- endfor %}
      {%- if tools %}{% for tool in tools %}{{ tool | tojson(indent=2) }}
      {% endfor %}{% endif %}
      {%- for message in messages %}
        {{- '<|' ~ message['role'] ~ '|>\\n' ~ show(message) }}
        {%- for call in message.tool_calls or [] %}
          {{- call.function.name + '(' + call.function.arguments | tojson + ')' }}
        {%- endfor %}
        {{- '<|end|>\\n' if loop.index0 <= ns.last else eos_token }}
      {%- endfor %}
      {%- if add_generation_prompt %}{{ '<|assistant|>\\n' }}{% endif %}
      """;

  private ChatTemplate template;
  private ChatContext context;

  /** Reads the template and makes the conversation. */
  @Setup
  public void read() {
    template = ChatTemplate.of("benchmark", SOURCE);
    ArrayNode messages = JsonNodeFactory.instance.arrayNode();
    for (int turn = 0; turn < 20; turn++) {
      messages
          .addObject()
          .put("role", "user")
          .put("content", "What is " + turn + " + 1? ".repeat(9));
      ObjectNode answer = messages.addObject().put("role", "assistant").put("content", "");
      ObjectNode function = answer.putArray("tool_calls").addObject().putObject("function");
      function.put("name", "add").putObject("arguments").put("a", turn).put("b", 1.0);
    }
    ArrayNode tools = JsonNodeFactory.instance.arrayNode();
    tools.addObject().put("type", "function").putObject("function").put("name", "add");
    context = ChatContext.of(messages, GenerationPrompt.ADDED).withTools(tools);
  }

  /** Renders the conversation. */
  @Benchmark
  public RenderedChat render() {
    return template.render(context);
  }

  /** Reads the template. */
  @Benchmark
  public ChatTemplate compile() {
    return ChatTemplate.of("benchmark", SOURCE);
  }
}
