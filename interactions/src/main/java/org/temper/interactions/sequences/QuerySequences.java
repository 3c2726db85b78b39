package org.temper.interactions.sequences;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;
import org.temper.api.SequenceBatch;
import org.temper.interactions.Events;
import org.temper.interactions.Query;

/** Queries as the sequences that a policy names the next items of. */
public final class QuerySequences {

  private QuerySequences() {}

  /**
   * A batch of histories, of which no event is scored.
   *
   * @param queries what is asked, at least one, each with at least one event before
   * @param config the most events of a history, of which the last ones stay, and the side inputs
   *     that go with them
   * @return the batch with the events' times; the time of asking follows on each row's last event
   * @throws IllegalArgumentException if there is no query, one has no history, or its events lack a
   *     column
   */
  public static SequenceBatch batch(List<Query> queries, SequenceConfig config) {
    checkArgument(!queries.isEmpty(), "queries: expected at least one, got none");
    int longest = queries.stream().mapToInt(query -> query.history().size()).max().orElseThrow();
    int columns = Math.max(1, Math.min(config.maxLength(), longest));
    EventBatch batch = new EventBatch(queries.size(), columns, config.sideInputs());
    for (int row = 0; row < queries.size(); row++) {
      Events history = queries.get(row).history().last(config.maxLength());
      checkArgument(
          history.size() > 0, "queries[%s].history: expected at least one event, got none", row);
      batch.put(row, history);
      batch.putNextTime(row, history.size() - 1, queries.get(row).time());
    }
    return batch.finish();
  }
}
