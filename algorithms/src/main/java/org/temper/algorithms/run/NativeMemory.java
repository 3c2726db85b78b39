package org.temper.algorithms.run;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.util.Optional;

/**
 * Memory outside the Java heap: the engine's arrays, and what the JVM itself allocates.
 *
 * <p>GNU's C library keeps what it is given back. Where batches are ragged, no two updates ask for
 * the same blocks, each thread keeps its own, and the process grows long after its live arrays have
 * stopped growing. {@link TrainingRun} therefore trims after each checkpoint; a loop of one's own
 * may do so between its phases.
 */
public final class NativeMemory {
  private static final Optional<Function> TRIM = find("malloc_trim");

  private NativeMemory() {}

  /**
   * Gives freed blocks back to the operating system: some ten milliseconds for a small process, and
   * as many page faults in what follows as pages were given back. Does nothing where the C library
   * has no {@code malloc_trim}, that is everywhere but on Linux with GNU's.
   */
  public static void trim() {
    TRIM.ifPresent(function -> function.invokeInt(new Object[] {0L}));
  }

  private static Optional<Function> find(String name) {
    try {
      return Optional.of(NativeLibrary.getProcess().getFunction(name));
    } catch (LinkageError e) {
      return Optional.empty();
    }
  }
}
