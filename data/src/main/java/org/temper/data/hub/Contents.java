package org.temper.data.hub;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Hashes of what a file on disk holds. */
final class Contents {
  private static final int SHA_256_DIGITS = 64;
  private static final int CHUNK = 1 << 20;

  private Contents() {}

  /**
   * A file's hash, of the kind that another is.
   *
   * @param file the file
   * @param like 64 digits for SHA-256, 40 for the SHA-1 of a blob of git: of its header and itself
   * @return the hash in lower-case digits
   * @throws IOException if the file cannot be read
   */
  static String hash(Path file, String like) throws IOException {
    Hasher hasher =
        like.length() == SHA_256_DIGITS ? Hashing.sha256().newHasher() : git(Files.size(file));
    byte[] chunk = new byte[CHUNK];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        hasher.putBytes(chunk, 0, read);
      }
    }
    return hasher.hash().toString();
  }

  @SuppressWarnings("deprecation") // what git names its blobs by
  private static Hasher git(long size) {
    return Hashing.sha1().newHasher().putString("blob " + size + "\0", StandardCharsets.US_ASCII);
  }
}
