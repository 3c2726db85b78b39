package org.temper.cli.options;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Option;

/** The option for how many malformed records may be skipped. */
public final class BadRecordsOption {

  @Option(
      names = "--bad-records",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "most malformed records that may be skipped, and are counted (default: ${DEFAULT-VALUE})")
  private int badRecords;

  /**
   * How many may be skipped.
   *
   * @return as it was given
   */
  public int limit() {
    return badRecords;
  }

  /**
   * Says how many were skipped, if any.
   *
   * @param name what was read
   * @param count how many were skipped of it
   * @param first what is wrong with the first of them
   * @param messages where it is said
   */
  public static void tell(String name, long count, List<String> first, PrintWriter messages) {
    if (count > 0) {
      messages.printf(
          "%s: %d malformed records were skipped, such as %s%n",
          name, count, String.join("; ", first));
      messages.flush();
    }
  }
}
