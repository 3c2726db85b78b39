package org.temper.environments.generated;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.temper.api.Seeds;

/**
 * Random choices of one task, from a stream of {@link Seeds}: the same on every platform and Java
 * release. Each choice moves the stream on. For one thread.
 */
public final class Draws {
  private final SplittableRandom random;

  private Draws(SplittableRandom random) {
    this.random = random;
  }

  /**
   * The choices of a stream.
   *
   * @param seed the seed
   * @param purpose what they are for
   * @param indices which of its uses
   * @return choices from the stream's beginning
   */
  public static Draws of(long seed, String purpose, long... indices) {
    return new Draws(Seeds.random(seed, purpose, indices));
  }

  /**
   * The choices of a task.
   *
   * @param key which
   * @return choices from the beginning of the task's stream
   */
  public static Draws of(TaskKey key) {
    return of(key.seed(), key.family(), key.index(), key.difficulty());
  }

  /**
   * A whole number.
   *
   * @param low the least
   * @param high the greatest
   * @return one between them, both included
   * @throws IllegalArgumentException if {@code high} is below {@code low}
   */
  public int between(int low, int high) {
    checkArgument(high >= low, "high: expected at least %s, got %s", low, high);
    return low + (int) (Seeds.uniform(random) * ((double) high - low + 1));
  }

  /** Yes or no, evenly. */
  public boolean coin() {
    return between(0, 1) == 1;
  }

  /**
   * One of some things.
   *
   * @param things at least one
   * @param <E> what they are
   * @return one of them
   * @throws IllegalArgumentException if there is none
   */
  public <E> E one(List<E> things) {
    checkArgument(!things.isEmpty(), "things: expected at least one, got none");
    return things.get(between(0, things.size() - 1));
  }

  /**
   * Some things in another order.
   *
   * @param things the things
   * @param <E> what they are
   * @return a copy
   */
  public <E> List<E> shuffled(List<E> things) {
    List<E> order = new ArrayList<>(things);
    for (int i = order.size() - 1; i > 0; i--) {
      Collections.swap(order, i, between(0, i));
    }
    return ImmutableList.copyOf(order);
  }

  /**
   * Several of some things, each once.
   *
   * @param things the things
   * @param count how many, at most as many as there are
   * @param <E> what they are
   * @return some of them, in an order of their own
   * @throws IllegalArgumentException if there are too few
   */
  public <E> List<E> some(List<E> things, int count) {
    checkArgument(
        count >= 0 && count <= things.size(),
        "count: expected 0 to %s, got %s",
        things.size(),
        count);
    return shuffled(things).subList(0, count);
  }

  /**
   * Several whole numbers, each once.
   *
   * @param count how many
   * @param low the least
   * @param high the greatest
   * @return some of those between, in an order of their own
   * @throws IllegalArgumentException if there are too few
   */
  public List<Integer> distinct(int count, int low, int high) {
    return some(IntStream.rangeClosed(low, high).boxed().toList(), count);
  }
}
