package org.temper.data.hub;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.temper.data.hub.FetchProgress.Fetch;
import org.temper.data.hub.HubClient.At;
import org.temper.data.hub.HubException.Reason;
import org.temper.data.hub.HubSettings.Linking;

/**
 * A writer of files into a snapshot: those that are missing are fetched, one after the other, and
 * each appears when it is whole.
 *
 * @param folder the repository's folder in the cache
 * @param client asks the Hub
 * @param retries tries again
 * @param linker makes links
 * @param progress is told of it
 */
record SnapshotFiles(
    RepositoryFolder folder,
    HubClient client,
    Retries retries,
    Linker linker,
    FetchProgress progress) {

  /** A way to make symbolic links. */
  @FunctionalInterface
  interface Linker {
    /**
     * Makes a link.
     *
     * @throws UnsupportedOperationException if the system has none
     * @throws IOException if it cannot be made, as without a privilege
     */
    void link(Path link, Path target) throws IOException;
  }

  /**
   * Fetches files.
   *
   * @param at the repository, at a commit
   * @param wanted the files
   * @return the snapshot's folder
   * @throws HubException if a file does not come, or is not what it should be
   * @throws IOException if the cache cannot be written, or the disk would be full
   */
  Path fetch(At at, List<RemoteFile> wanted) throws IOException {
    Path snapshot = folder.snapshot(at.revision());
    List<RemoteFile> missing =
        wanted.stream().filter(file -> !isThere(snapshot.resolve(file.path()), file)).toList();
    if (missing.isEmpty()) {
      return snapshot;
    }
    Path blobs = Files.createDirectories(folder.blob("any").getParent());
    long total = missing.stream().mapToLong(RemoteFile::size).sum();
    long present = 0;
    for (RemoteFile file : missing) {
      present += there(file);
    }
    checkSpace(at, blobs, total - present);
    if (total > present) {
      progress.begin(
          new Fetch(
              at.repository(),
              at.revision(),
              client.settings().host(),
              missing.size(),
              total,
              present,
              folder.path()));
    }
    long done = 0;
    for (RemoteFile file : missing) {
      fetch(at, file, snapshot, done, total);
      done += file.size();
      progress.received(done, total);
    }
    return snapshot;
  }

  private void fetch(At at, RemoteFile file, Path snapshot, long done, long total)
      throws IOException {
    Path pointer = snapshot.resolve(file.path());
    Path blob = folder.blob(file.hash());
    try (CacheLock lock = CacheLock.take(folder.lock(file.hash()), progress)) {
      if (isThere(pointer, file)) {
        return;
      }
      Files.createDirectories(pointer.getParent());
      if (isThere(blob, file)) {
        if (!link(pointer, blob)) {
          // Other snapshots may need the blob.
          Files.copy(blob, folder.incomplete(file.hash()), StandardCopyOption.REPLACE_EXISTING);
          move(folder.incomplete(file.hash()), pointer);
        }
        return;
      }
      FileFetch fetch =
          new FileFetch(
              client,
              at,
              file,
              folder.incomplete(file.hash()),
              there -> progress.received(done + there, total));
      move(retries.call(fetch), blob);
      if (!link(pointer, blob)) {
        move(blob, pointer);
      }
    }
  }

  private static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static boolean isThere(Path path, RemoteFile file) {
    try {
      return Files.isRegularFile(path) && Files.size(path) == file.size();
    } catch (IOException e) {
      return false;
    }
  }

  private long there(RemoteFile file) throws IOException {
    if (isThere(folder.blob(file.hash()), file)) {
      return file.size();
    }
    try {
      return Math.min(file.size(), Files.size(folder.incomplete(file.hash())));
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  private static void checkSpace(At at, Path blobs, long bytes) throws IOException {
    FileStore store = Files.getFileStore(blobs);
    if (bytes > store.getUsableSpace()) {
      throw new HubException(
          Reason.REFUSED,
          String.format(
              "%s: expected %s free in %s (HF_HOME), got %s",
              at, ByteCount.of(bytes), blobs, ByteCount.of(store.getUsableSpace())));
    }
  }

  /** Links a snapshot's file to its contents, unless there are no links here. */
  private boolean link(Path pointer, Path blob) throws IOException {
    if (client.settings().linking() == Linking.COPIES) {
      return false;
    }
    // A link to contents that are gone, or a copy that is cut short.
    Files.deleteIfExists(pointer);
    try {
      linker.link(pointer, requireNonNull(pointer.getParent()).relativize(blob));
      return true;
    } catch (IOException | UnsupportedOperationException e) {
      // As on Windows, without the privilege; or Python's library was faster.
      return Files.isRegularFile(pointer);
    }
  }

  SnapshotFiles withProgress(FetchProgress listener) {
    return new SnapshotFiles(folder, client, retries, linker, listener);
  }
}
