package org.temper.algorithms.checkpoints;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.regex.Pattern;
import org.temper.api.Excerpt;

/** Names that are fit for files on every system, and lead out of no directory. */
public final class FileNames {
  private static final Pattern FIT = Pattern.compile("[A-Za-z0-9_@][A-Za-z0-9_@.+=-]{0,99}");
  private static final Pattern DEVICE =
      Pattern.compile("(con|prn|aux|nul|com\\d|lpt\\d)(\\..*)?", Pattern.CASE_INSENSITIVE);

  private FileNames() {}

  /**
   * Checks that a file can be named so.
   *
   * @param what what the name is of, which begins the message
   * @param name the name, without an ending
   * @return the name
   * @throws IllegalArgumentException if it has other characters than letters and digits of ASCII
   *     and {@code _ @ . + = -}, begins with one of the last four, has more than 100 of them, or is
   *     a device on some system
   */
  public static String check(String what, String name) {
    checkArgument(
        FIT.matcher(name).matches() && !DEVICE.matcher(name).matches(),
        "%s: expected a name fit for a file, of at most 100 letters, digits and _ @ . + = -, got"
            + " \"%s\"; rename it",
        what,
        Excerpt.of(name));
    return name;
  }
}
