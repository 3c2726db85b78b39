package org.temper.models.tokenizer;

import static org.temper.models.tokenizer.JsonShape.COUNT;
import static org.temper.models.tokenizer.JsonShape.FLAG;
import static org.temper.models.tokenizer.JsonShape.TEXT;
import static org.temper.models.tokenizer.JsonShape.fields;
import static org.temper.models.tokenizer.JsonShape.listOf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The format of {@code tokenizer.json}, checked before native code reads it: of known types, with
 * numbers in range, and with tokens that exist. Native code panics at what it does not expect,
 * which ends the whole JVM.
 *
 * <p>Regular expressions are trusted: one that backtracks without end hangs native code.
 */
public final class TokenizerFormat {
  private static final String VERSION = "1.0";

  private static final JsonShape ADDED_TOKENS =
      listOf(
          fields()
              .with("id", COUNT)
              .with("content", TEXT)
              .with("single_word", FLAG)
              .with("lstrip", FLAG)
              .with("rstrip", FLAG)
              .with("normalized", FLAG)
              .with("special", FLAG));

  private static final ImmutableList<Map.Entry<String, TokenizerComponents>> COMPONENTS =
      ImmutableList.of(
          Map.entry("normalizer", TokenizerComponents.NORMALIZER),
          Map.entry("pre_tokenizer", TokenizerComponents.PRE_TOKENIZER),
          Map.entry("post_processor", TokenizerComponents.POST_PROCESSOR),
          Map.entry("decoder", TokenizerComponents.DECODER));

  private TokenizerFormat() {}

  /**
   * Checks a tokenizer.
   *
   * @param where what errors call it, such as the file's name
   * @param tokenizer its JSON
   * @return what native code may read: the same without truncation and padding, and with the white
   *     space of tokens among their characters
   * @throws IllegalArgumentException if something is malformed, unknown or missing
   */
  public static byte[] check(String where, ObjectNode tokenizer) {
    JsonNode version = tokenizer.path("version");
    JsonValue.check(
        version.isMissingNode() || version.asText().equals(VERSION),
        where + ": version",
        VERSION,
        version);
    ADDED_TOKENS.orNothing().check(where + ": added_tokens", tokenizer.path("added_tokens"));
    ImmutableSet<String> added =
        ImmutableSet.copyOf(tokenizer.path("added_tokens").findValuesAsText("content"));
    TokenizerModels.check(where + ": model", tokenizer.path("model"), added);
    ObjectNode checked = tokenizer.objectNode().put("version", VERSION);
    checked.putNull("truncation").putNull("padding");
    checked.set(
        "added_tokens",
        tokenizer.path("added_tokens").isArray()
            ? tokenizer.path("added_tokens")
            : tokenizer.arrayNode());
    for (Map.Entry<String, TokenizerComponents> component : COMPONENTS) {
      String name = component.getKey();
      component.getValue().orNothing().check(where + ": " + name, tokenizer.path(name));
      checked.set(name, tokenizer.has(name) ? tokenizer.get(name) : tokenizer.nullNode());
    }
    checked.set("post_processor", untrimmed(checked.get("post_processor")));
    checked.set("model", tokenizer.get("model"));
    return bytes(where, checked);
  }

  /** A post-processor, or a sequence of them, that leaves the white space of tokens where it is. */
  private static JsonNode untrimmed(JsonNode processor) {
    JsonNode copy = processor.deepCopy();
    for (JsonNode found : copy.findParents("trim_offsets")) {
      ((ObjectNode) found).put("trim_offsets", false);
    }
    return copy;
  }

  private static byte[] bytes(String where, ObjectNode json) {
    try {
      ByteBuffer bytes =
          StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(json.toString()));
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      return copy;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          where + ": expected whole characters, got half of a surrogate pair", e);
    }
  }
}
