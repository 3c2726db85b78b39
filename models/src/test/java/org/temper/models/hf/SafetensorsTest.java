package org.temper.models.hf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.temper.models.storage.StorageType;

class SafetensorsTest {
  @TempDir Path directory;
  @AutoClose private final NDManager manager = NDManager.newBaseManager(Device.cpu());

  @Test
  void floatsAreReadBackBitForBit() throws IOException {
    float[] values = {1f, -0f, Float.MIN_VALUE, Float.MAX_VALUE, 0.1f, -1e-30f};

    NDArray read = roundTrip(values, StorageType.FLOAT32);

    assertThat(read.getShape()).isEqualTo(new Shape(2, 3));
    assertThat(read.getDataType()).isEqualTo(DataType.FLOAT32);
    float[] back = read.toFloatArray();
    for (int i = 0; i < values.length; i++) {
      assertThat(Float.floatToRawIntBits(back[i])).isEqualTo(Float.floatToRawIntBits(values[i]));
    }
  }

  @ParameterizedTest
  @EnumSource(StorageType.class)
  void numbersThatFitTheStorageTypeAreReadBackExactly(StorageType type) throws IOException {
    float[] values = {0f, 1f, -2.5f, 0.0078125f, 96f, -0.375f};

    assertThat(roundTrip(values, type).toFloatArray()).containsExactly(values);
  }

  @Test
  void arraysLargerThanOnePieceAreReadBackWhole() throws IOException {
    NDArray large = manager.arange(0f, (1 << 22) + 5, 1f).reshape(1, (1 << 22) + 5);
    Path file = directory.resolve("large.safetensors");

    SafetensorsWriter.write(file, ImmutableMap.of("large", large), StorageType.FLOAT32);

    try (SafetensorsFile opened = SafetensorsFile.open(file)) {
      assertThat(opened.read("large", manager).contentEquals(large)).isTrue();
    }
  }

  @Test
  void dataBeginsAtAMultipleOfEightBytes() throws IOException {
    for (String name : new String[] {"a", "ab", "abc", "abcd"}) {
      Path file = directory.resolve(name);
      SafetensorsWriter.write(
          file, ImmutableMap.of(name, manager.ones(new Shape(1))), StorageType.FLOAT32);

      assertThat((Files.size(file) - 4) % 8).isZero();
    }
  }

  @Test
  void writingLeavesNoTemporaryFile() throws IOException {
    roundTrip(new float[6], StorageType.FLOAT32);

    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void writingReplacesAFile() throws IOException {
    roundTrip(new float[6], StorageType.FLOAT32);

    assertThat(roundTrip(new float[] {1, 2, 3, 4, 5, 6}, StorageType.FLOAT32).toFloatArray())
        .containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void otherTypesThanFloat32AreNotWritten() {
    Map<String, NDArray> tensors = ImmutableMap.of("ids", manager.create(new long[] {1}));

    assertThatThrownBy(
            () -> SafetensorsWriter.write(directory.resolve("ids"), tensors, StorageType.FLOAT32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tensors: expected float32 for ids, got int64");
    assertThat(directory).isEmptyDirectory();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,12]}} | w: data_offsets:"
            + " expected [begin, end] within the 8 bytes",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}} | w: data_offsets:"
            + " expected [begin, end]",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-8,0]}} | w: data_offsets:"
            + " expected a list of integers from 0",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}} | w: data_offsets:"
            + " expected 12 bytes for F32 of shape [3], got 8",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"v\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}"
            + " | v: data_offsets: expected to begin at 4",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | w: data_offsets:"
            + " expected to begin at 0",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} | expected data to end"
            + " with the last tensor",
        "{\"w\":{\"dtype\":\"F31\",\"shape\":[2],\"data_offsets\":[0,8]}} | w: dtype: expected one"
            + " of",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,8]}} | w:"
            + " shape: expected fewer than 2^63 bytes",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,8]}} | w: shape: expected a"
            + " list of integers",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},\"w\":{}} | header:"
            + " expected JSON",
        "{\"w\":7} | w: dtype: expected one of",
        "[1,2] | header: expected a JSON object",
        "{\"w\" | header: expected JSON",
      })
  void aLyingHeaderIsRejected(String header, String message) throws IOException {
    Path file = directory.resolve("bad.safetensors");
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    Files.write(file, bytes(json.length, json, 8));

    assertThatThrownBy(() -> SafetensorsFile.open(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({"-1", "0", "11", "9223372036854775807"})
  void aHeaderLengthOutsideTheFileIsRejected(long length) throws IOException {
    Path file = directory.resolve("bad.safetensors");
    Files.write(file, bytes(length, "{}".getBytes(StandardCharsets.UTF_8), 8));

    assertThatThrownBy(() -> SafetensorsFile.open(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("header length: expected 2 to 10, got ");
  }

  @Test
  void aTruncatedFileIsRejected() throws IOException {
    roundTrip(new float[6], StorageType.FLOAT32);
    Path file = directory.resolve("model.safetensors");
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));

      assertThatThrownBy(() -> SafetensorsFile.open(file))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void numbersThatAreNotFiniteAreRejectedByName() throws IOException {
    roundTrip(new float[] {0, 1, 2, 3, 4, 5}, StorageType.BFLOAT16);
    Path file = directory.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    // Element 3 is the third from the end, two bytes each.
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(bytes.length - 3 * 2, (short) 0x7fc0);
    Files.write(file, bytes);
    try (SafetensorsFile opened = SafetensorsFile.open(file)) {
      assertThatThrownBy(() -> opened.read("w", manager))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageEndingWith(": w: expected finite numbers, got NaN at element 3");
    }
  }

  @Test
  void integersAreNotReadAsWeights() throws IOException {
    Path file = directory.resolve("ints.safetensors");
    byte[] json =
        "{\"w\":{\"dtype\":\"I32\",\"shape\":[2],\"data_offsets\":[0,8]}}"
            .getBytes(StandardCharsets.UTF_8);
    Files.write(file, bytes(json.length, json, 8));

    try (SafetensorsFile opened = SafetensorsFile.open(file)) {
      assertThatThrownBy(() -> opened.read("w", manager))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageEndingWith(": w: dtype: expected F32, F16 or BF16, got I32");
    }
  }

  @Test
  void aMissingFileIsNamed() {
    Path file = directory.resolve("none.safetensors");

    assertThatThrownBy(() -> SafetensorsFile.open(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(file + ": expected a file, got none");
  }

  private NDArray roundTrip(float[] values, StorageType type) throws IOException {
    Path file = directory.resolve("model.safetensors");
    NDArray array = manager.create(values, new Shape(2, 3));
    SafetensorsWriter.write(file, ImmutableMap.of("w", array), type);
    try (SafetensorsFile opened = SafetensorsFile.open(file)) {
      return opened.read("w", manager);
    }
  }

  private static byte[] bytes(long length, byte[] header, int data) {
    return ByteBuffer.allocate(8 + header.length + data)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(length)
        .put(header)
        .array();
  }
}
