package org.temper.environments.tools;

import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The rewards of an episode.
 *
 * @param byName each reward before its weight, {@value #OWN} that of the episode's object; NaN
 *     where it is not known
 * @param total the weighted sum; empty where there is no reward of a weight other than 0, or one of
 *     these is not known
 */
public record EpisodeRewards(Map<String, Double> byName, OptionalDouble total) {
  /** The name of the reward that the episode's object gives itself. */
  public static final String OWN = "episode";

  /** Copies the rewards. */
  public EpisodeRewards {
    byName = ImmutableMap.copyOf(byName);
  }

  /** No rewards. */
  static EpisodeRewards none() {
    return new EpisodeRewards(ImmutableMap.of(), OptionalDouble.empty());
  }

  /** Rewards under way. */
  static final class Sum {
    private final Map<String, Double> byName = new LinkedHashMap<>();
    private double total;
    private int weighted;

    void add(String name, double weight, double reward) {
      double known = Double.isFinite(reward) ? reward : Double.NaN;
      byName.put(name, known);
      if (weight != 0) {
        total += weight * known;
        weighted++;
      }
    }

    EpisodeRewards done() {
      return new EpisodeRewards(
          byName,
          weighted == 0 || Double.isNaN(total) ? OptionalDouble.empty() : OptionalDouble.of(total));
    }
  }
}
