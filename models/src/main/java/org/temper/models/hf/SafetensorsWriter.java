package org.temper.models.hf;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.temper.models.storage.StorageType;

/** A writer of arrays as safetensors files. */
public final class SafetensorsWriter {
  private static final int PIECE_ELEMENTS = 1 << 22;

  private SafetensorsWriter() {}

  /**
   * Writes a file of tensors in the map's order, to a temporary name that is then moved into place.
   *
   * @param file the file, replaced where it exists
   * @param tensors float32 arrays by name
   * @param type how their numbers are stored
   * @throws IllegalArgumentException if an array is not float32, a name is reserved, or a number is
   *     beyond what the type holds; nothing is written then
   * @throws IOException if the file cannot be written
   */
  public static void write(Path file, Map<String, NDArray> tensors, StorageType type)
      throws IOException {
    checkStorable(tensors, type);
    byte[] header = header(tensors, type);
    ReplacedFile.write(
        file,
        temporary -> {
          try (FileChannel channel =
              FileChannel.open(
                  temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            writeFully(channel, ByteBuffer.wrap(header));
            for (NDArray tensor : tensors.values()) {
              writeNumbers(channel, tensor, type);
            }
            channel.force(true);
          }
        });
  }

  /** Checks that what is written can be read back: it is finite as it is stored. */
  static void checkStorable(Map<String, NDArray> tensors, StorageType type) {
    tensors.forEach(
        (name, tensor) -> {
          if (tensor.size() > 0 && tensor.getDataType() == DataType.FLOAT32) {
            try (NDArray smallest = tensor.min();
                NDArray largest = tensor.max()) {
              checkStorable(name, smallest.getFloat(), type);
              checkStorable(name, largest.getFloat(), type);
            }
          }
        });
  }

  private static void checkStorable(String name, float value, StorageType type) {
    checkArgument(
        type.holds(value),
        "tensors: expected numbers in %s that are finite in %s, got %s%s",
        name,
        type.configName(),
        value,
        Float.isFinite(value) ? "; save it as float32 (SaveOptions.withType, --storage)" : "");
  }

  private static byte[] header(Map<String, NDArray> tensors, StorageType type) {
    ObjectNode root = JsonObjects.create();
    root.putObject(SafetensorsHeader.METADATA).put("format", "pt");
    long position = 0;
    for (Map.Entry<String, NDArray> tensor : tensors.entrySet()) {
      String name = tensor.getKey();
      NDArray array = tensor.getValue();
      checkArgument(
          !name.equals(SafetensorsHeader.METADATA),
          "tensors: expected names other than %s, got it",
          SafetensorsHeader.METADATA);
      checkArgument(
          array.getDataType() == DataType.FLOAT32,
          "tensors: expected float32 for %s, got %s",
          name,
          array.getDataType());
      ObjectNode entry = root.putObject(name).put("dtype", type.code());
      ArrayNode shape = entry.putArray("shape");
      for (long dimension : array.getShape().getShape()) {
        shape.add(dimension);
      }
      long end = position + array.size() * type.bytes();
      entry.putArray("data_offsets").add(position).add(end);
      position = end;
    }
    byte[] json = root.toString().getBytes(StandardCharsets.UTF_8);
    // Spaces bring the data to a multiple of eight bytes.
    int padded = (json.length + 7) / 8 * 8;
    ByteBuffer header =
        ByteBuffer.allocate(SafetensorsHeader.LENGTH_BYTES + padded)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(padded)
            .put(json);
    while (header.hasRemaining()) {
      header.put((byte) ' ');
    }
    return header.array();
  }

  private static void writeNumbers(FileChannel channel, NDArray tensor, StorageType type)
      throws IOException {
    try (NDArray flat = tensor.reshape(-1)) {
      for (long start = 0; start < flat.size(); start += PIECE_ELEMENTS) {
        long end = Math.min(start + PIECE_ELEMENTS, flat.size());
        try (NDArray piece = flat.get(new NDIndex("{}:{}", start, end))) {
          ByteBuffer values = piece.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
          ByteBuffer stored =
              ByteBuffer.allocate(Math.toIntExact((end - start) * type.bytes()))
                  .order(ByteOrder.LITTLE_ENDIAN);
          type.encode(values, stored);
          writeFully(channel, stored.flip());
        }
      }
    }
  }

  private static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
