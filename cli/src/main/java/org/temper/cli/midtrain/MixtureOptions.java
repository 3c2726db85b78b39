package org.temper.cli.midtrain;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Splitter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.temper.api.Excerpt;
import org.temper.api.TokenSequence;
import org.temper.data.BatchConfig;
import org.temper.data.mixture.Mixture;
import org.temper.data.mixture.MixtureConfig;
import org.temper.data.mixture.MixtureConfig.Unit;
import org.temper.data.mixture.MixtureConfig.WhenDry;
import org.temper.data.mixture.MixtureSource;
import org.temper.data.mixture.MixtureWeights;
import org.temper.data.mixture.MixtureWeights.Point;
import picocli.CommandLine.Option;

/** Options for how the sources of a mixture are weighted. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class MixtureOptions {

  @Option(
      names = "--weigh-by",
      paramLabel = "UNIT",
      defaultValue = "tokens",
      description =
          "what weights are shares of: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Unit unit;

  @Option(
      names = "--size-temperature",
      paramLabel = "T",
      description =
          "weights of sources that are given none: their sizes to the power 1/T; 1 is in proportion to"
              + " the sizes, more raises small sources (default: 1)")
  private @Nullable Double temperature;

  @Option(
      names = "--bucket-weights",
      paramLabel = "BUCKET=X",
      split = ",",
      description =
          "weights of buckets, each divided among its sources by the sources' own weights (default: the"
              + " sum of those)")
  private Map<String, Double> buckets = new LinkedHashMap<>();

  @Option(
      names = "--weights-at",
      paramLabel = "UPDATE:NAME=X[,NAME=X...]",
      description =
          "weights of all new sources at an update, once for each point of a curriculum; between points"
              + " shares go in straight lines")
  private List<String> points = new ArrayList<>();

  @Option(
      names = "--max-epochs",
      paramLabel = "NAME=X",
      split = ",",
      description =
          "most passes over a source, old for the replayed data (default: as many as its share takes)")
  private Map<String, Double> maxEpochs = new LinkedHashMap<>();

  @Option(
      names = "--when-dry",
      paramLabel = "HOW",
      defaultValue = "error",
      description =
          "what becomes of a source that would be gone through more often: ${COMPLETION-CANDIDATES};"
              + " reweight lowers its weight before training (default: ${DEFAULT-VALUE})")
  private WhenDry whenDry;

  /**
   * Mixes new sources and the old data.
   *
   * @param fresh the new sources, at least one
   * @param old the old data, if any
   * @param replay its share, in [0, 1); at 0 it is left out
   * @param batches how many examples an update sees
   * @param updates updates of the run
   * @return the mixture
   * @throws IllegalArgumentException if options are at odds with the sources
   */
  public Mixture mixture(
      List<Source> fresh, Optional<Source> old, double replay, BatchConfig batches, int updates) {
    List<MixtureSource> sources = mixed(fresh);
    MixtureWeights weights = weights(fresh, sources);
    if (replay > 0) {
      sources.add(mixed(old.orElseThrow()));
      weights = weights.withReplay(Source.OLD, replay);
    }
    return Mixture.of(
        sources, weights, MixtureConfig.of(batches, updates).withUnit(unit).withWhenDry(whenDry));
  }

  /**
   * Checks the options against the sources, before anything is settled of the run.
   *
   * @param fresh the new sources
   * @throws IllegalArgumentException if they are at odds
   */
  public void check(List<Source> fresh) {
    weights(fresh, mixed(fresh));
  }

  private List<MixtureSource> mixed(List<Source> fresh) {
    Set<String> names = new LinkedHashSet<>(List.of(Source.OLD));
    fresh.forEach(source -> names.add(source.name()));
    for (String name : maxEpochs.keySet()) {
      checkArgument(names.contains(name), "--max-epochs: expected one of %s, got %s", names, name);
    }
    return new ArrayList<>(fresh.stream().map(this::mixed).toList());
  }

  private MixtureSource mixed(Source source) {
    MixtureSource mixed =
        MixtureSource.of(source.name(), source.examples().train()).withBucket(source.bucket());
    Double most = maxEpochs.get(source.name());
    if (most == null) {
      return mixed;
    }
    checkArgument(
        most > 0 && most * source.examples().train().size() >= 1,
        "--max-epochs: expected a number above 0 that leaves %s an example, got %s",
        source.name(),
        most);
    return mixed.withMaxEpochs(most);
  }

  private MixtureWeights weights(List<Source> fresh, List<MixtureSource> sources) {
    long weighted = fresh.stream().filter(source -> source.weight().isPresent()).count();
    checkArgument(
        weighted == 0 || weighted == fresh.size(),
        "--data: expected a weight for each source or for none, got %s of %s",
        weighted,
        fresh.size());
    checkArgument(
        weighted == 0 || temperature == null,
        "--size-temperature: expected none where --data gives weights, got %s",
        temperature);
    if (!points.isEmpty()) {
      checkArgument(
          weighted == 0 && temperature == null && buckets.isEmpty(),
          "--weights-at: expected no other weights of sources, sizes or buckets beside it, got %s",
          points);
      return MixtureWeights.schedule(points.stream().map(text -> point(text, fresh)).toList());
    }
    Map<String, Double> weights = weighted == 0 ? bySize(fresh) : given(fresh);
    if (buckets.isEmpty()) {
      return MixtureWeights.of(weights);
    }
    checkPositive("--bucket-weights", buckets);
    return MixtureWeights.ofBuckets(sources, weights, buckets);
  }

  private static void checkPositive(String option, Map<String, Double> weights) {
    weights.forEach(
        (name, weight) ->
            checkArgument(
                weight > 0 && Double.isFinite(weight),
                "%s: expected a finite weight above 0 for %s, got %s",
                option,
                name,
                weight));
  }

  private static Map<String, Double> given(List<Source> fresh) {
    Map<String, Double> weights = new LinkedHashMap<>();
    fresh.forEach(source -> weights.put(source.name(), source.weight().orElseThrow()));
    return weights;
  }

  private Map<String, Double> bySize(List<Source> fresh) {
    double power = temperature == null ? 1 : temperature;
    checkArgument(power > 0, "--size-temperature: expected a number above 0, got %s", temperature);
    Map<String, Long> sizes = new LinkedHashMap<>();
    for (Source source : fresh) {
      List<TokenSequence> examples = source.examples().train();
      sizes.put(
          source.name(),
          unit == Unit.EXAMPLES
              ? examples.size()
              : examples.stream().mapToLong(TokenSequence::length).sum());
    }
    return MixtureWeights.temperedSizes(sizes, power);
  }

  private static Point point(String text, List<Source> fresh) {
    try {
      int colon = text.indexOf(':');
      Map<String, Double> weights = new LinkedHashMap<>();
      Splitter.on(',')
          .withKeyValueSeparator('=')
          .split(text.substring(colon + 1))
          .forEach((name, weight) -> weights.put(name, Double.valueOf(weight)));
      Set<String> names = new LinkedHashSet<>();
      fresh.forEach(source -> names.add(source.name()));
      checkArgument(
          weights.keySet().equals(names),
          "--weights-at: expected weights of %s, got those of %s",
          names,
          weights.keySet());
      return new Point(Long.parseLong(text.substring(0, Math.max(0, colon))), weights);
    } catch (NumberFormatException e) {
      throw unreadable(text, e);
    } catch (IllegalArgumentException e) {
      throw String.valueOf(e.getMessage()).startsWith("--") ? e : unreadable(text, e);
    }
  }

  private static IllegalArgumentException unreadable(String text, Exception cause) {
    return new IllegalArgumentException(
        "--weights-at: expected UPDATE:NAME=X[,NAME=X...] with finite weights of at least 0, not all"
            + " 0, got "
            + Excerpt.of(text),
        cause);
  }
}
