package org.temper.environments.tools;

import com.google.common.base.Ascii;

/** A way in which a call of a tool comes to nothing: the model is told, and it is counted. */
public enum CallProblem {
  /** What should be a call cannot be read as one. */
  MALFORMED,
  /** There is no tool of that name. */
  UNKNOWN_TOOL,
  /** A required argument is not there. */
  MISSING_ARGUMENT,
  /** An argument is there that the tool does not have. */
  UNKNOWN_ARGUMENT,
  /** An argument is not of the type, or none of the values, that the tool takes. */
  WRONG_TYPE,
  /** The tool threw an exception or an error, or says itself that it failed. */
  FAILED,
  /** The tool gave no answer within the time of a call, or is still busy with a call before. */
  TIMED_OUT,
  /** The turn has more calls than the limit. */
  TOO_MANY;

  /**
   * The name in files and metrics.
   *
   * @return such as {@code unknown_tool}
   */
  public String label() {
    return Ascii.toLowerCase(name());
  }
}
