package org.temper.environments.sql;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.stream.Collectors;

/** Outcome of a query. */
public sealed interface SqlOutcome {

  /** What a model is told of it: short, never more than one page. */
  String text();

  /**
   * The first rows.
   *
   * @param rows values as text, in order
   * @param rest whether there were more
   */
  record Rows(List<List<String>> rows, Rest rest) implements SqlOutcome {

    /** Copies the rows. */
    public Rows {
      rows =
          rows.stream()
              .<List<String>>map(ImmutableList::copyOf)
              .collect(ImmutableList.toImmutableList());
    }

    @Override
    public String text() {
      if (rows.isEmpty()) {
        return "no rows";
      }
      String shown =
          rows.stream().map(row -> String.join(" | ", row)).collect(Collectors.joining("\n"));
      return rest == Rest.NONE ? shown : shown + "\n… more rows, cut after " + rows.size();
    }
  }

  /** Whether rows were cut off. */
  enum Rest {
    /** All are there. */
    NONE,
    /** There were more. */
    CUT
  }

  /**
   * A query that was not run, or failed.
   *
   * @param reason why, on one line
   */
  record Refused(String reason) implements SqlOutcome {
    @Override
    public String text() {
      return "Error: " + reason;
    }
  }
}
