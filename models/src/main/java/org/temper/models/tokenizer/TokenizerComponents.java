package org.temper.models.tokenizer;

import static org.temper.models.tokenizer.JsonShape.CHARACTER;
import static org.temper.models.tokenizer.JsonShape.COUNT;
import static org.temper.models.tokenizer.JsonShape.FLAG;
import static org.temper.models.tokenizer.JsonShape.PATTERN;
import static org.temper.models.tokenizer.JsonShape.TEXT;
import static org.temper.models.tokenizer.JsonShape.fields;
import static org.temper.models.tokenizer.JsonShape.listOf;
import static org.temper.models.tokenizer.JsonShape.oneOf;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedSet;
import org.temper.models.tokenizer.JsonShape.Fields;

/**
 * The components of a {@code tokenizer.json} around its model, by kind and type, as version 0.21 of
 * the Hugging Face tokenizers library reads them.
 *
 * @param sequence the field in which a {@code Sequence} lists the components that it is of
 * @param types the fields of each type
 */
record TokenizerComponents(String sequence, ImmutableMap<String, JsonShape> types)
    implements JsonShape {
  private static final JsonShape BEHAVIOR =
      oneOf("Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous");

  private static final Fields BYTE_LEVEL =
      fields()
          .with("add_prefix_space", FLAG)
          .with("trim_offsets", FLAG)
          .with("use_regex", FLAG.orNothing());

  private static final JsonShape METASPACE =
      fields()
          .with("replacement", CHARACTER)
          .with("add_prefix_space", FLAG.orNothing())
          .with("prepend_scheme", oneOf("first", "never", "always").orNothing())
          .with("split", FLAG.orNothing());

  private static final Fields REPLACE = fields().with("pattern", PATTERN).with("content", TEXT);

  static final TokenizerComponents NORMALIZER =
      new TokenizerComponents(
          "normalizers",
          ImmutableMap.<String, JsonShape>builder()
              .put(
                  "BertNormalizer",
                  fields()
                      .with("clean_text", FLAG)
                      .with("handle_chinese_chars", FLAG)
                      .with("strip_accents", FLAG.orNothing())
                      .with("lowercase", FLAG))
              .put("ByteLevel", fields())
              .put("Lowercase", fields())
              .put("NFC", fields())
              .put("NFD", fields())
              .put("NFKC", fields())
              .put("NFKD", fields())
              .put("Nmt", fields())
              .put("Precompiled", fields().with("precompiled_charsmap", CharacterMap::check))
              .put("Prepend", fields().with("prepend", TEXT))
              .put("Replace", REPLACE)
              .put("Strip", fields().with("strip_left", FLAG).with("strip_right", FLAG))
              .put("StripAccents", fields())
              .buildOrThrow());

  static final TokenizerComponents PRE_TOKENIZER =
      new TokenizerComponents(
          "pretokenizers",
          ImmutableMap.<String, JsonShape>builder()
              .put("BertPreTokenizer", fields())
              .put("ByteLevel", BYTE_LEVEL)
              .put("CharDelimiterSplit", fields().with("delimiter", CHARACTER))
              .put("Digits", fields().with("individual_digits", FLAG))
              .put("Metaspace", METASPACE)
              .put("Punctuation", fields().with("behavior", BEHAVIOR.orNothing()))
              .put(
                  "Split",
                  fields().with("pattern", PATTERN).with("behavior", BEHAVIOR).with("invert", FLAG))
              .put("UnicodeScripts", fields())
              .put("Whitespace", fields())
              .put("WhitespaceSplit", fields())
              .buildOrThrow());

  static final TokenizerComponents DECODER =
      new TokenizerComponents(
          "decoders",
          ImmutableMap.<String, JsonShape>builder()
              .put("BPEDecoder", fields().with("suffix", TEXT))
              .put("ByteFallback", fields())
              .put("ByteLevel", BYTE_LEVEL)
              .put(
                  "CTC",
                  fields()
                      .with("pad_token", TEXT)
                      .with("word_delimiter_token", TEXT)
                      .with("cleanup", FLAG))
              .put("Fuse", fields())
              .put("Metaspace", METASPACE)
              .put("Replace", REPLACE)
              .put(
                  "Strip",
                  fields()
                      .with("content", CHARACTER)
                      .with("start", COUNT)
                      .with("stop", TokenizerComponents::checkNoStop))
              .put("WordPiece", fields().with("prefix", TEXT).with("cleanup", FLAG))
              .buildOrThrow());

  private static final JsonShape TOKEN_AND_ID =
      (where, node) -> {
        JsonValue.check(node.isArray() && node.size() == 2, where, "a token and its id", node);
        TEXT.check(where, node.get(0));
        COUNT.check(where, node.get(1));
      };

  static final TokenizerComponents POST_PROCESSOR =
      new TokenizerComponents(
          "processors",
          ImmutableMap.of(
              "BertProcessing",
              fields().with("sep", TOKEN_AND_ID).with("cls", TOKEN_AND_ID),
              "ByteLevel",
              BYTE_LEVEL,
              "RobertaProcessing",
              fields()
                  .with("sep", TOKEN_AND_ID)
                  .with("cls", TOKEN_AND_ID)
                  .with("trim_offsets", FLAG)
                  .with("add_prefix_space", FLAG),
              "TemplateProcessing",
              Template::check));

  @Override
  public void check(String where, JsonNode node) {
    JsonValue.check(node.isObject(), where, "an object", node);
    String type = node.path("type").asText();
    if (type.equals("Sequence")) {
      listOf(this).check(where + "." + sequence, node.path(sequence));
      return;
    }
    JsonShape shape = types.get(type);
    JsonValue.check(
        shape != null,
        where + ".type",
        "Sequence or one of " + ImmutableSortedSet.copyOf(types.keySet()),
        node.path("type"));
    if (shape != null) {
      shape.check(where, node);
    }
  }

  /** What is cut from the end may be more than a token has, which native code does not survive. */
  private static void checkNoStop(String where, JsonNode node) {
    COUNT.check(where, node);
    JsonValue.check(node.intValue() == 0, where, "0", node);
  }
}
