package org.temper.environments.verifiers;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.temper.api.Excerpt;
import org.temper.api.rollouts.Verdict;
import org.temper.api.rollouts.Verifier;

/**
 * A verifier of text by a regular expression. Its work is bound: a pattern that looks at more than
 * a number of characters before it is decided, as ones that try all ways to split a text do, leaves
 * the completion unverified, after the same number in every run.
 *
 * @param <T> what a task is
 */
public final class RegexVerifier<T> implements Verifier<T> {
  /** How many characters a pattern may look at, each time anew: {@value}. */
  public static final long STEPS = 20_000_000;

  /** What of a completion has to match. */
  public enum Extent {
    /** All of it. */
    WHOLE,
    /** Some of it. */
    PART
  }

  private final Function<T, Pattern> patterns;
  private final Extent extent;

  private RegexVerifier(Function<T, Pattern> patterns, Extent extent) {
    this.patterns = patterns;
    this.extent = extent;
  }

  /**
   * A verifier.
   *
   * @param patterns the pattern of each task
   * @param extent what has to match it
   * @param <T> what a task is
   * @return the verifier
   */
  public static <T> RegexVerifier<T> of(Function<T, Pattern> patterns, Extent extent) {
    return new RegexVerifier<>(patterns, extent);
  }

  @Override
  public Verdict verify(T task, String completion) {
    Pattern pattern = patterns.apply(task);
    Matcher matcher = pattern.matcher(new CountedText(completion, new Counter()));
    try {
      boolean matches = extent == Extent.WHOLE ? matcher.matches() : matcher.find();
      return matches
          ? new Verdict.Passed()
          : new Verdict.Failed("expected text that matches " + Excerpt.of(pattern));
    } catch (TooManyStepsException | StackOverflowError e) {
      return new Verdict.Unverified("too much work for " + Excerpt.of(pattern));
    }
  }

  private static final class Counter {
    private long left = STEPS;
  }

  private static final class TooManyStepsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManyStepsException() {
      super("too many steps", null, false, false);
    }
  }

  /** A text that counts how often it is looked at. */
  private record CountedText(CharSequence text, Counter counter) implements CharSequence {
    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      if (--counter.left < 0) {
        throw new TooManyStepsException();
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      checkArgument(start <= end, "start: expected at most %s, got %s", end, start);
      return new CountedText(text.subSequence(start, end), counter);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
