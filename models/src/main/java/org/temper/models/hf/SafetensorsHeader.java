package org.temper.models.hf;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.temper.api.Excerpt;
import org.temper.data.JsonFile;

/**
 * The header of a safetensors file: eight bytes of length, then as many bytes of JSON that say
 * where in the rest of the file each tensor lies. Its claims are checked against the file before
 * anything is read.
 */
record SafetensorsHeader(Map<String, Entry> entries) {
  static final String METADATA = "__metadata__";
  static final int LENGTH_BYTES = 8;

  /** The format's own limit. */
  private static final long MAX_LENGTH = 100_000_000;

  private static final ImmutableMap<String, Integer> BYTES_BY_CODE =
      ImmutableMap.<String, Integer>builder()
          .put("F64", 8)
          .put("F32", 4)
          .put("F16", 2)
          .put("BF16", 2)
          .put("I64", 8)
          .put("I32", 4)
          .put("I16", 2)
          .put("I8", 1)
          .put("U64", 8)
          .put("U32", 4)
          .put("U16", 2)
          .put("U8", 1)
          .put("BOOL", 1)
          .put("F8_E4M3", 1)
          .put("F8_E5M2", 1)
          .buildOrThrow();

  /**
   * One tensor.
   *
   * @param code the name of its element type
   * @param shape its shape
   * @param begin its first byte, counted from the start of the file
   * @param end the byte after its last
   */
  record Entry(String code, Shape shape, long begin, long end) {}

  static SafetensorsHeader read(Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    checkArgument(
        size >= LENGTH_BYTES, "%s: expected a safetensors file, got %s bytes", file, size);
    int first = (int) Math.min(size, JsonFile.POINTER_BYTES);
    JsonFile.checkNoPointer(file.toString(), littleEndian(channel, 0, first).array());
    long length = littleEndian(channel, 0, LENGTH_BYTES).getLong();
    checkArgument(
        length >= 2 && length <= MAX_LENGTH && length <= size - LENGTH_BYTES,
        "%s: header length: expected 2 to %s, got %s",
        file,
        Math.min(MAX_LENGTH, size - LENGTH_BYTES),
        Long.toUnsignedString(length));
    byte[] json = new byte[Math.toIntExact(length)];
    littleEndian(channel, LENGTH_BYTES, json.length).get(json);
    ObjectNode root = JsonFile.parse(file + ": header", json);
    ImmutableMap.Builder<String, Entry> entries = ImmutableMap.builder();
    root.properties().stream()
        .filter(property -> !property.getKey().equals(METADATA))
        .forEach(
            property ->
                entries.put(
                    property.getKey(),
                    entry(
                        file + ": " + Excerpt.of(property.getKey(), 80),
                        property.getValue(),
                        LENGTH_BYTES + length,
                        size)));
    SafetensorsHeader header = new SafetensorsHeader(entries.buildOrThrow());
    header.checkCover(file, LENGTH_BYTES + length, size);
    return header;
  }

  static ByteBuffer littleEndian(FileChannel channel, long position, int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    fill(channel, position, buffer);
    return buffer;
  }

  /** Reads as many bytes as a buffer that is at its beginning has room for, and flips it. */
  static void fill(FileChannel channel, long position, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new IOException("the file ended at byte " + (position + buffer.position()));
      }
    }
    buffer.flip();
  }

  private static Entry entry(String where, JsonNode node, long dataStart, long fileSize) {
    String code = node.path("dtype").asText();
    Integer bytes = BYTES_BY_CODE.get(code);
    checkArgument(
        bytes != null,
        "%s: dtype: expected one of %s, got %s",
        where,
        BYTES_BY_CODE.keySet(),
        Excerpt.of(node.path("dtype")));
    long[] sizes = longs(where + ": shape", node.path("shape"));
    long[] offsets = longs(where + ": data_offsets", node.path("data_offsets"));
    checkArgument(
        offsets.length == 2 && offsets[0] <= offsets[1] && offsets[1] <= fileSize - dataStart,
        "%s: data_offsets: expected [begin, end] within the %s bytes of data, got %s",
        where,
        fileSize - dataStart,
        Excerpt.of(node.path("data_offsets")));
    long expected = bytes;
    try {
      for (long dimension : sizes) {
        expected = Math.multiplyExact(expected, dimension);
      }
    } catch (ArithmeticException overflow) {
      throw new IllegalArgumentException(
          where + ": shape: expected fewer than 2^63 bytes, got " + Excerpt.of(node.path("shape")),
          overflow);
    }
    checkArgument(
        offsets[1] - offsets[0] == expected,
        "%s: data_offsets: expected %s bytes for %s of shape %s, got %s",
        where,
        expected,
        code,
        Excerpt.of(node.path("shape")),
        offsets[1] - offsets[0]);
    return new Entry(code, new Shape(sizes), dataStart + offsets[0], dataStart + offsets[1]);
  }

  private static long[] longs(String where, JsonNode node) {
    boolean valid = node instanceof ArrayNode;
    for (JsonNode element : node) {
      valid &= element.canConvertToLong() && element.isIntegralNumber() && element.asLong() >= 0;
    }
    checkArgument(valid, "%s: expected a list of integers from 0, got %s", where, Excerpt.of(node));
    long[] values = new long[node.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = node.get(i).asLong();
    }
    return values;
  }

  private void checkCover(Path file, long dataStart, long fileSize) {
    List<Map.Entry<String, Entry>> ordered =
        entries.entrySet().stream()
            .sorted(
                Comparator.comparingLong((Map.Entry<String, Entry> e) -> e.getValue().begin())
                    .thenComparingLong(e -> e.getValue().end()))
            .toList();
    long position = dataStart;
    for (Map.Entry<String, Entry> entry : ordered) {
      checkArgument(
          entry.getValue().begin() == position,
          "%s: %s: data_offsets: expected to begin at %s where the tensor before it ends, got %s",
          file,
          Excerpt.of(entry.getKey(), 80),
          position - dataStart,
          entry.getValue().begin() - dataStart);
      position = entry.getValue().end();
    }
    checkArgument(
        position == fileSize,
        "%s: expected data to end with the last tensor at byte %s, got %s bytes",
        file,
        position,
        fileSize);
  }
}
