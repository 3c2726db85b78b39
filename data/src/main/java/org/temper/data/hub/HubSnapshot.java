package org.temper.data.hub;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of snapshots of Hugging Face's cache, read from their paths. */
public final class HubSnapshot {
  private static final Pattern PATH =
      Pattern.compile(
          ".*/(?:models|datasets)--(?<organization>[^/]+?)--(?<name>[^/]+)/snapshots/"
              + "(?<commit>[0-9a-f]{40})(?<file>/.+)?");

  private HubSnapshot() {}

  /**
   * Which repository and commit a path is of.
   *
   * @param path any path
   * @return such as {@code ORG/NAME@COMMIT} for a snapshot, {@code ORG/NAME@COMMIT:FILE} for what
   *     is in one; empty for other paths
   */
  public static Optional<String> nameOf(Path path) {
    Matcher matcher = PATH.matcher(path.toAbsolutePath().normalize().toString().replace('\\', '/'));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String file = matcher.group("file");
    return Optional.of(
        matcher.group("organization")
            + "/"
            + matcher.group("name")
            + "@"
            + matcher.group("commit")
            + (file == null ? "" : ":" + file.substring(1)));
  }
}
