package org.temper.cli.merge;

import org.jspecify.annotations.Nullable;
import org.temper.models.merge.MergeProgress;
import org.temper.reporting.ConsoleBar;

/** A progress bar while models are merged, of parameters as often as they are gone through. */
public final class ConsoleMerge implements MergeProgress {
  private static final long MILLION = 1_000_000;

  private @Nullable ConsoleBar bar;

  /** A bar that is shown once the merge starts. */
  public ConsoleMerge() {}

  @Override
  public void start(long numbers) {
    bar = new ConsoleBar("merging", "M parameters", MILLION, numbers);
  }

  @Override
  public void advance(long numbers) {
    if (bar != null) {
      bar.advance(numbers);
    }
  }

  @Override
  public void end() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
