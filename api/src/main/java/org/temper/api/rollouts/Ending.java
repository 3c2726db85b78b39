package org.temper.api.rollouts;

/**
 * The ending of an episode. Terminated is not truncated: only a truncated episode had more to come,
 * so only there does an estimate of the return bootstrap.
 *
 * @param kind terminated, truncated or failed
 * @param reason why, in a word or a sentence: {@code end-token}, {@code length}, a tool's message
 */
public record Ending(Kind kind, String reason) {

  /** Reason of an episode in which the policy chose an end token. */
  public static final String END_TOKEN = "end-token";

  /** Reason of an episode in which the policy wrote a stop string. */
  public static final String STOP_STRING = "stop-string";

  /** Reason of an episode that was cut off at a length. */
  public static final String LENGTH = "length";

  /** The three ways. */
  public enum Kind {
    /** It came to its own end. */
    TERMINATED,
    /** It was cut off. */
    TRUNCATED,
    /** Something broke; the episode says nothing of the policy. */
    FAILED
  }

  /**
   * An episode that came to its own end.
   *
   * @param reason why
   * @return the ending
   */
  public static Ending terminated(String reason) {
    return new Ending(Kind.TERMINATED, reason);
  }

  /**
   * An episode that was cut off.
   *
   * @param reason why
   * @return the ending
   */
  public static Ending truncated(String reason) {
    return new Ending(Kind.TRUNCATED, reason);
  }

  /**
   * An episode in which something broke.
   *
   * @param reason what
   * @return the ending
   */
  public static Ending failed(String reason) {
    return new Ending(Kind.FAILED, reason);
  }
}
