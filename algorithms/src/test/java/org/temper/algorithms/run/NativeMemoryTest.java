package org.temper.algorithms.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Memory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
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

  static boolean onGnuLinux() throws IOException {
    if (!Files.exists(Path.of("/proc/self/maps"))) {
      return false;
    }
    return Files.readString(Path.of("/proc/self/maps")).contains("libc.so.6");
  }
}
