package org.temper.data.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/**
 * SHA-256 hashes of files. Those of large files are remembered in the cache's folder with the
 * file's size, inode and times of modification and change, and are computed again when one of these
 * is another. What was changed just now is not remembered: it may be changed once more within one
 * tick of the clock.
 */
final class FileHashes {
  private static final String SUFFIX = ".temper-hash";
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final Duration SETTLED = Duration.ofSeconds(2);

  private FileHashes() {}

  static String remembered(Path file, Path folder) throws IOException {
    return remembered(file, folder, Instant.now());
  }

  static String remembered(Path file, Path folder, Instant now) throws IOException {
    Path real = file.toRealPath();
    String name = Hashing.sha256().hashString(real.toString(), UTF_8).toString();
    Path memory = folder.resolve(name.substring(0, 32) + SUFFIX);
    String state = state(real);
    if (Files.isRegularFile(memory)) {
      List<String> lines = List.of(Files.readString(memory, UTF_8).split("\n", -1));
      if (lines.size() == 2 && lines.get(0).equals(state) && HASH.matcher(lines.get(1)).matches()) {
        return lines.get(1);
      }
    }
    String hash = MoreFiles.asByteSource(real).hash(Hashing.sha256()).toString();
    boolean settled = changed(real).toInstant().plus(SETTLED).isBefore(now);
    if (settled && state(real).equals(state)) {
      Files.createDirectories(folder);
      Path temporary = Files.createTempFile(folder, "." + name.substring(0, 32), SUFFIX);
      try {
        Files.writeString(temporary, state + "\n" + hash, UTF_8);
        Files.move(
            temporary, memory, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(temporary);
      }
    }
    return hash;
  }

  /** What is another once a file was written to. */
  static String state(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return attributes.size()
        + " "
        + attributes.fileKey()
        + " "
        + attributes.lastModifiedTime()
        + " "
        + changed(file);
  }

  /** When anything of a file was changed last, its times included, on systems that tell. */
  private static FileTime changed(Path file) throws IOException {
    return Files.getFileStore(file).supportsFileAttributeView("unix")
        ? (FileTime) Files.getAttribute(file, "unix:ctime")
        : Files.getLastModifiedTime(file);
  }
}
