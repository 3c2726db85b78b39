package org.temper.models.hf;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.temper.models.storage.ReplacedFile;
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
    stream(file, stored(tensors, type), numbers(tensors));
  }

  /**
   * A tensor to be written.
   *
   * @param shape its shape
   * @param type how its numbers are stored
   */
  public record StoredTensor(Shape shape, StorageType type) {
    long bytes() {
      return shape.size() * type.bytes();
    }
  }

  /** Takes the numbers of a tensor, a piece at a time. */
  @FunctionalInterface
  public interface Sink {

    /**
     * Writes the next numbers.
     *
     * @param values float32, little-endian; all that remain are written
     * @throws IllegalArgumentException if one of them is beyond what the tensor's type holds
     * @throws IOException if they cannot be written
     */
    void put(ByteBuffer values) throws IOException;
  }

  /** Gives the numbers of each tensor. */
  @FunctionalInterface
  public interface Numbers {

    /**
     * Writes a tensor.
     *
     * @param name its name
     * @param sink takes as many numbers as its shape has
     * @throws IOException if they cannot be read or written
     */
    void writeTo(String name, Sink sink) throws IOException;
  }

  /**
   * Writes a file of tensors that need not be in memory, to a temporary name that is then moved
   * into place.
   *
   * @param file the file, replaced where it exists
   * @param tensors the tensors by name; they are asked for in this order
   * @param numbers gives their numbers
   * @throws IllegalArgumentException if a name is reserved, or a number is beyond what its type
   *     holds; the file is then as it was
   * @throws IOException if the file cannot be written
   */
  public static void stream(Path file, Map<String, StoredTensor> tensors, Numbers numbers)
      throws IOException {
    byte[] header = header(tensors);
    ReplacedFile.write(
        file,
        temporary -> {
          try (FileChannel channel =
              FileChannel.open(
                  temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            writeFully(channel, ByteBuffer.wrap(header));
            ByteBuffer[] buffer = {ByteBuffer.allocate(0)};
            for (Map.Entry<String, StoredTensor> tensor : tensors.entrySet()) {
              StoredTensor stored = tensor.getValue();
              long end = channel.position() + stored.bytes();
              numbers.writeTo(
                  tensor.getKey(), sink(channel, buffer, tensor.getKey(), stored.type()));
              checkState(
                  channel.position() == end,
                  "%s: expected %s numbers, got %s bytes too many",
                  tensor.getKey(),
                  stored.shape().size(),
                  channel.position() - end);
            }
            channel.force(true);
          }
        });
  }

  static Map<String, StoredTensor> stored(Map<String, NDArray> tensors, StorageType type) {
    tensors.forEach(
        (name, array) ->
            checkArgument(
                array.getDataType() == DataType.FLOAT32,
                "tensors: expected float32 for %s, got %s",
                name,
                array.getDataType()));
    return ImmutableMap.copyOf(
        Maps.transformValues(tensors, array -> new StoredTensor(array.getShape(), type)));
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

  private static void checkStorable(String name, FloatBuffer values, StorageType type) {
    float smallest = 0;
    float largest = 0;
    while (values.hasRemaining()) {
      float value = values.get();
      // Both are NaN from the first NaN on.
      smallest = Math.min(smallest, value);
      largest = Math.max(largest, value);
    }
    checkStorable(name, smallest, type);
    checkStorable(name, largest, type);
  }

  private static byte[] header(Map<String, StoredTensor> tensors) {
    ObjectNode root = JsonObjects.create();
    root.putObject(SafetensorsHeader.METADATA).put("format", "pt");
    long position = 0;
    for (Map.Entry<String, StoredTensor> tensor : tensors.entrySet()) {
      String name = tensor.getKey();
      checkArgument(
          !name.equals(SafetensorsHeader.METADATA),
          "tensors: expected names other than %s, got it",
          SafetensorsHeader.METADATA);
      ObjectNode entry = root.putObject(name).put("dtype", tensor.getValue().type().code());
      ArrayNode shape = entry.putArray("shape");
      for (long dimension : tensor.getValue().shape().getShape()) {
        shape.add(dimension);
      }
      long end = position + tensor.getValue().bytes();
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

  /** The numbers of arrays. */
  static Numbers numbers(Map<String, NDArray> tensors) {
    return (name, sink) -> put(requireNonNull(tensors.get(name)), sink);
  }

  private static void put(NDArray tensor, Sink sink) throws IOException {
    try (NDArray flat = tensor.reshape(-1)) {
      for (long start = 0; start < flat.size(); start += PIECE_ELEMENTS) {
        long end = Math.min(start + PIECE_ELEMENTS, flat.size());
        try (NDArray piece = flat.get(new NDIndex("{}:{}", start, end))) {
          sink.put(piece.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN));
        }
      }
    }
  }

  /** A sink that uses a buffer again, or puts a larger one in its position. */
  private static Sink sink(
      FileChannel channel, ByteBuffer[] buffer, String name, StorageType type) {
    return values -> {
      checkStorable(name, values.asFloatBuffer(), type);
      int bytes = values.remaining() / Float.BYTES * type.bytes();
      if (buffer[0].capacity() < bytes) {
        buffer[0] = ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
      }
      ByteBuffer stored = buffer[0].clear();
      type.encode(values, stored);
      writeFully(channel, stored.flip());
    };
  }

  private static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
