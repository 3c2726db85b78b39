package org.temper.algorithms.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.jna.Memory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.temper.testkit.ResidentMemory;

class NativeMemoryTest {
  @Test
  void trimsWhereverItRuns() {
    NativeMemory.trim();
  }

  @Test
  @EnabledIf("onGnuLinux")
  void givesFreedBlocksBack() throws IOException {
    List<Memory> blocks = new ArrayList<>();
    for (int i = 0; i < 2_048; i++) {
      // Too small to be mapped one by one.
      Memory block = new Memory(16 * 1024);
      block.setMemory(0, block.size(), (byte) 1);
      blocks.add(block);
    }
    // What stays between them keeps the rest from going back by itself.
    for (int i = 0; i < blocks.size(); i++) {
      if (i % 8 != 0) {
        blocks.get(i).close();
      }
    }
    double kept = ResidentMemory.nowMebibytes();
    NativeMemory.trim();
    assertThat(kept - ResidentMemory.nowMebibytes()).isGreaterThan(14);
    for (int i = 0; i < blocks.size(); i += 8) {
      blocks.get(i).close();
    }
  }

  @Test
  @EnabledIf("onGnuLinux")
  void givesLargeBlocksBackAtOnce() throws IOException {
    try {
      NativeMemory.giveBackFrom(1 << 20);
      double before = ResidentMemory.nowMebibytes();
      // Twice, since the C library takes the first blocks that are freed for the size of the next.
      for (int round = 0; round < 2; round++) {
        List<Memory> blocks = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
          Memory block = new Memory(2 << 20);
          block.setMemory(0, block.size(), (byte) 1);
          blocks.add(block);
        }
        assertThat(ResidentMemory.nowMebibytes() - before).isGreaterThan(40);
        // All but the last, which would keep those before it.
        blocks.subList(0, 23).forEach(Memory::close);
        assertThat(ResidentMemory.nowMebibytes() - before).isLessThan(20);
        blocks.get(23).close();
      }
    } finally {
      NativeMemory.giveBackFrom(32 << 20);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, (1 << 20) - 1, (32 << 20) + 1})
  void refusesSizesThatTheLibraryHasNot(int bytes) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> NativeMemory.giveBackFrom(bytes))
        .withMessage("bytes: expected from 1 to 32 MiB, got %s", bytes);
  }

  static boolean onGnuLinux() throws IOException {
    if (!Files.exists(Path.of("/proc/self/maps"))) {
      return false;
    }
    return Files.readString(Path.of("/proc/self/maps")).contains("libc.so.6");
  }
}
