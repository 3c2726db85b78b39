package org.temper.samplers.selection;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSortedMap;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import org.temper.api.rollouts.Trajectory;

/**
 * An episode that may be learned from, with all that selections look at.
 *
 * @param task the key of its task
 * @param stream which of the task's episodes it is; task and stream name a candidate
 * @param trajectory the episode
 * @param reward what it was worth, finite; NaN where that is not known
 * @param bucket the kind of its task, such as {@code math}
 * @param text what the policy wrote, by which episodes are told apart
 * @param figures what else was measured of the episode, by name
 */
public record Candidate(
    String task,
    long stream,
    Trajectory trajectory,
    double reward,
    String bucket,
    String text,
    Map<String, Double> figures) {

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if the task is blank, or the reward infinite
   */
  public Candidate {
    checkArgument(!task.isBlank(), "task: expected a key, got a blank one");
    checkArgument(
        !Double.isInfinite(reward), "reward: expected a finite number or NaN, got %s", reward);
    figures = ImmutableSortedMap.copyOf(figures);
  }

  /**
   * A candidate of which nothing else was measured.
   *
   * @param task the key of its task
   * @param stream which of the task's episodes it is
   * @param trajectory the episode
   * @param reward what it was worth; NaN where that is not known
   * @param bucket the kind of its task
   * @param text what the policy wrote
   * @return the candidate
   * @throws IllegalArgumentException if the task is blank, or the reward infinite
   */
  public static Candidate of(
      String task, long stream, Trajectory trajectory, double reward, String bucket, String text) {
    return new Candidate(task, stream, trajectory, reward, bucket, text, Map.of());
  }

  /**
   * Whether the reward is known.
   *
   * @return false where it is NaN
   */
  public boolean isScored() {
    return !Double.isNaN(reward);
  }

  /**
   * The text without what does not tell two answers apart: Unicode's compatibility composition
   * (NFKC), lower case, one space for any white space, none at the ends.
   *
   * @return the normalized text
   */
  public String normalizedText() {
    return Normalizer.normalize(text, Normalizer.Form.NFKC)
        .toLowerCase(Locale.ROOT)
        .replaceAll("[\\s\\p{Z}]+", " ")
        .strip();
  }
}
