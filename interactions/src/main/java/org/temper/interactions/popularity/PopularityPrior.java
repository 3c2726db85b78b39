package org.temper.interactions.popularity;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableLongArray;
import org.temper.api.items.ItemPrior;
import org.temper.interactions.InteractionLog;

/**
 * A prior for a recommender's logits from what was in fashion: log(1 + events of the item in a
 * window before), constant over each of many short steps of time.
 *
 * <p>A step counts events from before its start alone, so that no event of it is known in it: the
 * prior looks ahead of nothing.
 */
public final class PopularityPrior {
  /** 256 MiB of logits. */
  private static final long MOST_LOGITS = 1L << 26;

  private PopularityPrior() {}

  /**
   * A prior over the span of a log. Steps start at multiples of their length. The first, which also
   * holds before the log, has no events; the last starts after the log's last event and holds ever
   * after.
   *
   * @param log the events that count: those trained on, at least one
   * @param window the length of the window in seconds, at least 1
   * @param step the length of a step in seconds, at least 1; a day is 86,400
   * @return the prior, of span / step + 2 rows at most
   * @throws IllegalArgumentException if the log has no event, a length is below 1, or the steps
   *     times the items are more than 2<sup>26</sup> logits
   */
  public static ItemPrior of(InteractionLog log, long window, long step) {
    checkArgument(log.size() > 0, "log: expected at least one event, got none");
    checkArgument(step >= 1, "step: expected at least 1 second, got %s", step);
    RecentPopularity popularity = RecentPopularity.of(log, window);
    ImmutableLongArray times = log.events().times();
    long first = Math.floorDiv(times.stream().min().orElseThrow(), step);
    long last = Math.floorDiv(times.stream().max().orElseThrow(), step) + 1;
    long steps = last - first + 1;
    checkArgument(
        steps <= MOST_LOGITS / log.items().size(),
        "step: expected one of which at most %s cover the log, as there are %s items, got %s",
        MOST_LOGITS / log.items().size(),
        log.items().size(),
        step);
    long[] starts = new long[(int) steps];
    float[][] logits = new float[starts.length][];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = (first + i) * step;
      logits[i] = popularity.logCounts(starts[i]);
    }
    return new ItemPrior(starts, logits);
  }
}
