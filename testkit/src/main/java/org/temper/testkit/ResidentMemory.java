package org.temper.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** This process's memory as the kernel gives it in {@code /proc/self/status}: on Linux alone. */
public final class ResidentMemory {
  private static final Path STATUS = Path.of("/proc/self/status");

  private ResidentMemory() {}

  /**
   * Resident memory now.
   *
   * @return in MiB
   * @throws IOException if the kernel does not say
   */
  public static double nowMebibytes() throws IOException {
    return mebibytes("VmRSS:");
  }

  /**
   * The most resident memory since the process began.
   *
   * @return in MiB
   * @throws IOException if the kernel does not say
   */
  public static double peakMebibytes() throws IOException {
    return mebibytes("VmHWM:");
  }

  private static double mebibytes(String field) throws IOException {
    for (String line : Files.readAllLines(STATUS)) {
      if (line.startsWith(field)) {
        return Double.parseDouble(line.replaceAll("\\D", "")) / 1024;
      }
    }
    throw new IOException(STATUS + ": expected a line " + field + ", got none");
  }
}
