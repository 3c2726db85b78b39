package org.temper.cli;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Checkpoints of a run's directory. */
final class Checkpoints {
  private Checkpoints() {}

  private static Path newest(Path out) throws IOException {
    try (Stream<Path> checkpoints = Files.list(out.resolve("checkpoints"))) {
      return checkpoints.max(Comparator.naturalOrder()).orElseThrow();
    }
  }

  /** Takes the newest away, as if the run had stopped before it. */
  static void deleteNewest(Path out) throws IOException {
    MoreFiles.deleteRecursively(newest(out), RecursiveDeleteOption.ALLOW_INSECURE);
  }

  /** Takes away what says that the newest is whole, as if the run had stopped while it wrote it. */
  static void cutNewest(Path out) throws IOException {
    Files.delete(newest(out).resolve("checkpoint.json"));
  }
}
