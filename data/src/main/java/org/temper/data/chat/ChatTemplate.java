package org.temper.data.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.temper.data.chat.ChatContext.GenerationPrompt;
import org.temper.data.jinja.TemplateException;
import org.temper.data.jinja.evaluation.JinjaTemplate;
import org.temper.data.jinja.values.None;

/**
 * A chat template: the program, in the Jinja language, by which a model's authors make one text of
 * a conversation. It is read once and renders any number of conversations, in any number of
 * threads, with the variables, functions and filters that Hugging Face's transformers gives it.
 *
 * <p>A rendering is bounded in steps, in text, in lists and in depth, so that a template from
 * anywhere ends.
 */
public final class ChatTemplate {
  private final String name;
  private final String source;
  private final JinjaTemplate template;

  private ChatTemplate(String name, String source, JinjaTemplate template) {
    this.name = name;
    this.source = source;
    this.template = template;
  }

  /**
   * Reads a template.
   *
   * @param name what errors call it, such as its file
   * @param source its source
   * @return the template
   * @throws TemplateException if the source is malformed
   */
  public static ChatTemplate of(String name, String source) {
    return new ChatTemplate(name, source, JinjaTemplate.of(name, source));
  }

  /**
   * What errors call it.
   *
   * @return its name
   */
  public String name() {
    return name;
  }

  /**
   * Its source.
   *
   * @return the source that it was read from
   */
  public String source() {
    return source;
  }

  /**
   * Whether it marks what the assistant writes with generation blocks.
   *
   * @return whether its source has such blocks
   */
  public boolean marksGeneration() {
    return template.marksGeneration();
  }

  /**
   * Renders a conversation.
   *
   * @param context the conversation and what else the template sees
   * @return its text
   * @throws TemplateException if the template raises an error, or does not keep its bounds
   */
  public RenderedChat render(ChatContext context) {
    Map<String, Object> variables = new HashMap<>();
    JsonValues values = new JsonValues();
    put(variables, "bos_token", context.specialTokens().bos());
    put(variables, "eos_token", context.specialTokens().eos());
    put(variables, "pad_token", context.specialTokens().pad());
    put(variables, "unk_token", context.specialTokens().unk());
    JsonNode tools = context.tools();
    variables.put("tools", tools == null ? None.NONE : values.of(tools));
    variables.put("documents", None.NONE);
    variables.put("add_generation_prompt", context.generationPrompt() == GenerationPrompt.ADDED);
    context
        .variables()
        .properties()
        .forEach(entry -> variables.put(entry.getKey(), values.of(entry.getValue())));
    variables.put("messages", values.of(context.messages()));
    JinjaTemplate.Rendered rendered = template.render(variables, values.size(), context.now());
    return new RenderedChat(
        rendered.text(),
        rendered.generated().stream()
            .map(part -> new RenderedChat.Span(part.start(), part.end()))
            .collect(ImmutableList.toImmutableList()),
        rendered.unlocated());
  }

  private static void put(Map<String, Object> variables, String name, @Nullable String token) {
    if (token != null) {
      variables.put(name, token);
    }
  }
}
