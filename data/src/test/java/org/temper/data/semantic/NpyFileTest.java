package org.temper.data.semantic;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.temper.api.semantic.Embeddings;
import org.temper.data.MalformedDataException;

class NpyFileTest {
  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = directory.resolve("items.npy");
  }

  private void save(int version, String header, ByteBuffer data) throws IOException {
    byte[] text = header.getBytes(ISO_8859_1);
    ByteBuffer bytes = ByteBuffer.allocate(12 + text.length + data.capacity());
    bytes.order(ByteOrder.LITTLE_ENDIAN).put((byte) 0x93).put("NUMPY".getBytes(ISO_8859_1));
    bytes.put((byte) version).put((byte) 0);
    if (version == 1) {
      bytes.putShort((short) text.length);
    } else {
      bytes.putInt(text.length);
    }
    bytes.put(text).put(data.duplicate().clear());
    byte[] whole = new byte[bytes.position()];
    bytes.flip().get(whole);
    Files.write(file, whole);
  }

  private static String header(String type, String order, String shape) {
    return "{'descr': '" + type + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }\n";
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void readsSingleFloats(int version) throws IOException {
    save(
        version,
        header("<f4", "False", "(2, 2)"),
        buffer(16).putFloat(1).putFloat(-2.5f).putFloat(0).putFloat(4));
    Embeddings read = NpyFile.read(file);
    assertThat(read.rows()).isEqualTo(2);
    assertThat(read.width()).isEqualTo(2);
    assertThat(read.values()).containsExactly(1, -2.5f, 0, 4);
  }

  @Test
  void readsDoublesAndHalves() throws IOException {
    save(1, header("<f8", "False", "(1, 2)"), buffer(16).putDouble(0.1).putDouble(-3));
    assertThat(NpyFile.read(file).values()).containsExactly(0.1f, -3);
    // 1, -2, the largest, the smallest
    save(
        1,
        header("<f2", "False", "(2, 2)"),
        buffer(8)
            .putShort((short) 0x3c00)
            .putShort((short) 0xc000)
            .putShort((short) 0x7bff)
            .putShort((short) 1));
    assertThat(NpyFile.read(file).values()).containsExactly(1, -2, 65504, 0x1p-24f);
  }

  @Test
  void readsBigEndian() throws IOException {
    save(1, header(">f4", "False", "(1, 1)"), ByteBuffer.allocate(4).putFloat(7));
    assertThat(NpyFile.read(file).values()).containsExactly(7);
  }

  @Test
  void readsWhatItWrote() throws IOException {
    Embeddings vectors = new Embeddings(new float[] {1, -0f, Float.MIN_VALUE, 3e38f, 5, 6}, 3, 2);
    NpyFile.write(file, vectors);
    Embeddings read = NpyFile.read(file);
    assertThat(read.values()).isEqualTo(vectors.values());
    assertThat(read.rows()).isEqualTo(3);
    assertThat((Files.size(file) - 6 * Float.BYTES) % 64).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "<f4; True; (2, 2); fortran_order: expected rows one after another, got columns",
        "|O; False; (2, 2); type: expected floats, got objects",
        "<i8; False; (2, 2); type: expected f2, f4 or f8 floats, got <i8",
        "<f16; False; (2, 2); type: expected f2, f4 or f8 floats, got <f16",
        "<f4; False; (4,); shape: expected two dimensions, items and numbers, got (4,)",
        "<f4; False; (); shape: expected two dimensions, items and numbers, got ()",
        "<f4; False; (1, 2, 2); shape: expected two dimensions, items and numbers, got (1, 2, 2)",
        "<f4; False; (0, 4); shape: expected at least one item",
        "<f4; False; (99999999, 99999999); shape: expected at least one item",
        "<f4; False; (-1, 4); shape: expected a number, got -1",
        "<f4; False; (5, 1); expected 5 rows of 4 bytes, got the end in row 4",
        "<f4; False; (1, 3); expected the end after 1 rows, got more bytes",
        "<f4; Maybe; (2, 2); header: expected one type, an order and a shape",
      })
  void refusesWhatIsNoMatrix(String type, String order, String shape, String message)
      throws IOException {
    save(1, header(type, order, shape), buffer(16));
    assertThatThrownBy(() -> NpyFile.read(file))
        .isInstanceOf(MalformedDataException.class)
        .hasMessageStartingWith(file + ": " + message);
  }

  @Test
  void refusesWhatIsNoNumber() throws IOException {
    save(1, header("<f4", "False", "(2, 2)"), buffer(16).putFloat(12, Float.NaN));
    assertThatThrownBy(() -> NpyFile.read(file))
        .isInstanceOf(MalformedDataException.class)
        .hasMessage(file + ": row 1, column 1: expected a finite number, got NaN");
    save(1, header("<f8", "False", "(1, 1)"), buffer(8).putDouble(1e300));
    assertThatThrownBy(() -> NpyFile.read(file))
        .hasMessage(file + ": row 0, column 0: expected a finite number, got Infinity");
  }

  @Test
  void refusesOtherFiles() throws IOException {
    Files.writeString(file, "1,2\n3,4\n");
    assertThatThrownBy(() -> NpyFile.read(file)).hasMessageContaining("expected NumPy's .npy");
    Files.write(file, new byte[0]);
    assertThatThrownBy(() -> NpyFile.read(file)).hasMessageContaining("expected NumPy's .npy");
    Files.write(file, new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1});
    assertThatThrownBy(() -> NpyFile.read(file)).hasMessageContaining("got the end of the file");
    Files.write(file, new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 9, 0, 0, 0});
    assertThatThrownBy(() -> NpyFile.read(file)).hasMessageContaining("version 1 to 3, got 9");
  }
}
