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

class NativeMemoryTest {
  private static final Path STATUS = Path.of("/proc/self/status");

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
    long kept = residentKibibytes();
    NativeMemory.trim();
    assertThat(kept - residentKibibytes()).isGreaterThan(14 * 1024);
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

  private static long residentKibibytes() throws IOException {
    return Files.readAllLines(STATUS).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
