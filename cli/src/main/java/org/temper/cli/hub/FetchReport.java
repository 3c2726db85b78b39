package org.temper.cli.hub;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import org.temper.data.hub.ByteCount;
import org.temper.data.hub.FetchProgress;

/** Lines on what is fetched: what and how much, then every few seconds how far it is. */
final class FetchReport implements FetchProgress {
  private static final long INTERVAL = TimeUnit.SECONDS.toNanos(5);

  private final PrintWriter messages;
  private long told = System.nanoTime();

  /**
   * A report.
   *
   * @param messages where the lines go
   */
  FetchReport(PrintWriter messages) {
    this.messages = messages;
  }

  @Override
  public void begin(Fetch fetch) {
    say(
        String.format(
            "fetching %s@%s from %s into %s: %d %s, %s%s",
            fetch.name(),
            fetch.commit().substring(0, 12),
            fetch.host(),
            fetch.folder(),
            fetch.files(),
            fetch.files() == 1 ? "file" : "files",
            ByteCount.of(fetch.bytes()),
            fetch.present() > 0
                ? ", of which " + ByteCount.of(fetch.present()) + " are there"
                : ""));
  }

  @Override
  public void received(long bytes, long total) {
    if (System.nanoTime() - told >= INTERVAL) {
      say(ByteCount.of(bytes) + " of " + ByteCount.of(total));
    }
  }

  @Override
  public void waiting(String reason) {
    say(reason);
  }

  private void say(String line) {
    messages.println(line);
    messages.flush();
    told = System.nanoTime();
  }
}
