package org.temper.data.semantic;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.primitives.ImmutableIntArray;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.temper.api.Excerpt;
import org.temper.api.semantic.SemanticIds;
import org.temper.data.MalformedDataException;

/**
 * Semantic ids in the {@code index.json} of LETTER and MiniOneRec: one JSON object that gives each
 * item's number, from 0, its codes as tokens {@code <a_12>}, whose letter is the level.
 *
 * <p>MiniOneRec's balanced k-means gives a further token, counted from 1, to items that share an id
 * and to no others. Read here, items without it have the code 0 at that level.
 *
 * <p>Sources: <a href="https://github.com/HonghuiBao2000/LETTER">LETTER</a>, {@code
 * RQ-VAE/generate_indices.py}; <a href="https://github.com/AkaliKong/MiniOneRec">MiniOneRec</a>,
 * {@code rq/rqkmeans_constrained.py}.
 */
public final class SemanticIdFile {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final Pattern TOKEN = Pattern.compile("<([a-z])_(\\d{1,9})>");

  private static final int LETTERS = 26;

  private SemanticIdFile() {}

  /**
   * Reads a file.
   *
   * @param file its path
   * @return its table; a level has as many codes as its highest one needs
   * @throws MalformedDataException if it is no such object, an item from 0 on is missing, a token
   *     is no code of its level, or items differ by more than the one token
   * @throws IOException if the file cannot be read
   */
  public static SemanticIds read(Path file) throws IOException {
    JsonNode root = parse(file);
    if (root == null || !root.isObject() || root.isEmpty()) {
      throw new MalformedDataException(
          file, "expected an object of items, such as {\"0\": [\"<a_1>\", \"<b_7>\"]}");
    }
    List<int[]> paths = new ArrayList<>();
    for (int item = 0; item < root.size(); item++) {
      JsonNode tokens = root.get(Integer.toString(item));
      if (tokens == null) {
        throw new MalformedDataException(
            file,
            String.format(
                "expected the items 0 to %s, one for each of %s entries, got none for %s",
                root.size() - 1, root.size(), item));
      }
      paths.add(path(file, item, tokens));
    }
    return table(file, paths);
  }

  private static JsonNode parse(Path file) throws IOException {
    try {
      return JSON.readTree(Files.readString(file, UTF_8));
    } catch (JsonProcessingException e) {
      throw new MalformedDataException(file, "expected JSON, got: " + e.getOriginalMessage());
    } catch (CharacterCodingException e) {
      throw new MalformedDataException(file, "expected UTF-8 text, got other bytes");
    }
  }

  private static int[] path(Path file, int item, JsonNode tokens) {
    if (!tokens.isArray() || tokens.isEmpty()) {
      throw new MalformedDataException(
          file,
          "item " + item + ": expected a list of tokens, got " + Excerpt.of(tokens.toString()));
    }
    int[] path = new int[tokens.size()];
    for (int level = 0; level < path.length; level++) {
      Matcher token = TOKEN.matcher(tokens.get(level).asText());
      if (!tokens.get(level).isTextual()
          || !token.matches()
          || token.group(1).charAt(0) != 'a' + level) {
        throw new MalformedDataException(
            file,
            String.format(
                "item %s, level %s: expected <%s_CODE>, got %s",
                item, level, letter(level), Excerpt.of(tokens.get(level).toString())));
      }
      path[level] = Integer.parseInt(token.group(2));
    }
    return path;
  }

  private static SemanticIds table(Path file, List<int[]> paths) {
    int longest = paths.stream().mapToInt(path -> path.length).max().orElseThrow();
    int[] sizes = new int[longest];
    for (int item = 0; item < paths.size(); item++) {
      int[] path = paths.get(item);
      if (path.length < longest - 1) {
        throw new MalformedDataException(
            file,
            String.format(
                "item %s: expected %s tokens, as others have, or one less, got %s",
                item, longest, path.length));
      }
      for (int level = 0; level < path.length; level++) {
        sizes[level] = Math.max(sizes[level], path[level] + 1);
      }
    }
    return SemanticIds.of(
        ImmutableIntArray.copyOf(sizes),
        paths.stream()
            .map(path -> ImmutableIntArray.copyOf(Arrays.copyOf(path, longest)))
            .toList());
  }

  /**
   * Writes a file.
   *
   * @param file where to
   * @param ids the table
   * @throws IllegalArgumentException if there are more levels than letters, before anything is
   *     written
   * @throws IOException if the file cannot be written
   */
  public static void write(Path file, SemanticIds ids) throws IOException {
    if (ids.levels() > LETTERS) {
      throw new IllegalArgumentException(
          "ids: expected at most " + LETTERS + " levels, got " + ids.levels());
    }
    try (Writer writer = Files.newBufferedWriter(file, UTF_8);
        JsonGenerator json = JSON.createGenerator(writer)) {
      json.writeStartObject();
      for (int item = 0; item < ids.items(); item++) {
        json.writeArrayFieldStart(Integer.toString(item));
        for (int level = 0; level < ids.levels(); level++) {
          json.writeString("<" + letter(level) + "_" + ids.code(item, level) + ">");
        }
        json.writeEndArray();
      }
      json.writeEndObject();
    }
  }

  private static String letter(int level) {
    return String.valueOf((char) ('a' + level));
  }
}
