package org.temper.cli.offpolicy;

import com.google.common.primitives.ImmutableDoubleArray;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.DoublePredicate;
import org.temper.cli.options.values.NumberColumn;
import org.temper.data.JsonRecord;
import org.temper.data.MalformedDataException;
import org.temper.data.TextDocuments.Separator;
import org.temper.data.files.DataFiles;
import org.temper.evaluation.offpolicy.LoggedFeedback;
import org.temper.evaluation.offpolicy.ModeledRewards;

/**
 * The columns of a file that hold logged bandit feedback.
 *
 * @param reward the column of the rewards
 * @param propensity the column of the logging policy's probabilities of what it drew, in (0, 1]
 * @param target the column of the other policy's probabilities of the same, in [0, 1]
 * @param model the columns of modeled rewards; empty where there are none
 */
public record LoggedColumns(
    String reward, String propensity, String target, Optional<ModelColumns> model) {

  /**
   * The columns of modeled rewards.
   *
   * @param logged the column of the logged action's
   * @param expected the column of what the policy to evaluate is expected to earn
   */
  public record ModelColumns(String logged, String expected) {}

  /**
   * What was read.
   *
   * @param feedback the feedback
   * @param model the modeled rewards of its rows; empty where no column has them
   */
  public record Rows(LoggedFeedback feedback, Optional<ModeledRewards> model) {}

  /**
   * Reads all rows.
   *
   * @param files records, spelled or typed
   * @return the feedback, in the order of the rows
   * @throws IllegalArgumentException if there are fewer than two rows, a row has not all columns or
   *     another value in one, with the file, the row, the column and the option that names it, or
   *     the policy to evaluate would draw nothing that was logged
   */
  public Rows read(DataFiles files) {
    Values rewards = new Values(reward, "--reward");
    Values propensities = new Values(propensity, "--propensity");
    Values targets = new Values(target, "--target");
    Optional<Values> logged = model.map(m -> new Values(m.logged(), "--model-logged"));
    Optional<Values> expected = model.map(m -> new Values(m.expected(), "--model-expected"));
    files.read(
        Separator.LINES,
        raw -> {
          JsonRecord row = raw.parse();
          rewards.addFinite(row);
          propensities.add(row, p -> p > 0 && p <= 1, "a probability above 0, and at most 1");
          targets.add(row, p -> p >= 0 && p <= 1, "a probability from 0 to 1");
          logged.ifPresent(values -> values.addFinite(row));
          expected.ifPresent(values -> values.addFinite(row));
        });
    ImmutableDoubleArray chances = targets.all();
    if (chances.length() < 2) {
      throw new MalformedDataException(
          Path.of(files.name()), "expected at least two rows, got " + chances.length());
    }
    if (chances.stream().allMatch(chance -> chance == 0)) {
      throw new MalformedDataException(
          Path.of(files.name()),
          "expected a probability above 0 in a row of "
              + target
              + ", got none; name another column"
              + " with --target");
    }
    return new Rows(
        new LoggedFeedback(rewards.all(), propensities.all(), chances),
        logged.flatMap(
            values -> expected.map(others -> new ModeledRewards(values.all(), others.all()))));
  }

  /** The numbers of a column, row by row. */
  private static final class Values {
    private final NumberColumn column;
    private final ImmutableDoubleArray.Builder numbers = ImmutableDoubleArray.builder();

    Values(String column, String option) {
      this.column = new NumberColumn(column, option);
    }

    void add(JsonRecord row, DoublePredicate range, String expected) {
      numbers.add(column.number(row, range, expected));
    }

    void addFinite(JsonRecord row) {
      add(row, Double::isFinite, "a number");
    }

    ImmutableDoubleArray all() {
      return numbers.build();
    }
  }
}
