package org.temper.data.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockFileTest {
  private static final int SIZE = 300_000;

  @TempDir private Path directory;
  private final byte[] bytes = new byte[SIZE];
  private final Random random = new Random(1);

  private Path file() throws IOException {
    random.nextBytes(bytes);
    return Files.write(directory.resolve("file"), bytes);
  }

  @Test
  void whatIsReadIsWhatStandsThere() throws IOException {
    ByteBuffer all = ByteBuffer.wrap(bytes);
    try (BlockFile file = BlockFile.of(file())) {
      assertThat(file.size()).isEqualTo(SIZE);
      // Any offset, so that some stand across the ends of blocks, and each after the one before.
      for (int i = 0; i < 2000; i++) {
        int offset = i < 1000 ? random.nextInt(SIZE - 8) : i * 100;
        assertThat(file.getLong(offset)).isEqualTo(all.getLong(offset));
        assertThat(file.getInt(offset)).isEqualTo(all.getInt(offset));
        int count = random.nextInt(Math.min(20_000, SIZE - offset));
        assertThat(file.read(offset, count)).isEqualTo(all.slice(offset, count));
      }
      assertThat(file.getLong(SIZE - 8)).isEqualTo(all.getLong(SIZE - 8));
      assertThat(file.read(0, SIZE)).isEqualTo(all);
    }
  }

  @Test
  void threadsReadBesideEachOther() throws IOException {
    ByteBuffer all = ByteBuffer.wrap(bytes);
    try (BlockFile file = BlockFile.of(file())) {
      assertThat(
              IntStream.range(0, 20_000)
                  .parallel()
                  .map(i -> (int) (i * 104_729L % (SIZE - 4)))
                  .filter(offset -> file.getInt(offset) != all.getInt(offset)))
          .isEmpty();
    }
  }

  @Test
  void aFileThatWasCutIsNamed() throws IOException {
    Path path = file();
    try (BlockFile file = BlockFile.of(path)) {
      Files.write(path, new byte[10]);
      assertThatExceptionOfType(UncheckedIOException.class)
          .isThrownBy(() -> file.getLong(SIZE - 8))
          .withMessageContaining(path.toString());
    }
  }
}
