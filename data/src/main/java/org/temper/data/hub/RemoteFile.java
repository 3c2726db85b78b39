package org.temper.data.hub;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.regex.Pattern;
import org.temper.api.Excerpt;

/**
 * A file of a repository.
 *
 * @param path its name in the repository
 * @param size its bytes
 * @param hash its contents' SHA-256 (64 digits, files in Git LFS) or SHA-1 as git computes it (40
 *     digits), which is also its name among the cache's blobs
 */
record RemoteFile(String path, long size, String hash) {
  /** The most bytes of a file: what the Hub itself takes in one. */
  static final long LARGEST = 500_000_000_000L;

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

  /** Checks. */
  RemoteFile {
    RelativeNames.check("file", path);
    checkArgument(
        size >= 0 && size <= LARGEST,
        "%s: expected a file of at most %s bytes, got %s",
        Excerpt.of(path),
        LARGEST,
        size);
    checkArgument(
        HASH.matcher(hash).matches(),
        "%s: expected a hash of 40 or 64 digits, got %s",
        Excerpt.of(path),
        Excerpt.of(hash));
  }
}
