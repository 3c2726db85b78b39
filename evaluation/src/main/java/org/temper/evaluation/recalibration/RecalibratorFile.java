package org.temper.evaluation.recalibration;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.temper.api.Excerpt;
import org.temper.api.WriteFailedException;

/**
 * A file that holds one recalibrator: a JSON object with {@code "format": "temper-recalibrator"},
 * {@code "version": 1}, {@code "type"} and the type's numbers, each written so that it is read back
 * bit for bit.
 */
public final class RecalibratorFile {
  private static final String FORMAT = "temper-recalibrator";
  private static final int VERSION = 1;
  private static final ImmutableList<String> HEAD = ImmutableList.of("format", "version", "type");
  private static final int MESSAGE = 400;
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private RecalibratorFile() {}

  /**
   * Writes a recalibrator, under a temporary name first.
   *
   * @param file replaced where it exists
   * @param recalibrator what to save
   * @throws UncheckedIOException of a {@link WriteFailedException} if it cannot be written; what
   *     was there before still is
   */
  public static void write(Path file, Recalibrator recalibrator) {
    ObjectNode node =
        JsonNodeFactory.instance.objectNode().put("format", FORMAT).put("version", VERSION);
    node.setAll(RecalibratorForm.write(recalibrator));
    Path temporary = file.toAbsolutePath().resolveSibling("." + file.getFileName() + ".temper-tmp");
    try {
      try {
        MAPPER.writerWithDefaultPrettyPrinter().writeValue(temporary.toFile(), node);
        Files.move(
            temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(WriteFailedException.of(file, e));
    }
  }

  /**
   * Reads a recalibrator of confidences.
   *
   * @param file as {@link #write} made it
   * @return the recalibrator
   * @throws IllegalArgumentException if the file holds anything else; the message is one line and
   *     begins with the file's name
   * @throws UncheckedIOException if it cannot be read
   */
  public static ConfidenceRecalibrator readConfidence(Path file) {
    return read(file, ConfidenceRecalibrator.class, "a recalibrator of confidences");
  }

  /**
   * Reads a recalibrator of logits.
   *
   * @param file as {@link #write} made it
   * @return the recalibrator
   * @throws IllegalArgumentException if the file holds anything else; the message is one line and
   *     begins with the file's name
   * @throws UncheckedIOException if it cannot be read
   */
  public static LogitRecalibrator readLogits(Path file) {
    return read(file, LogitRecalibrator.class, "a recalibrator of logits");
  }

  /**
   * Reads any recalibrator.
   *
   * @param file as {@link #write} made it
   * @return the recalibrator
   * @throws IllegalArgumentException if the file holds anything else; the message is one line and
   *     begins with the file's name
   * @throws UncheckedIOException if it cannot be read
   */
  public static Recalibrator read(Path file) {
    return read(file, Recalibrator.class, "a recalibrator");
  }

  private static <R extends Recalibrator> R read(Path file, Class<R> kind, String what) {
    try {
      Recalibrator recalibrator = parsed(MAPPER.readTree(Files.readAllBytes(file)));
      checkArgument(
          kind.isInstance(recalibrator),
          "type: expected %s, got %s",
          what,
          RecalibratorForm.write(recalibrator).path("type").asText());
      return kind.cast(recalibrator);
    } catch (JsonProcessingException e) {
      throw malformed(file, "expected a JSON object, got " + e.getOriginalMessage(), e);
    } catch (IllegalArgumentException e) {
      throw malformed(file, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": could not be read", e);
    }
  }

  private static IllegalArgumentException malformed(Path file, String message, Exception cause) {
    return new IllegalArgumentException(file + ": " + Excerpt.line(message, MESSAGE), cause);
  }

  private static Recalibrator parsed(JsonNode root) {
    checkArgument(
        root instanceof ObjectNode,
        "expected a JSON object, got %s",
        RecalibratorFields.shown(root));
    RecalibratorFields fields = new RecalibratorFields((ObjectNode) root);
    String format = fields.text("format");
    checkArgument(format.equals(FORMAT), "format: expected %s, got %s", FORMAT, Excerpt.of(format));
    JsonNode version = root.path("version");
    checkArgument(
        version.isInt() && version.intValue() == VERSION,
        "version: expected %s, which this version of the library reads, got %s",
        VERSION,
        RecalibratorFields.shown(version));
    RecalibratorForm<?> form = RecalibratorForm.named(fields.text("type"));
    List<String> unknown =
        fields.node().properties().stream()
            .map(field -> field.getKey())
            .filter(name -> !HEAD.contains(name) && !form.fields().contains(name))
            .toList();
    checkArgument(
        unknown.isEmpty(),
        "expected the fields %s of type %s, got %s too",
        form.fields(),
        form.name(),
        Excerpt.ofAll(unknown));
    return form.reader().apply(fields);
  }
}
