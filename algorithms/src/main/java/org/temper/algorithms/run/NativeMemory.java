package org.temper.algorithms.run;

import static com.google.common.base.Preconditions.checkArgument;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Memory outside the Java heap: the engine's arrays, and what the JVM itself allocates.
 *
 * <p>GNU's C library keeps what it is given back. Where batches are ragged, no two updates ask for
 * the same blocks, each thread keeps its own, and the process grows long after its live arrays have
 * stopped growing. {@link TrainingRun} therefore trims after each checkpoint; a loop of one's own
 * may do so between its phases.
 */
public final class NativeMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Optional<Function> TRIM = find("malloc_trim");
  private static final Optional<Function> OPTION = find("mallopt");

  // Names of options in glibc's malloc.h.
  private static final int TRIM_THRESHOLD = -1;
  private static final int MAPPING_THRESHOLD = -3;

  private static final int MEBIBYTE = 1 << 20;

  /** Half of an arena's size: above it, every block is taken from the operating system anyway. */
  private static final int LARGEST_THRESHOLD = 32;

  private NativeMemory() {}

  /**
   * Gives freed blocks back to the operating system: some ten milliseconds for a small process, and
   * as many page faults in what follows as pages were given back. Does nothing where the C library
   * has no {@code malloc_trim}, that is everywhere but on Linux with GNU's.
   */
  public static void trim() {
    TRIM.ifPresent(function -> function.invokeInt(new Object[] {0L}));
  }

  /**
   * Has blocks of a size and more taken from the operating system one by one, and given back as
   * soon as they are freed, and smaller ones where as much is free at the end of an arena. Without
   * it GNU's C library takes freed blocks of up to 32 MiB for the size of what comes next, and
   * keeps them. Costs page faults: each such block is new pages. Does nothing where the C library
   * has no {@code mallopt}.
   *
   * @param bytes the size, from 1 to 32 MiB
   * @throws IllegalArgumentException if it is out of this range
   */
  public static void giveBackFrom(int bytes) {
    checkArgument(
        bytes >= MEBIBYTE && bytes <= LARGEST_THRESHOLD * MEBIBYTE,
        "bytes: expected from 1 to %s MiB, got %s",
        LARGEST_THRESHOLD,
        bytes);
    OPTION.ifPresent(
        function -> {
          function.invokeInt(new Object[] {MAPPING_THRESHOLD, bytes});
          function.invokeInt(new Object[] {TRIM_THRESHOLD, bytes});
        });
  }

  /**
   * The most memory that this process has had so far, resident, Java heap and engine together.
   *
   * @return bytes; empty where the operating system has no {@code /proc/self/status}, that is
   *     everywhere but on Linux
   */
  public static OptionalLong peakBytes() {
    if (!Files.isReadable(STATUS)) {
      return OptionalLong.empty();
    }
    try (Stream<String> lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst();
    } catch (IOException | UncheckedIOException e) {
      return OptionalLong.empty();
    }
  }

  private static Optional<Function> find(String name) {
    try {
      return Optional.of(NativeLibrary.getProcess().getFunction(name));
    } catch (LinkageError e) {
      return Optional.empty();
    }
  }
}
