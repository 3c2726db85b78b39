package org.temper.algorithms.rejection;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.zip.CRC32C;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.Segment;
import org.temper.api.rollouts.Trajectory;
import org.temper.data.JsonFile;
import org.temper.samplers.selection.Candidate;

/**
 * A line of an {@link EpisodeStore}: a JSON object of ASCII characters whose first field, {@code
 * crc32c}, is the checksum of all bytes after it. Numbers read back bit for bit.
 */
final class EpisodeLine {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private static final String BEGIN = "{\"crc32c\":\"";
  private static final int SUM_DIGITS = 8;

  /** Where the bytes begin that are summed. */
  private static final int BODY = BEGIN.length() + SUM_DIGITS + "\",".length();

  private EpisodeLine() {}

  /** The bytes of a line, its end included. */
  static byte[] write(StoredEpisode episode) {
    String body = json(episode).substring(1) + "\n";
    byte[] summed = body.getBytes(StandardCharsets.US_ASCII);
    String begin = BEGIN + sum(summed, 0, summed.length - 1) + "\",";
    return (begin + body).getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Reads a line.
   *
   * @param bytes the line without its end
   * @throws IllegalArgumentException if it is not what was written
   */
  static StoredEpisode read(byte[] bytes) {
    boolean whole =
        bytes.length > BODY
            && new String(bytes, 0, BODY, StandardCharsets.US_ASCII)
                .equals(BEGIN + sum(bytes, BODY, bytes.length - BODY) + "\",");
    checkArgument(whole, "episode: expected a line whose crc32c is that of its bytes, got another");
    JsonNode node = JsonFile.parse("episode", bytes);
    ImmutableSortedMap.Builder<String, Double> figures = ImmutableSortedMap.naturalOrder();
    node.path("figures")
        .properties()
        .forEach(field -> figures.put(field.getKey(), number(field.getValue())));
    List<Segment> segments = new ArrayList<>();
    node.path("segments").forEach(segment -> segments.add(segment(segment)));
    Ending ending =
        new Ending(
            Ending.Kind.valueOf(node.path("ending").asText().toUpperCase(Locale.ROOT)),
            node.path("reason").asText());
    return new StoredEpisode(
        node.path("round").asInt(),
        new Candidate(
            node.path("task").asText(),
            node.path("stream").asLong(),
            new Trajectory(segments, ending),
            number(node.path("reward")),
            node.path("bucket").asText(),
            node.path("text").asText(),
            figures.buildOrThrow()));
  }

  private static String sum(byte[] bytes, int from, int length) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, from, length);
    return String.format("%08x", sum.getValue());
  }

  private static String json(StoredEpisode episode) {
    Candidate candidate = episode.candidate();
    ObjectNode node = JSON.createObjectNode();
    node.put("round", episode.round());
    node.put("task", candidate.task());
    node.put("stream", candidate.stream());
    put(node, "reward", candidate.reward());
    node.put("bucket", candidate.bucket());
    node.put("text", candidate.text());
    ObjectNode figures = node.putObject("figures");
    candidate.figures().forEach((name, value) -> put(figures, name, value));
    Ending ending = candidate.trajectory().ending();
    node.put("ending", ending.kind().name().toLowerCase(Locale.ROOT));
    node.put("reason", ending.reason());
    ArrayNode segments = node.putArray("segments");
    candidate.trajectory().segments().forEach(segment -> write(segment, segments.addObject()));
    try {
      return JSON.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("episode: expected what can be written, got other", e);
    }
  }

  private static void write(Segment segment, ObjectNode node) {
    String author =
        segment instanceof Segment.Prompt
            ? "prompt"
            : segment instanceof Segment.Observation ? "observation" : "action";
    ArrayNode tokens = node.putArray(author);
    segment.tokens().forEach(tokens::add);
    if (segment instanceof Segment.Action action) {
      put(node.putArray("log_probs"), action.logProbs());
      put(node.putArray("behavior_log_probs"), action.behaviorLogProbs());
      action.reward().ifPresent(reward -> put(node, "reward", reward));
    }
  }

  private static Segment segment(JsonNode node) {
    if (node.has("prompt")) {
      return new Segment.Prompt(tokens(node.path("prompt")));
    }
    if (node.has("observation")) {
      return new Segment.Observation(tokens(node.path("observation")));
    }
    return new Segment.Action(
        tokens(node.path("action")),
        numbers(node.path("log_probs")),
        numbers(node.path("behavior_log_probs")),
        node.has("reward")
            ? OptionalDouble.of(number(node.path("reward")))
            : OptionalDouble.empty());
  }

  private static ImmutableLongArray tokens(JsonNode node) {
    ImmutableLongArray.Builder tokens = ImmutableLongArray.builder(node.size());
    node.forEach(token -> tokens.add(token.asLong()));
    return tokens.build();
  }

  private static ImmutableDoubleArray numbers(JsonNode node) {
    ImmutableDoubleArray.Builder numbers = ImmutableDoubleArray.builder(node.size());
    node.forEach(number -> numbers.add(number(number)));
    return numbers.build();
  }

  private static void put(ArrayNode node, ImmutableDoubleArray numbers) {
    numbers.forEach(
        number -> {
          if (Double.isFinite(number)) {
            node.add(number);
          } else {
            node.add(Double.toString(number));
          }
        });
  }

  /** JSON has no numbers that are not finite: these are texts. */
  private static void put(ObjectNode node, String name, double number) {
    if (Double.isFinite(number)) {
      node.put(name, number);
    } else {
      node.put(name, Double.toString(number));
    }
  }

  private static double number(JsonNode node) {
    return node.isTextual() ? Double.parseDouble(node.asText()) : node.asDouble();
  }
}
