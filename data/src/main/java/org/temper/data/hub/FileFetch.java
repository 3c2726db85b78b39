package org.temper.data.hub;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongConsumer;
import org.temper.api.Excerpt;
import org.temper.data.hub.HubClient.At;
import org.temper.data.hub.HubException.Reason;
import org.temper.data.hub.Retries.Attempt;
import org.temper.data.hub.Retries.Progress;

/**
 * A fetch of one file's contents into a blob of the cache. What is there of an earlier fetch is
 * gone on from, and nothing becomes a blob whose hash is not the one that it is named by.
 */
final class FileFetch implements Attempt<Path> {
  private static final int CHUNK = 1 << 18;
  private static final int PARTIAL = 206;
  private static final int RANGE_NOT_SATISFIABLE = 416;

  /** How far a try must get so that the next failure is the first again. */
  private static final long SOME = 1 << 20;

  private final HubClient client;
  private final At at;
  private final RemoteFile file;
  private final Path incomplete;
  private final LongConsumer received;
  private long gained;

  /**
   * A fetch that has not begun.
   *
   * @param client asks the Hub
   * @param at the repository, at a commit
   * @param file the file
   * @param incomplete what is there of it, if anything
   * @param received is told the bytes that are there, whenever there are more
   */
  FileFetch(HubClient client, At at, RemoteFile file, Path incomplete, LongConsumer received) {
    this.client = client;
    this.at = at;
    this.file = file;
    this.incomplete = incomplete;
    this.received = received;
  }

  /**
   * Fetches what is missing, in one try.
   *
   * @return the file that holds all of it, of the right hash
   * @throws HubException if the Hub does not send it, or sends something else
   * @throws IOException if it cannot be written
   */
  @Override
  public Path run() throws IOException {
    gained = 0;
    long before = size();
    if (before > file.size()) {
      Files.delete(incomplete);
      before = 0;
    }
    if (before < file.size() || before == 0) {
      receive(before);
    }
    String hash = Contents.hash(incomplete, file.hash());
    if (!hash.equals(file.hash())) {
      Files.delete(incomplete);
      // What an earlier run left may be what is wrong with it, so that all of it is worth a try.
      throw new HubException(
          before > 0 ? Reason.TRANSIENT : Reason.REFUSED, mismatch("hash " + file.hash(), hash));
    }
    return incomplete;
  }

  @Override
  public Progress progress() {
    return gained >= SOME ? Progress.SOME : Progress.NONE;
  }

  private long size() throws IOException {
    try {
      return Files.size(incomplete);
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  private void receive(long before) throws IOException {
    HttpResponse<InputStream> response = open(before);
    try (InputStream body = new TimedStream(response.body(), client.silence());
        FileChannel out =
            FileChannel.open(incomplete, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      long from = response.statusCode() == PARTIAL ? start(response, before) : 0;
      out.truncate(response.statusCode() == RANGE_NOT_SATISFIABLE ? 0 : from);
      if (response.statusCode() == RANGE_NOT_SATISFIABLE) {
        throw new HubException(Reason.TRANSIENT, mismatch("bytes from " + before, "none"));
      }
      out.position(from);
      copy(body, out, from);
      out.force(true);
    }
  }

  private HttpResponse<InputStream> open(long before) throws IOException {
    try {
      return client.open(at, file.path(), before);
    } catch (HubException e) {
      // The Hub was there when it was asked for the list.
      throw e.reason() == Reason.UNREACHABLE
          ? new HubException(Reason.TRANSIENT, String.valueOf(e.getMessage()))
          : e;
    }
  }

  private void copy(InputStream body, FileChannel out, long from) throws IOException {
    byte[] chunk = new byte[CHUNK];
    long there = from;
    for (int read = read(body, chunk); read >= 0; read = read(body, chunk)) {
      there += read;
      if (there > file.size()) {
        out.truncate(0);
        throw new HubException(Reason.REFUSED, mismatch(file.size() + " bytes", "more"));
      }
      ByteBuffer bytes = ByteBuffer.wrap(chunk, 0, read);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      gained += read;
      received.accept(there);
    }
    if (there < file.size()) {
      throw new HubException(Reason.TRANSIENT, mismatch(file.size() + " bytes", there));
    }
  }

  private int read(InputStream body, byte[] chunk) throws HubException {
    try {
      return body.read(chunk);
    } catch (IOException e) {
      throw client.failure(at, e);
    }
  }

  /** Where the rest begins that the server sends, which need not be where it was asked to. */
  private long start(HttpResponse<?> response, long before) throws HubException {
    String range = response.headers().firstValue("Content-Range").orElse("");
    if (!range.matches("bytes " + before + "-\\d+/(?:\\*|" + file.size() + ")")) {
      throw new HubException(
          Reason.REFUSED,
          mismatch(
              "Content-Range: bytes " + before + "-…/" + file.size(),
              "'" + Excerpt.of(range) + "'"));
    }
    return before;
  }

  private String mismatch(String expected, Object got) {
    return String.format("%s: %s: expected %s, got %s", at, Excerpt.of(file.path()), expected, got);
  }
}
