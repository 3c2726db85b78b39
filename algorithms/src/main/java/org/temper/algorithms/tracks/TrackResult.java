package org.temper.algorithms.tracks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.temper.algorithms.run.NativeMemory;
import org.temper.algorithms.run.RunIdentity;

/**
 * A trained or joined model, and what it took.
 *
 * @param model the directory that it is in
 * @param identity what decided its numbers
 * @param effort what it took, by itself
 */
public record TrackResult(Path model, Map<String, String> identity, Effort effort) {

  private static final double MIB = 1 << 20;

  /** Copies. */
  public TrackResult {
    identity = Map.copyOf(identity);
  }

  /**
   * What a model took.
   *
   * @param completions completions that were sampled to learn from
   * @param seconds time of sampling and learning, of merging where there was none; without
   *     measuring, and over all resumes
   * @param peakMemoryMib the most resident memory of the process up to its end, in MiB; 0 where the
   *     system does not tell
   */
  public record Effort(long completions, double seconds, double peakMemoryMib) {

    /**
     * The effort of what samples nothing, up to now.
     *
     * @param seconds how long it took
     * @return the effort, with the process's peak so far
     */
    public static Effort ofSeconds(double seconds) {
      return new Effort(0, seconds, NativeMemory.peakBytes().orElse(0) / MIB);
    }
  }

  /** Makes a model. */
  @FunctionalInterface
  public interface Maker {

    /**
     * Makes the model.
     *
     * @param model the directory to make it in, not there yet
     * @return what it took
     * @throws IOException if a file cannot be read or written
     */
    Effort make(Path model) throws IOException;
  }

  /**
   * Makes a model that is no {@link TrackTraining}'s, unless it was made before.
   *
   * @param out the directory of its own
   * @param identity what decides its numbers
   * @param maker makes it as {@code model} in the directory, wholly or not at all
   * @return the result, of now or of before
   * @throws IllegalArgumentException if another was made there
   * @throws IOException if a file cannot be read or written
   */
  public static TrackResult once(Path out, Map<String, String> identity, Maker maker)
      throws IOException {
    TrackRecord record = new TrackRecord(out);
    if (record.isFinished()) {
      TrackResult before = record.read();
      new RunIdentity(identity).checkResumes(before.identity());
      return before;
    }
    Files.createDirectories(out);
    return record.finish(identity, maker.make(record.model()));
  }
}
