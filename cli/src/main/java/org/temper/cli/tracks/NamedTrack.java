package org.temper.cli.tracks;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** A track of a {@link TracksFile}. Which kind it is, its fields tell. */
@JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
@JsonSubTypes({
  @JsonSubTypes.Type(NamedTrack.Verified.class),
  @JsonSubTypes.Type(NamedTrack.Judged.class)
})
public sealed interface NamedTrack {
  /** What a track has to have. */
  String EXPECTED =
      "tracks: expected each to have name, data and verifier, or name, data, reward_models, caution"
          + " and judges";

  /**
   * The name.
   *
   * @return in lower snake case; also its goal
   */
  String name();

  /**
   * The tasks.
   *
   * @return a file of them, looked for beside the file of tracks
   */
  String data();

  /**
   * A track that a program rewards.
   *
   * @param name in lower snake case; also its goal
   * @param data a file of tasks, looked for beside the file of tracks
   * @param verifier a name that {@code grpo --verifier} takes; it is the reward
   */
  record Verified(String name, String data, String verifier) implements NamedTrack {}

  /**
   * A track that reward models reward. Its goal is an answer that the judges find better than the
   * reference answer.
   *
   * @param name in lower snake case; also its goal
   * @param data a file of tasks with reference answers, looked for beside the file of tracks
   * @param rewardModels directories of at least one reward model, looked for there too; the reward
   *     is their mean
   * @param caution taken off the mean for each standard deviation between them, at least 0
   * @param judges directories of at least one reward model to measure by
   */
  record Judged(
      String name, String data, List<String> rewardModels, double caution, List<String> judges)
      implements NamedTrack {

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if there is no reward model or no judge, or the caution is
     *     out of its range
     */
    public Judged {
      rewardModels = List.copyOf(rewardModels);
      judges = List.copyOf(judges);
      checkArgument(!rewardModels.isEmpty(), "reward_models: expected at least one, got none");
      checkArgument(!judges.isEmpty(), "judges: expected at least one, got none");
      checkArgument(
          caution >= 0 && Double.isFinite(caution),
          "caution: expected a finite number of at least 0, got %s",
          caution);
      checkArgument(
          caution == 0 || rewardModels.size() > 1,
          "caution: expected 0 without several reward_models, got %s",
          caution);
    }
  }
}
