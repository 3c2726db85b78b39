package org.temper.environments.tools;

import static com.google.common.base.Preconditions.checkArgument;

import java.time.Duration;
import org.temper.samplers.calls.GuardedCalls;

/**
 * The limits of an episode with tools.
 *
 * @param turns the most turns of the policy; an episode that would need more is truncated. Rollouts
 *     must allow as many, as an episode that they end has no reward
 * @param callsPerTurn the most calls that are made in one turn; the model is told that others were
 *     not
 * @param tokens the most tokens of the episode, prompt and observations included; one that would
 *     have more is truncated. To be no more than the policy's {@link
 *     org.temper.api.Policy#maxLength}, as an episode that rollouts end has no reward
 * @param callTime the longest that one call may take. All calls of a turn together must keep to the
 *     rollouts' deadline of a step
 * @param outputBytes the most bytes (UTF-8) of a tool's output that the model is shown
 */
public record ToolLimits(
    int turns, int callsPerTurn, int tokens, Duration callTime, int outputBytes) {
  private static final ToolLimits DEFAULTS =
      new ToolLimits(8, 4, 8192, Duration.ofSeconds(10), 8192);

  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException if one is not above 0
   */
  public ToolLimits {
    check("turns", turns);
    check("callsPerTurn", callsPerTurn);
    check("tokens", tokens);
    check("outputBytes", outputBytes);
    GuardedCalls.checkLimit("callTime", callTime);
  }

  /**
   * The usual limits: 8 turns of 4 calls, 8,192 tokens, 10 s a call, 8 KiB of output.
   *
   * @return the limits
   */
  public static ToolLimits defaults() {
    return DEFAULTS;
  }

  /**
   * The same with another number of turns.
   *
   * @param value above 0
   * @return the limits
   * @throws IllegalArgumentException if it is not
   */
  public ToolLimits withTurns(int value) {
    return new ToolLimits(value, callsPerTurn, tokens, callTime, outputBytes);
  }

  /**
   * The same with another number of calls in a turn.
   *
   * @param value above 0
   * @return the limits
   * @throws IllegalArgumentException if it is not
   */
  public ToolLimits withCallsPerTurn(int value) {
    return new ToolLimits(turns, value, tokens, callTime, outputBytes);
  }

  /**
   * The same with another number of tokens.
   *
   * @param value above 0
   * @return the limits
   * @throws IllegalArgumentException if it is not
   */
  public ToolLimits withTokens(int value) {
    return new ToolLimits(turns, callsPerTurn, value, callTime, outputBytes);
  }

  /**
   * The same with another time of a call.
   *
   * @param value above 0
   * @return the limits
   * @throws IllegalArgumentException if it is not
   */
  public ToolLimits withCallTime(Duration value) {
    return new ToolLimits(turns, callsPerTurn, tokens, value, outputBytes);
  }

  /**
   * The same with another length of outputs.
   *
   * @param value in bytes, above 0
   * @return the limits
   * @throws IllegalArgumentException if it is not
   */
  public ToolLimits withOutputBytes(int value) {
    return new ToolLimits(turns, callsPerTurn, tokens, callTime, value);
  }

  private static void check(String name, int value) {
    checkArgument(value > 0, "%s: expected above 0, got %s", name, value);
  }
}
