package org.temper.data;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.temper.api.Excerpt;

/**
 * A reader of files that hold one JSON object, such as a model's. Whatever is wrong with a file is
 * said with its name: bytes that are no UTF-8, JSON that is malformed, names that are there twice,
 * something after the object, numbers that are not finite, objects in one another more than {@value
 * #MAX_DEPTH} deep, and a Git LFS pointer in place of the file.
 */
public final class JsonFile {
  /** The most objects and lists in one another. */
  public static final int MAX_DEPTH = 100;

  /** How many bytes of a file tell it from a pointer to it. */
  public static final int POINTER_BYTES = 30;

  private static final String POINTER = "version https://git-lfs";

  private static final ObjectReader READER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);

  private JsonFile() {}

  /**
   * Reads a file.
   *
   * @param file the file
   * @return its object
   * @throws IllegalArgumentException if there is no such file, or it is malformed
   * @throws IOException if it cannot be read
   */
  public static ObjectNode read(Path file) throws IOException {
    checkArgument(Files.isRegularFile(file), "%s: expected a file, got none", file);
    return parse(file.toString(), Files.readAllBytes(file));
  }

  /**
   * Reads a file that holds one JSON list in place of an object.
   *
   * @param file the file
   * @return its list
   * @throws IllegalArgumentException if there is no such file, or it is malformed
   * @throws IOException if it cannot be read
   */
  public static ArrayNode readList(Path file) throws IOException {
    checkArgument(Files.isRegularFile(file), "%s: expected a file, got none", file);
    JsonNode node = node(file.toString(), Files.readAllBytes(file));
    checkArgument(
        node instanceof ArrayNode,
        "%s: expected a JSON list, got %s",
        file,
        JsonRecord.describe(node));
    return (ArrayNode) node;
  }

  /**
   * Reads an object.
   *
   * @param where what errors call it, such as the file's name
   * @param bytes JSON in UTF-8
   * @return the object
   * @throws IllegalArgumentException if it is malformed
   */
  public static ObjectNode parse(String where, byte[] bytes) {
    JsonNode node = node(where, bytes);
    checkArgument(
        node instanceof ObjectNode,
        "%s: expected a JSON object, got %s",
        where,
        JsonRecord.describe(node));
    return (ObjectNode) node;
  }

  private static JsonNode node(String where, byte[] bytes) {
    checkNoPointer(where, bytes);
    JsonNode node;
    try {
      node = parse(text(where, bytes));
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException(
          where + ": expected JSON, got: " + Excerpt.of(malformed.getOriginalMessage()), malformed);
    }
    checkFinite(where, "", node);
    return node;
  }

  /**
   * Refuses what Git LFS leaves where a file was not fetched.
   *
   * @param where what errors call it, such as the file's name
   * @param bytes the file's first bytes, at least as many as it has up to {@value #POINTER_BYTES}
   * @throws IllegalArgumentException if they begin a pointer
   */
  public static void checkNoPointer(String where, byte[] bytes) {
    boolean pointer =
        bytes.length >= POINTER.length()
            && new String(bytes, 0, POINTER.length(), StandardCharsets.ISO_8859_1).equals(POINTER);
    checkArgument(
        !pointer,
        "%s: expected the file itself, got a Git LFS pointer to it; run git lfs pull",
        where);
  }

  /**
   * Reads an object.
   *
   * @param where what errors call it
   * @param json JSON
   * @return the object
   * @throws IllegalArgumentException if it is malformed
   */
  public static ObjectNode parse(String where, String json) {
    return parse(where, json.getBytes(StandardCharsets.UTF_8));
  }

  static JsonNode parse(String json) throws JsonProcessingException {
    return READER.readValue(json);
  }

  private static String text(String where, byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(in, out, true);
    try {
      if (result.isError()) {
        result.throwException();
      }
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          where + ": expected text in UTF-8, got none at byte " + in.position(), e);
    }
    return out.flip().toString();
  }

  private static void checkFinite(String where, String path, JsonNode node) {
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        if (!entry.getValue().isIntegralNumber() && !entry.getValue().isTextual()) {
          checkFinite(where, path + ": " + Excerpt.of(entry.getKey()), entry.getValue());
        }
      }
    } else if (node.isArray()) {
      node.forEach(element -> checkFinite(where, path, element));
    } else if (node.isNumber()
        && !node.isIntegralNumber()
        && !Double.isFinite(node.doubleValue())) {
      throw new IllegalArgumentException(
          where + Excerpt.of(path) + ": expected a finite number, got " + Excerpt.of(node));
    }
  }
}
