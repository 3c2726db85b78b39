package org.temper.data.mixture;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.function.LongFunction;
import org.temper.data.mixture.DrawOrder.Draw;
import org.temper.data.mixture.MixtureConfig.Unit;
import org.temper.data.mixture.MixtureConfig.WhenDry;

/** A mixture's draws by one seed, after weights were settled so that no source runs dry. */
final class MixtureSchedule {
  private static final int MOST_REWEIGHTINGS = 1000;

  /** Lowers a share by a little more than it exceeds, so that rounding does not undo it. */
  private static final double LESS = 1 - 1e-6;

  private final List<MixtureSource> sources;
  private final List<String> names;
  private final MixtureWeights weights;
  private final MixtureConfig config;
  private final List<SourceWalk> walks;
  private final double[] asked;
  private final double[] settled;
  private final DrawOrder order;

  /**
   * A drawn example.
   *
   * @param source which source, from 0
   * @param example its index among the source's
   */
  record Drawn(int source, int example) {}

  private MixtureSchedule(
      List<MixtureSource> sources, MixtureWeights weights, MixtureConfig config, long seed) {
    this.sources = sources;
    this.names = sources.stream().map(MixtureSource::name).toList();
    this.weights = weights;
    this.config = config;
    this.walks = sources.stream().map(source -> new SourceWalk(source, seed)).toList();
    this.asked = weights.shares(names, 0);
    this.settled = asked.clone();
    this.order = settle();
  }

  /**
   * A schedule.
   *
   * @throws IllegalArgumentException if a source would run dry and may not, or all together would
   */
  static MixtureSchedule of(
      List<MixtureSource> sources, MixtureWeights weights, MixtureConfig config, long seed) {
    return new MixtureSchedule(sources, weights, config, seed);
  }

  private long draws() {
    return Math.multiplyExact(config.updates(), (long) config.batches().batchSize());
  }

  private DrawOrder settle() {
    boolean[] lowered = new boolean[settled.length];
    for (int round = 0; round < MOST_REWEIGHTINGS; round++) {
      DrawOrder candidate = order(settled);
      // No source that may be repeated without a bound can run dry.
      if (sources.stream().allMatch(source -> source.maxDraws() == Long.MAX_VALUE)) {
        return candidate;
      }
      long[] drawn = candidate.drawn(draws());
      int over = firstOver(drawn);
      if (over < 0) {
        return candidate;
      }
      checkArgument(
          config.whenDry() == WhenDry.REWEIGHT && weights.isConstant(), "%s", dry(over, drawn));
      lower(drawn, lowered);
    }
    throw new IllegalArgumentException(tooFew());
  }

  private int firstOver(long[] drawn) {
    for (int i = 0; i < drawn.length; i++) {
      if (drawn[i] > sources.get(i).maxDraws()) {
        return i;
      }
    }
    return -1;
  }

  private String dry(int source, long[] drawn) {
    MixtureSource dry = sources.get(source);
    return String.format(
        "%s: expected to be drawn at most %d times (%s epochs of %d examples), got %d in %d updates;"
            + " lower its weight, let it repeat more often, make fewer updates%s",
        dry.name(),
        dry.maxDraws(),
        dry.maxEpochs(),
        dry.examples().size(),
        drawn[source],
        config.updates(),
        weights.isConstant() ? ", or have the mixture reweighted" : "");
  }

  private String tooFew() {
    return String.format(
        "sources: expected examples for %d draws of %d updates, got at most %d of all sources"
            + " together; let them repeat more often or make fewer updates",
        draws(),
        config.updates(),
        sources.stream().mapToLong(MixtureSource::maxDraws).reduce(0, MixtureSchedule::sum));
  }

  private static long sum(long one, long two) {
    return one > Long.MAX_VALUE - two ? Long.MAX_VALUE : one + two;
  }

  /** Lowers the shares of sources that would run dry and raises the others'. */
  private void lower(long[] drawn, boolean[] lowered) {
    double kept = 0;
    double rest = 0;
    for (int i = 0; i < settled.length; i++) {
      long most = sources.get(i).maxDraws();
      if (drawn[i] > most) {
        settled[i] *= LESS * most / drawn[i];
        lowered[i] = true;
      }
      if (lowered[i]) {
        kept += settled[i];
      } else {
        rest += settled[i];
      }
    }
    checkArgument(rest > 0, "%s", tooFew());
    for (int i = 0; i < settled.length; i++) {
      settled[i] = lowered[i] ? settled[i] : settled[i] / rest * (1 - kept);
    }
  }

  private DrawOrder order(double[] shares) {
    boolean byExamples =
        config.unit() == Unit.EXAMPLES
            || sources.stream().flatMapToInt(s -> s.lengths().stream()).distinct().count() == 1;
    if (weights.isConstant() && byExamples) {
      return PeriodicOrder.of(names, shares);
    }
    return new BalancedOrder(
        sources.size(),
        byExamples
            ? (source, ordinal) -> 1
            : (source, ordinal) -> walks.get(source).length(ordinal),
        weights.isConstant() ? constant(shares) : changing(),
        byExamples ? 1 : sources.stream().mapToInt(MixtureSource::longest).max().orElse(1));
  }

  private static LongFunction<double[]> constant(double[] shares) {
    double[] copy = shares.clone();
    return draw -> copy;
  }

  private LongFunction<double[]> changing() {
    return new LongFunction<>() {
      private long update = -1;
      private double[] shares = {};

      @Override
      public double[] apply(long draw) {
        long at = draw / config.batches().batchSize();
        if (at != update) {
          shares = weights.shares(names, at);
          update = at;
        }
        return shares;
      }
    };
  }

  Drawn at(long draw) {
    Draw drawn = order.at(draw);
    return new Drawn(drawn.source(), walks.get(drawn.source()).example(drawn.ordinal()));
  }

  List<MixtureUse> uses() {
    long[] drawn = order.drawn(draws());
    ImmutableList.Builder<MixtureUse> uses = ImmutableList.builder();
    for (int i = 0; i < drawn.length; i++) {
      uses.add(
          new MixtureUse(
              names.get(i),
              asked[i],
              settled[i],
              drawn[i],
              (double) drawn[i] / sources.get(i).examples().size()));
    }
    return uses.build();
  }
}
