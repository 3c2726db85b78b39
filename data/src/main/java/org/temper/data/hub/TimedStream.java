package org.temper.data.hub;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A stream of a response's body that fails where the server falls silent, instead of waiting. */
final class TimedStream extends InputStream {
  private final InputStream body;
  private final long limit;
  private volatile long lastRead = System.nanoTime();
  private volatile boolean closed;
  private volatile boolean silent;

  /**
   * Watches a body.
   *
   * @param body closed by another thread where it is silent, which must end a read
   * @param limit the longest silence
   */
  TimedStream(InputStream body, Duration limit) {
    this.body = body;
    this.limit = limit.toNanos();
    watch(this.limit);
  }

  private void watch(long nanos) {
    CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS).execute(this::check);
  }

  private void check() {
    if (closed) {
      return;
    }
    long left = limit - (System.nanoTime() - lastRead);
    if (left > 0) {
      watch(left);
      return;
    }
    silent = true;
    try {
      body.close();
    } catch (IOException e) {
      // The read that waits fails in any case.
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count;
    try {
      count = body.read(bytes, offset, length);
    } catch (IOException e) {
      checkHeard();
      throw e;
    }
    if (count < 0) {
      checkHeard();
    }
    lastRead = System.nanoTime();
    return count;
  }

  private void checkHeard() throws IOException {
    if (silent) {
      throw new HttpTimeoutException(
          "no byte within " + TimeUnit.NANOSECONDS.toSeconds(limit) + " s");
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    body.close();
  }
}
