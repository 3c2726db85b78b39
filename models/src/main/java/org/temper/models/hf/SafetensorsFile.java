package org.temper.models.hf;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.temper.api.Excerpt;
import org.temper.models.storage.StorageType;

/**
 * A safetensors file, open for reading.
 *
 * <p>Tensors are read piece by piece through a small buffer, so that a file and its tensors may be
 * of any size and nothing of them stays on the Java side. A file is read by one thread at a time.
 * The format is described at <a
 * href="https://github.com/huggingface/safetensors">github.com/huggingface/safetensors</a>.
 */
public final class SafetensorsFile implements AutoCloseable {
  private static final int PIECE_ELEMENTS = 1 << 22;
  private static final ImmutableList<StorageType> TYPES =
      ImmutableList.copyOf(StorageType.values());

  private final Path file;
  private final FileChannel channel;
  private final SafetensorsHeader header;

  /** Buffers of the last piece, which the next one uses again. */
  private ByteBuffer values = ByteBuffer.allocate(0);

  private ByteBuffer stored = ByteBuffer.allocate(0);

  private SafetensorsFile(Path file, FileChannel channel, SafetensorsHeader header) {
    this.file = file;
    this.channel = channel;
    this.header = header;
  }

  /**
   * Opens a file and checks its header: that offsets lie within the file, neither overlap nor leave
   * gaps, and agree with the shapes.
   *
   * @param file the file
   * @return the open file, to be closed by the caller
   * @throws IllegalArgumentException if there is no such file or its header is malformed
   * @throws IOException if the file cannot be read
   */
  public static SafetensorsFile open(Path file) throws IOException {
    checkArgument(Files.isRegularFile(file), "%s: expected a file, got none", file);
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new SafetensorsFile(file, channel, SafetensorsHeader.read(file, channel));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  Path path() {
    return file;
  }

  /** The element type of a tensor, as the header has it. */
  String code(String name) {
    return entry(name).code();
  }

  /**
   * How the numbers of a tensor are stored.
   *
   * @param name its name
   * @return the type
   * @throws IllegalArgumentException if there is no such tensor, or it is not of a type in {@link
   *     StorageType}
   */
  public StorageType type(String name) {
    return storageType(name, entry(name));
  }

  /**
   * The tensors in the file.
   *
   * @return their names, in the order of the header
   */
  public Set<String> names() {
    return header.entries().keySet();
  }

  /**
   * The shape of a tensor.
   *
   * @param name its name
   * @return the shape
   * @throws IllegalArgumentException if there is no such tensor
   */
  public Shape shape(String name) {
    return entry(name).shape();
  }

  /**
   * Reads a tensor. Numbers stored as 16-bit floats are widened to float32, which is exact.
   *
   * @param name its name
   * @param manager owner of the array, on the device where it shall lie
   * @return float32, of the tensor's shape
   * @throws IllegalArgumentException if there is no such tensor, it is not of a type in {@link
   *     StorageType}, or it holds a number that is not finite
   * @throws IOException if the file cannot be read
   */
  public NDArray read(String name, NDManager manager) throws IOException {
    SafetensorsHeader.Entry entry = entry(name);
    StorageType type = storageType(name, entry);
    NDArray array = manager.create(entry.shape(), DataType.FLOAT32);
    try (NDManager scope = manager.newSubManager()) {
      long size = entry.shape().size();
      NDArray flat = array.reshape(-1);
      flat.attach(scope);
      ByteBuffer piece =
          ByteBuffer.allocateDirect(Math.toIntExact(4 * Math.min(size, PIECE_ELEMENTS)))
              .order(ByteOrder.LITTLE_ENDIAN);
      for (long start = 0; start < size; start += PIECE_ELEMENTS) {
        int elements = (int) Math.min(PIECE_ELEMENTS, size - start);
        long position = entry.begin() + start * type.bytes();
        fill(piece, type, position, elements);
        checkFinite(name, piece, start);
        try (NDArray values = scope.create(piece, new Shape(elements), DataType.FLOAT32)) {
          flat.set(new NDIndex("{}:{}", start, start + elements), values);
        }
      }
    } catch (IOException | RuntimeException e) {
      array.close();
      throw e;
    }
    return array;
  }

  /**
   * Reads some numbers of a tensor, widened as {@link #read(String, NDManager)} does it.
   *
   * @param name its name
   * @param start the index of the first, in row-major order
   * @param count how many
   * @param into where they go, from index 0
   * @throws IllegalArgumentException if there is no such tensor, it ends before, it is not of a
   *     type in {@link StorageType}, or one of the numbers is not finite
   * @throws IOException if the file cannot be read
   */
  public void read(String name, long start, int count, float[] into) throws IOException {
    SafetensorsHeader.Entry entry = entry(name);
    StorageType type = storageType(name, entry);
    long size = entry.shape().size();
    if (start < 0 || count < 0 || count > size - start) {
      throw new IllegalArgumentException(
          String.format(
              "count: expected numbers within the %d of %s, got %d from %d",
              size, Excerpt.of(name, 80), count, start));
    }
    if (values.capacity() < count * Float.BYTES) {
      values = ByteBuffer.allocateDirect(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      stored = ByteBuffer.allocateDirect(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }
    SafetensorsHeader.fill(
        channel, entry.begin() + start * type.bytes(), stored.clear().limit(count * type.bytes()));
    type.decode(stored, values.clear());
    checkFinite(name, values.flip(), start);
    values.asFloatBuffer().get(into, 0, count);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private SafetensorsHeader.Entry entry(String name) {
    SafetensorsHeader.Entry entry = header.entries().get(name);
    if (entry == null) {
      throw new IllegalArgumentException(
          String.format("%s: expected tensor %s, got none", file, Excerpt.of(name)));
    }
    return entry;
  }

  private StorageType storageType(String name, SafetensorsHeader.Entry entry) {
    for (StorageType type : TYPES) {
      if (type.code().equals(entry.code())) {
        return type;
      }
    }
    throw new IllegalArgumentException(
        String.format(
            "%s: %s: dtype: expected F32, F16 or BF16, got %s",
            file, Excerpt.of(name, 80), entry.code()));
  }

  private void fill(ByteBuffer piece, StorageType type, long position, int elements)
      throws IOException {
    piece.clear();
    type.decode(SafetensorsHeader.littleEndian(channel, position, elements * type.bytes()), piece);
    piece.flip();
  }

  private void checkFinite(String name, ByteBuffer piece, long start) {
    for (int i = 0; i < piece.limit(); i += 4) {
      float value = piece.getFloat(i);
      // Once for each number of a model: what an error says is made where there is one.
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException(
            String.format(
                "%s: %s: expected finite numbers, got %s at element %d",
                file, Excerpt.of(name, 80), value, start + i / 4));
      }
    }
  }
}
