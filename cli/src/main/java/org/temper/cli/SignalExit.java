package org.temper.cli;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;

/**
 * End of a process that a signal ends while the engine computes.
 *
 * <p>The JVM ends by the C library's {@code exit}, which destroys libtorch's static objects under a
 * thread that is still in one of its calls: instead of ending with the signal's code, 143 or 130,
 * the process crashes and leaves an {@code hs_err} file. A handler that the C library runs first
 * leaves the process there, by {@code _exit} with the same code. Java's shutdown hooks have run by
 * then, and what the engine holds is the process's own memory.
 */
final class SignalExit {
  private SignalExit() {}

  /** Registers it. Does nothing where the C library has no {@code on_exit}: it is GNU's. */
  static void register() {
    // At the shutdown, not now: handlers run last one first, and libtorch is loaded after this.
    Runtime.getRuntime().addShutdownHook(new Thread(SignalExit::skipDestructors, "temper-exit"));
  }

  private static void skipDestructors() {
    try {
      NativeLibrary process = NativeLibrary.getProcess();
      Function leave = process.getFunction("_exit");
      process.getFunction("on_exit").invokeInt(new Object[] {leave, null});
    } catch (LinkageError e) {
      // The process ends as the JVM ends it.
      return;
    }
  }
}
