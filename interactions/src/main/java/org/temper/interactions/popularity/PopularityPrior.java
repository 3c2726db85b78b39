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
 * prior looks ahead of nothing. It holds the events of the log and counts them when it is asked, so
 * it takes as much memory for a day as for a century.
 */
public final class PopularityPrior implements ItemPrior {
  private final RecentPopularity popularity;
  private final long step;
  private final long lastStart;

  private PopularityPrior(RecentPopularity popularity, long step, long lastStart) {
    this.popularity = popularity;
    this.step = step;
    this.lastStart = lastStart;
  }

  /**
   * A prior over the span of a log. Steps start at multiples of their length. Before the log there
   * are no events; the step that starts after the log's last event holds ever after.
   *
   * @param log the events that count: those trained on, at least one
   * @param window the length of the window in seconds, at least 1
   * @param step the length of a step in seconds, at least 1; a day is 86,400
   * @return the prior
   * @throws IllegalArgumentException if the log has no event, or a length is below 1
   */
  public static PopularityPrior of(InteractionLog log, long window, long step) {
    checkArgument(log.size() > 0, "log: expected at least one event, got none");
    checkArgument(step >= 1, "step: expected at least 1 second, got %s", step);
    ImmutableLongArray times = log.events().times();
    long last = Math.floorDiv(times.stream().max().orElseThrow(), step) + 1;
    return new PopularityPrior(RecentPopularity.of(log, window), step, last * step);
  }

  @Override
  public int items() {
    return popularity.items();
  }

  @Override
  public float[] logits(long time) {
    // Events have times of 0 at least.
    long held = Math.max(0, Math.min(time, lastStart));
    return popularity.logCounts(Math.floorDiv(held, step) * step);
  }
}
