package org.temper.data.hub;

import java.util.Locale;

/** A number of bytes as people read it. */
public final class ByteCount {
  private static final String[] UNITS = {"kB", "MB", "GB", "TB"};
  private static final int STEP = 1000;

  private ByteCount() {}

  /**
   * A number with its unit.
   *
   * @param bytes how many
   * @return such as {@code 269.1 MB}, in powers of 1000
   */
  public static String of(long bytes) {
    if (bytes < STEP) {
      return bytes + " bytes";
    }
    double count = bytes;
    int unit = -1;
    while (count >= STEP && unit < UNITS.length - 1) {
      count /= STEP;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", count, UNITS[unit]);
  }
}
