package org.temper.evaluation.ranking;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.temper.evaluation.bootstrap.Bootstrap;
import org.temper.evaluation.bootstrap.BootstrapInterval;
import org.temper.evaluation.bootstrap.StudentT;

/**
 * A comparison of two scorers over several worlds: logs that were drawn anew, each with users and
 * trainings of its own. The mean over worlds of the mean difference, every world counting the same,
 * with a 95 % interval by the two-stage bootstrap: worlds are drawn with replacement, and the seeds
 * and users of each anew whenever it is drawn. A user comes with all targets, and the two scorers'
 * values of a target stay together.
 *
 * <p>Worlds are few, and a percentile interval of few is too narrow: of n drawn with replacement
 * the variance is (n - 1) / n of what it should be, and the tails are a normal's instead of
 * Student's. So the ends' distances from the estimate are stretched by √(n / (n - 1)) · t / 1.96,
 * for the 97.5 % quantile t of n - 1 degrees of freedom. With one world, only users and seeds are
 * drawn, and the interval is of this world alone.
 *
 * @param resamples how often worlds are drawn, at least 100
 * @param seed decides the draws
 */
public record WorldBootstrap(int resamples, long seed) {
  private static final double CONFIDENCE = 0.95;
  private static final double NORMAL = 1.959963984540054;
  private static final String DRAWS = "world-bootstrap";

  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if {@code resamples} is below 100
   */
  public WorldBootstrap {
    new Bootstrap(resamples, CONFIDENCE, seed);
  }

  /**
   * The usual: 2,000 resamples.
   *
   * @param seed decides the draws
   * @return the bootstrap
   */
  public static WorldBootstrap of(long seed) {
    return new WorldBootstrap(2000, seed);
  }

  /**
   * Two scorers' values of the targets of one world.
   *
   * @param first the values of one scorer, by seed, at least one
   * @param second those of the other, by the same seeds, on the same targets
   */
  public record World(ImmutableList<TargetValues> first, ImmutableList<TargetValues> second) {

    /**
     * Checks the seeds.
     *
     * @throws IllegalArgumentException if there is no seed, or not as many of both
     */
    public World {
      checkArgument(
          !first.isEmpty() && first.size() == second.size(),
          "first: expected values of as many seeds as of second, %s, and of at least one, got %s",
          second.size(),
          first.size());
    }

    /**
     * The mean difference in this world.
     *
     * @return first less second, over all targets of all seeds
     */
    public double difference() {
      return new Drawn(this).all();
    }
  }

  /**
   * The difference of a mean over targets.
   *
   * @param worlds at least one
   * @return first less second, the mean over worlds
   * @throws IllegalArgumentException if there is no world, or a world's values are not paired
   */
  public BootstrapInterval mean(List<World> worlds) {
    checkArgument(!worlds.isEmpty(), "worlds: expected at least one, got none");
    List<Drawn> all = new ArrayList<>();
    worlds.forEach(world -> all.add(new Drawn(world)));
    double estimate = all.stream().mapToDouble(Drawn::all).average().orElseThrow();
    BootstrapInterval plain =
        new Bootstrap(resamples, CONFIDENCE, seed)
            .interval(estimate, DRAWS, random -> resampled(all, random));
    double stretch = stretch(worlds.size());
    return new BootstrapInterval(
        estimate,
        estimate - stretch * (estimate - plain.lower()),
        estimate + stretch * (plain.upper() - estimate));
  }

  private static double resampled(List<Drawn> worlds, SplittableRandom random) {
    int[] times = Bootstrap.drawn(worlds.size(), random);
    double sum = 0;
    for (int world = 0; world < times.length; world++) {
      for (int copy = 0; copy < times[world]; copy++) {
        sum += worlds.get(world).anew(random);
      }
    }
    return sum / times.length;
  }

  private static double stretch(int worlds) {
    return worlds == 1
        ? 1
        : Math.sqrt(worlds / (worlds - 1.0))
            * StudentT.quantile((1 + CONFIDENCE) / 2, worlds - 1)
            / NORMAL;
  }

  /** The sums of a world's users. */
  private static final class Drawn {
    private final int seeds;
    private final int users;
    private final UserSums sums;

    Drawn(World world) {
      Map<Integer, Integer> positions = UserSums.positions(world.first());
      this.seeds = world.first().size();
      this.users = positions.size();
      this.sums = UserSums.of(world.first(), world.second(), positions);
    }

    double all() {
      return sums.mean(once(seeds), once(users));
    }

    double anew(SplittableRandom random) {
      return sums.mean(Bootstrap.drawn(seeds, random), Bootstrap.drawn(users, random));
    }

    private static int[] once(int count) {
      int[] times = new int[count];
      Arrays.fill(times, 1);
      return times;
    }
  }
}
