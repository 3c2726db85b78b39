package org.temper.data.hub;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.temper.api.Excerpt;

/**
 * The folder of a repository in Hugging Face's cache: {@code refs} say which commit a branch or a
 * tag is, {@code snapshots} hold the files of commits by name, as links to {@code blobs}, which
 * hold contents by their hash. Beside the folder, {@code .locks} holds a file for each blob that
 * was fetched.
 *
 * @param cache the folder of the cache
 * @param kind what the repository holds
 * @param repository {@code ORG/NAME}
 */
record RepositoryFolder(Path cache, HubKind kind, String repository) {
  private static final int HASH = 40;

  Path path() {
    return cache.resolve(kind.folder(repository));
  }

  Path snapshot(String commit) {
    return path().resolve("snapshots").resolve(commit);
  }

  Path blob(String hash) {
    return path().resolve("blobs").resolve(hash);
  }

  /**
   * A beginning of a blob. Python's library locks such files in a way that Java cannot see, so that
   * ours have names of their own.
   */
  Path incomplete(String hash) {
    return path().resolve("blobs").resolve(hash + ".temper.incomplete");
  }

  Path lock(String hash) {
    return cache.resolve(".locks").resolve(kind.folder(repository)).resolve(hash + ".lock");
  }

  /**
   * The commit that the cache holds for a revision.
   *
   * @param revision a commit, or a branch or a tag as it was when it was last fetched
   * @return the commit; empty where there is no snapshot of it
   * @throws IOException if the cache cannot be read
   */
  Optional<String> commit(String revision) throws IOException {
    String commit = revision;
    if (!HubName.isCommit(revision)) {
      Path reference = reference(revision);
      if (!Files.isRegularFile(reference)) {
        return Optional.empty();
      }
      commit = Files.readString(reference).strip();
      checkArgument(
          HubName.isCommit(commit),
          "%s: expected a commit of %s digits, got %s; delete the file",
          reference,
          HASH,
          Excerpt.of(commit));
    }
    return Optional.of(commit).filter(hash -> Files.isDirectory(snapshot(hash)));
  }

  /** Notes which commit a branch or a tag is. */
  void refer(String revision, String commit) throws IOException {
    if (HubName.isCommit(revision)) {
      return;
    }
    Path reference = reference(revision);
    Files.createDirectories(reference.getParent());
    // Not a temporary file, which others who share the cache could not read.
    Path written = reference.resolveSibling("." + UUID.randomUUID() + ".incomplete");
    try {
      Files.writeString(written, commit);
      Files.move(
          written, reference, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(written);
    }
  }

  private Path reference(String revision) {
    return path().resolve("refs").resolve(RelativeNames.check("revision", revision));
  }

  /**
   * The files of a snapshot.
   *
   * @param commit a commit
   * @return their names, sorted; links whose contents are gone are none
   * @throws IOException if the folder cannot be read
   */
  List<String> files(String commit) throws IOException {
    Path snapshot = snapshot(commit);
    try (Stream<Path> all = Files.walk(snapshot)) {
      return all.filter(Files::isRegularFile)
          .map(file -> snapshot.relativize(file).toString().replace('\\', '/'))
          .sorted()
          .toList();
    }
  }
}
