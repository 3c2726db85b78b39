package org.temper.samplers.calls;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * How a call of a program went.
 *
 * @param <T> what the program returns
 */
public sealed interface Outcome<T> {

  /**
   * An answer.
   *
   * @param value what the program returned, null where it returned null
   * @param <T> what the program returns
   */
  record Returned<T>(@Nullable T value) implements Outcome<T> {}

  /**
   * An exception or error in place of an answer. It is the program's own, so that even reading it
   * may fail.
   *
   * @param cause what the program threw
   * @param <T> what the program returns
   */
  record Threw<T>(Throwable cause) implements Outcome<T> {

    /**
     * The class of what was thrown.
     *
     * @return its full name
     */
    public String kind() {
      return cause.getClass().getName();
    }

    /**
     * The message of what was thrown.
     *
     * @return the message; null where there is none, or asking for it throws in turn
     */
    public @Nullable String message() {
      try {
        return cause.getMessage();
      } catch (Throwable e) {
        return null;
      }
    }

    /**
     * Logs a warning with the stack of what was thrown, where that lets itself be read.
     *
     * @param log where to
     * @param warning what to say of it
     */
    public void warn(Logger log, String warning) {
      try {
        log.warn(warning, cause);
      } catch (Throwable e) {
        log.warn("{} (by a {} that cannot be read)", warning, kind());
      }
    }
  }

  /**
   * No answer within the limit.
   *
   * @param <T> what the program returns
   */
  record TimedOut<T>() implements Outcome<T> {}
}
