package org.temper.algorithms.checkpoints;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Files and folders of names that only we give: the only ones that are ever deleted. */
final class OwnFiles {
  private OwnFiles() {}

  /** The entries of a directory whose names match; none where there is no directory. */
  static List<Path> named(Path directory, Pattern names) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.list(directory)) {
      return paths
          .filter(path -> names.matcher(path.getFileName().toString()).matches())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes the entries whose names match, whatever is in them. */
  static void deleteAll(Path directory, Pattern names) {
    named(directory, names).forEach(OwnFiles::delete);
  }

  /** Deletes a file, a folder with all that is in it, or a link and not what it leads to. */
  static void delete(Path path) {
    if (!exists(path)) {
      return;
    }
    try {
      MoreFiles.deleteRecursively(path, RecursiveDeleteOption.ALLOW_INSECURE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether there is anything of that name, if only a link to nothing. */
  static boolean exists(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }
}
