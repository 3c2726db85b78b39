package org.temper.environments.traces;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.temper.api.rollouts.Trajectory;
import org.temper.api.rollouts.Verdict;
import org.temper.environments.Task;
import org.temper.environments.tools.EpisodeRewards;
import org.temper.environments.tools.ToolEnvironment;
import org.temper.environments.tools.Transcript;

/**
 * The record of an episode with tools, as messages and as tokens.
 *
 * @param key which episode it is
 * @param data what verifiers know of the task, as JSON, where the caller gives it
 * @param transcript what happened; its ending is the trajectory's
 * @param trajectory the tokens, with the policy's log-probabilities
 * @param rewards what it was worth
 * @param verdict what a verifier found, where one was asked
 * @param at when it was recorded
 * @param time how long the environment took over its turns
 */
public record Trace(
    Key key,
    Optional<JsonNode> data,
    Transcript transcript,
    Trajectory trajectory,
    EpisodeRewards rewards,
    Optional<Verdict> verdict,
    Instant at,
    Duration time) {

  /**
   * Copies the data and checks the endings.
   *
   * @throws IllegalArgumentException if transcript and trajectory end otherwise
   */
  public Trace {
    data = data.map(JsonNode::deepCopy);
    checkArgument(
        transcript.ending().equals(trajectory.ending()),
        "transcript: expected the trajectory's ending %s, got %s",
        trajectory.ending(),
        transcript.ending());
  }

  /**
   * What tells an episode from all others of a file.
   *
   * @param task the task's key, not blank
   * @param stream the stream that it was drawn from
   */
  public record Key(String task, long stream) {
    /**
     * Checks the key.
     *
     * @throws IllegalArgumentException if the task is blank
     */
    public Key {
      checkArgument(!task.isBlank(), "task: expected the key of a task, got a blank one");
    }
  }

  /**
   * The record of an episode that was played just now.
   *
   * @param task what was asked
   * @param stream the stream that it was drawn from
   * @param trajectory what the rollouts made of it
   * @param environment where it was played
   * @return the trace, without data and verdict
   */
  public static Trace of(
      Task<?> task, long stream, Trajectory trajectory, ToolEnvironment<?> environment) {
    Transcript transcript =
        environment
            .played()
            .orElseGet(
                () ->
                    new Transcript(
                        task.conversation(),
                        task.conversation().messages().size(),
                        ImmutableList.of(),
                        trajectory.ending()))
            .withEnding(trajectory.ending());
    return new Trace(
        new Key(task.key(), stream),
        Optional.empty(),
        transcript,
        trajectory,
        environment.rewards(),
        Optional.empty(),
        Instant.now(),
        transcript.turns().stream().map(turn -> turn.time()).reduce(Duration.ZERO, Duration::plus));
  }

  /**
   * The same with what verifiers know of the task.
   *
   * @param value JSON
   * @return the trace
   */
  public Trace withData(JsonNode value) {
    return new Trace(key, Optional.of(value), transcript, trajectory, rewards, verdict, at, time);
  }

  /**
   * The same with another verdict.
   *
   * @param value what a verifier found
   * @return the trace
   */
  public Trace withVerdict(Verdict value) {
    return new Trace(key, data, transcript, trajectory, rewards, Optional.of(value), at, time);
  }

  /**
   * What tells the task.
   *
   * @return the data
   * @throws IllegalArgumentException if the trace has none
   */
  public JsonNode requireData() {
    return data.orElseThrow(
        () ->
            new IllegalArgumentException(
                "data: expected what is known of task "
                    + key.task()
                    + ", got none; write traces with it (withData), or give it by the key"));
  }
}
