package org.temper.interactions.popularity;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableIntArray;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.temper.interactions.InteractionLog;
import org.temper.interactions.ItemScorer;
import org.temper.interactions.Query;

/**
 * A scorer of an item by how many events it has in a window before the query's time, the time
 * itself left out. Items without any score 0, all alike.
 *
 * <p>A batch of queries costs a walk over the events between the first window's start and the last
 * one's end, and a copy of the counts for each query.
 */
public final class RecentPopularity implements ItemScorer {
  private final long[] times;
  private final int[] itemsByTime;
  private final int items;
  private final long window;

  /** log(1 + n) by n, up to the most events of an item. */
  private final float[] logCounts;

  private RecentPopularity(long[] times, int[] itemsByTime, int items, long window, int most) {
    this.times = times;
    this.itemsByTime = itemsByTime;
    this.items = items;
    this.window = window;
    this.logCounts = new float[most + 1];
    for (int count = 0; count <= most; count++) {
      logCounts[count] = (float) Math.log1p(count);
    }
  }

  /**
   * The recent popularity in a log.
   *
   * @param log the events that count: those trained on, or all that were known at the time
   * @param window the length of the window in seconds, at least 1
   * @return the scorer
   * @throws IllegalArgumentException if {@code window} is below 1
   */
  public static RecentPopularity of(InteractionLog log, long window) {
    checkArgument(window >= 1, "window: expected at least 1 second, got %s", window);
    ImmutableIntArray rows = log.rowsByTime();
    long[] times = new long[rows.length()];
    int[] itemsByTime = new int[rows.length()];
    for (int i = 0; i < times.length; i++) {
      times[i] = log.events().times().get(rows.get(i));
      itemsByTime[i] = log.events().items().get(rows.get(i));
    }
    int most = log.itemCounts().stream().max().orElse(0);
    return new RecentPopularity(times, itemsByTime, log.items().size(), window, most);
  }

  /**
   * The counts of events in the windows.
   *
   * @param queries what is asked
   * @return for each query, a count for each item
   */
  @Override
  public float[][] scores(List<Query> queries) {
    List<Integer> byTime =
        IntStream.range(0, queries.size())
            .boxed()
            .sorted(Comparator.comparingLong(index -> queries.get(index).time()))
            .toList();
    float[][] scores = new float[queries.size()][];
    Window counted = null;
    for (int index : byTime) {
      long time = queries.get(index).time();
      if (counted == null) {
        counted = new Window(time);
      }
      counted.moveTo(time);
      scores[index] = counted.counts.clone();
    }
    return scores;
  }

  /**
   * What a model's logits may be given so that it knows what is in fashion.
   *
   * @param time the time of asking, in seconds
   * @return log(1 + events in the window before) for each item
   */
  public float[] logCounts(long time) {
    Window counted = new Window(time);
    counted.moveTo(time);
    float[] logs = counted.counts;
    for (int item = 0; item < items; item++) {
      logs[item] = logCounts[(int) logs[item]];
    }
    return logs;
  }

  int items() {
    return items;
  }

  /** The first event that is not before a time. */
  private int firstFrom(long time) {
    int low = 0;
    int high = times.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (times[middle] < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Counts of the events of a window that only ever moves on. */
  private final class Window {
    private final float[] counts = new float[items];
    private int from;
    private int to;

    /**
     * Without events yet; every window from {@code time} on starts where this one does, or later.
     */
    Window(long time) {
      from = firstFrom(time - window);
      to = from;
    }

    void moveTo(long time) {
      while (to < times.length && times[to] < time) {
        counts[itemsByTime[to++]]++;
      }
      while (from < to && times[from] < time - window) {
        counts[itemsByTime[from++]]--;
      }
    }
  }
}
