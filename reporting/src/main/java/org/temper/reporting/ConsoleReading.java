package org.temper.reporting;

import java.util.Locale;
import java.util.function.Consumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;
import org.temper.data.corpus.ReadingProgress;

/** A progress bar on the standard error stream while large files are tokenized. */
public final class ConsoleReading implements ReadingProgress {
  private static final long MEGABYTE = 1_000_000;

  private final Consumer<String> messages;
  private @Nullable ProgressBar bar;

  /**
   * A bar.
   *
   * @param messages takes lines for the user
   */
  public ConsoleReading(Consumer<String> messages) {
    this.messages = messages;
  }

  @Override
  public void start(long bytes) {
    bar =
        new ProgressBarBuilder()
            .setTaskName("tokenizing")
            .setUnit(" MB", MEGABYTE)
            .setInitialMax(bytes)
            .setUpdateIntervalMillis(500)
            .showSpeed()
            .build();
  }

  @Override
  public void reached(long records, long bytes) {
    if (bar != null) {
      if (bytes > bar.getMax()) {
        // What is compressed is longer than its file.
        bar.maxHint(-1);
      }
      bar.stepTo(bytes);
      bar.setExtraMessage(String.format(Locale.ROOT, "%,d records", records));
    }
  }

  @Override
  public void end() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  @Override
  public void say(String text) {
    messages.accept(text);
  }
}
