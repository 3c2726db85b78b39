package org.temper.models.tokenizer;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.temper.data.JsonFile;
import org.temper.data.chat.ChatContext.SpecialTokens;
import org.temper.data.chat.ChatFormat;
import org.temper.data.chat.ChatTemplate;

/**
 * A reader of a model's chat template from the files beside its tokenizer: {@code
 * chat_template.jinja}, or else {@code chat_template} of {@code chat_template.json} or of {@code
 * tokenizer_config.json}, which is a template or a list of named ones, of which {@code default} is
 * used and, for conversations with tools, {@code tool_use}. Special tokens are those of {@code
 * tokenizer_config.json}, or else of {@code special_tokens_map.json}.
 */
public final class ChatTemplateFiles {
  /** The file that holds a template. */
  public static final String TEMPLATE = "chat_template.jinja";

  private static final String KEY = "chat_template";
  private static final String DEFAULT = "default";
  private static final String TOOL_USE = "tool_use";
  private static final String JSON = "chat_template.json";
  private static final String CONFIG = "tokenizer_config.json";
  private static final String MAP = "special_tokens_map.json";

  private ChatTemplateFiles() {}

  /**
   * Reads the template.
   *
   * @param directory where the files are from, for errors
   * @param contents the files' bytes by name
   * @return the template; empty where there is none
   * @throws IllegalArgumentException if a file is malformed, or the template cannot be parsed
   */
  public static Optional<ChatFormat> read(Path directory, Map<String, byte[]> contents) {
    byte[] file = contents.get(TEMPLATE);
    if (file != null) {
      ChatTemplate template =
          ChatTemplate.of(
              directory.resolve(TEMPLATE).toString(), new String(file, StandardCharsets.UTF_8));
      return Optional.of(format(template, Optional.empty(), directory, contents));
    }
    for (String name : new String[] {JSON, CONFIG}) {
      JsonNode given = json(directory, contents, name).path(KEY);
      if (!given.isMissingNode() && !given.isNull()) {
        String where = directory.resolve(name) + ": " + KEY;
        Map<String, String> named = named(where, given);
        String first = named.get(DEFAULT);
        checkArgument(
            first != null, "%s: expected one named default, got %s", where, named.keySet());
        return Optional.of(
            format(
                ChatTemplate.of(where, first),
                Optional.ofNullable(named.get(TOOL_USE))
                    .map(source -> ChatTemplate.of(where + " " + TOOL_USE, source)),
                directory,
                contents));
      }
    }
    return Optional.empty();
  }

  private static ChatFormat format(
      ChatTemplate template,
      Optional<ChatTemplate> toolUse,
      Path directory,
      Map<String, byte[]> contents) {
    ObjectNode config = json(directory, contents, CONFIG);
    ObjectNode map = json(directory, contents, MAP);
    SpecialTokens tokens =
        new SpecialTokens(
            token("bos_token", config, map),
            token("eos_token", config, map),
            token("pad_token", config, map),
            token("unk_token", config, map));
    return new ChatFormat(template, toolUse, tokens, Clock.system(ZoneId.systemDefault()));
  }

  /** A template, or named ones: a list of {@code {"name": …, "template": …}}, or an object. */
  private static Map<String, String> named(String where, JsonNode given) {
    if (given.isTextual()) {
      return Map.of(DEFAULT, given.textValue());
    }
    checkArgument(
        given.isArray(), "%s: expected a string or a list, got a %s", where, given.getNodeType());
    Map<String, String> named = new HashMap<>();
    for (JsonNode one : given) {
      checkArgument(
          one.path("name").isTextual() && one.path("template").isTextual(),
          "%s: expected objects with a name and a template, got others",
          where);
      named.put(one.path("name").textValue(), one.path("template").textValue());
    }
    return named;
  }

  private static @Nullable String token(String key, ObjectNode... files) {
    for (ObjectNode file : files) {
      JsonNode token = file.path(key);
      JsonNode text = token.isObject() ? token.path("content") : token;
      if (text.isTextual()) {
        return text.textValue();
      }
    }
    return null;
  }

  private static ObjectNode json(Path directory, Map<String, byte[]> contents, String name) {
    byte[] bytes = contents.get(name);
    return bytes == null
        ? JsonFile.parse(name, "{}")
        : JsonFile.parse(directory.resolve(name).toString(), bytes);
  }
}
