package org.temper.environments.traces;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.temper.api.rollouts.Verdict;
import org.temper.data.MalformedDataException;

/**
 * Stored traces judged anew, without a model: whether what is said of them is what was stored, to
 * the bit. A verdict is compared where the trace has one, a reward wherever one is known now.
 *
 * @param traces how many were judged
 * @param passed how many a verifier lets pass now
 * @param failed how many it does not
 * @param unverified how many it says nothing of, or was not asked about
 * @param same how many have all their stored verdicts and rewards again
 * @param differences the others, in order: a value each that is not what was stored
 */
public record Reverification(
    long traces,
    long passed,
    long failed,
    long unverified,
    long same,
    List<Difference> differences) {

  /** Copies the differences. */
  public Reverification {
    differences = ImmutableList.copyOf(differences);
  }

  /**
   * A value that is not what was stored.
   *
   * @param line the line of the trace, from 1
   * @param key its episode
   * @param value {@code verdict}, {@code reward} for the weighted sum, or a reward's name
   * @param stored what the trace says; {@code none} where it says nothing
   * @param now what is said of it now
   */
  public record Difference(long line, Trace.Key key, String value, String stored, String now) {}

  /** A trace and what is said of it now. */
  @FunctionalInterface
  public interface Listener {
    /**
     * Takes one.
     *
     * @param line where the trace is, and what it says
     * @param now what is said of it now
     * @param differences what of it is not what was stored; none where all is
     */
    void judged(TraceFile.Line line, Judgment now, List<Difference> differences);
  }

  /**
   * Judges the traces of a file.
   *
   * @param file the file
   * @param judge judges a trace by its transcript, its trajectory and its data
   * @return how they compare
   * @throws MalformedDataException if a line is damaged or no trace, or the judge throws {@link
   *     IllegalArgumentException} of it
   * @throws IllegalArgumentException if there is no such file
   * @throws IOException if it cannot be read
   */
  public static Reverification of(Path file, Function<Trace, Judgment> judge) throws IOException {
    return of(file, judge, (line, now, differences) -> {});
  }

  /**
   * Judges the traces of a file and tells of each.
   *
   * @param file the file
   * @param judge judges a trace by its transcript, its trajectory and its data
   * @param listener is told of each, in order
   * @return how they compare
   * @throws MalformedDataException if a line is damaged or no trace, or the judge throws {@link
   *     IllegalArgumentException} of it
   * @throws IllegalArgumentException if there is no such file
   * @throws IOException if it cannot be read
   */
  public static Reverification of(Path file, Function<Trace, Judgment> judge, Listener listener)
      throws IOException {
    Tally tally = new Tally();
    TraceFile.forEach(
        file,
        line -> {
          Judgment now = judged(file, line, judge);
          listener.judged(line, now, tally.add(line, now));
        });
    return new Reverification(
        tally.traces, tally.passed, tally.failed, tally.unverified, tally.same, tally.differences);
  }

  private static Judgment judged(Path file, TraceFile.Line line, Function<Trace, Judgment> judge) {
    try {
      return judge.apply(line.trace());
    } catch (IllegalArgumentException e) {
      throw new MalformedDataException(file, line.line(), String.valueOf(e.getMessage()));
    }
  }

  /** Counts so far. */
  private static final class Tally {
    private final List<Difference> differences = new ArrayList<>();
    private long traces;
    private long passed;
    private long failed;
    private long unverified;
    private long same;

    List<Difference> add(TraceFile.Line line, Judgment now) {
      traces++;
      if (now.verdict().isPresent() && now.verdict().get() instanceof Verdict.Passed) {
        passed++;
      } else if (now.verdict().isPresent() && now.verdict().get() instanceof Verdict.Failed) {
        failed++;
      } else {
        unverified++;
      }
      List<Difference> found = differences(line, now);
      differences.addAll(found);
      if (found.isEmpty()) {
        same++;
      }
      return found;
    }

    private static List<Difference> differences(TraceFile.Line line, Judgment now) {
      Trace trace = line.trace();
      List<Difference> found = new ArrayList<>();
      if (trace.verdict().isPresent()) {
        compare(found, line, "verdict", trace.verdict(), now.verdict());
      }
      Map<String, Double> stored = trace.rewards().byName();
      // Boxed numbers are equal to the bit.
      now.rewards()
          .byName()
          .forEach(
              (name, reward) ->
                  compare(
                      found,
                      line,
                      name,
                      Optional.ofNullable(stored.get(name)),
                      Optional.of(reward)));
      compare(found, line, "reward", boxed(trace.rewards().total()), boxed(now.rewards().total()));
      return found;
    }

    private static Optional<Double> boxed(OptionalDouble number) {
      return number.isPresent() ? Optional.of(number.getAsDouble()) : Optional.empty();
    }

    private static void compare(
        List<Difference> found,
        TraceFile.Line line,
        String value,
        Optional<?> stored,
        Optional<?> now) {
      if (now.isPresent() && !now.equals(stored)) {
        found.add(
            new Difference(
                line.line(),
                line.trace().key(),
                value,
                stored.map(Object::toString).orElse("none"),
                now.get().toString()));
      }
    }
  }
}
