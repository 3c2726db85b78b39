package org.temper.data.mixture;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.temper.api.SequenceBatch;
import org.temper.api.updates.UpdateBatch;
import org.temper.api.updates.UpdateSource;
import org.temper.data.mixture.MixtureSchedule.Drawn;

/**
 * Batches of a mixture of sources at set shares. Draws follow an order without chance: over every
 * 1,000 consecutive draws, wherever they begin, the share of each source is within one example of
 * its weight.
 *
 * <ul>
 *   <li>By examples at constant weights the order is in closed form, and that holds for up to 64
 *       sources.
 *   <li>By tokens, "one example" is as many tokens as the longest has. It holds for two sources
 *       whatever the lengths, over every number of draws; for more of them it is kept wherever a
 *       choice of the next source allows. With examples all of one length it is the order above.
 *   <li>In a curriculum the share is that of the weights summed over those draws, and the order is
 *       as by tokens.
 * </ul>
 *
 * <p>Each source is walked in a shuffled order of its own, another in each epoch, so that what one
 * gives does not depend on the others. Rows carry their source's bucket as a label ({@link
 * SequenceBatch#labels}).
 *
 * <p>The batches of an update follow from the seed and the update's index. By examples at constant
 * weights they are computed at once. By tokens, and in a curriculum, the draws before it are walked
 * when a run resumes, about a million a second; no example is read for that. Safe for use by
 * several threads.
 */
public final class Mixture implements UpdateSource<SequenceBatch> {
  private final ImmutableList<MixtureSource> sources;
  private final MixtureWeights weights;
  private final MixtureConfig config;
  private volatile @Nullable Seeded recent;

  private record Seeded(long seed, MixtureSchedule schedule) {}

  private Mixture(
      ImmutableList<MixtureSource> sources, MixtureWeights weights, MixtureConfig config) {
    this.sources = sources;
    this.weights = weights;
    this.config = config;
  }

  /**
   * A mixture.
   *
   * @param sources what is drawn from, at least one, of distinct names
   * @param weights their weights, by those names
   * @param config how draws become batches
   * @return the mixture
   * @throws IllegalArgumentException if there is no source, a name is there twice, weights are not
   *     of these sources, a share is too small to be drawn, or an example has more tokens than a
   *     micro-batch may
   */
  public static Mixture of(
      List<MixtureSource> sources, MixtureWeights weights, MixtureConfig config) {
    checkArgument(!sources.isEmpty(), "sources: expected at least one, got none");
    Set<String> names = new HashSet<>();
    for (MixtureSource source : sources) {
      checkArgument(
          names.add(source.name()),
          "sources: expected distinct names, got %s twice",
          source.name());
      checkArgument(
          source.longest() <= config.batches().microBatchTokens(),
          "%s: expected at most %s tokens in an example, which a micro-batch may have, got %s",
          source.name(),
          config.batches().microBatchTokens(),
          source.longest());
    }
    checkArgument(
        weights.names().equals(names),
        "weights: expected those of %s, got those of %s",
        names,
        weights.names());
    return new Mixture(ImmutableList.copyOf(sources), weights, config);
  }

  /**
   * What a run draws from each source. It is settled here, before any batch is made, whether one
   * would run dry.
   *
   * @param seed the run's seed
   * @return the sources' uses in order
   * @throws IllegalArgumentException if a source would be gone through more often than it may and
   *     the mixture is not to be reweighted, or is a curriculum; or if all sources together have
   *     too few examples
   */
  public List<MixtureUse> uses(long seed) {
    return schedule(seed).uses();
  }

  /**
   * The labels of rows.
   *
   * @return the sources' buckets, each once, in order
   */
  public List<String> buckets() {
    return sources.stream().map(MixtureSource::bucket).distinct().toList();
  }

  /**
   * The number of updates that have as many draws as there are examples in all sources.
   *
   * @return at least 1
   */
  @Override
  public long updatesPerEpoch() {
    long examples = sources.stream().mapToLong(source -> source.examples().size()).sum();
    int size = config.batches().batchSize();
    return (examples + size - 1) / size;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if {@code index} is below 0, or as {@link #uses} does
   */
  @Override
  public UpdateBatch<SequenceBatch> update(long seed, long index) {
    checkArgument(index >= 0, "update: expected at least 0, got %s", index);
    MixtureSchedule schedule = schedule(seed);
    int size = config.batches().batchSize();
    List<Drawn> batch =
        LongStream.range(index * size, (index + 1) * size)
            .mapToObj(schedule::at)
            .sorted(Comparator.comparingInt(this::tokens))
            .toList();
    List<ImmutableIntArray> parts =
        config
            .batches()
            .microBatches(
                ImmutableIntArray.copyOf(IntStream.range(0, size)), i -> tokens(batch.get(i)));
    return new UpdateBatch<>(
        parts.stream().map(part -> batch(part.stream().mapToObj(batch::get).toList())).toList(),
        batch.stream().map(this::name).toList());
  }

  private int tokens(Drawn drawn) {
    return sources.get(drawn.source()).lengths().get(drawn.example());
  }

  private String name(Drawn drawn) {
    return sources.get(drawn.source()).name() + " example " + (drawn.example() + 1);
  }

  private SequenceBatch batch(List<Drawn> rows) {
    return SequenceBatch.of(
            rows.stream()
                .map(drawn -> sources.get(drawn.source()).examples().get(drawn.example()))
                .toList())
        .withLabels(rows.stream().map(drawn -> sources.get(drawn.source()).bucket()).toList());
  }

  /**
   * {@inheritDoc}
   *
   * @return the sources' examples, hashes, buckets and bounds, the weights, and the configuration
   */
  @Override
  public Map<String, String> identity() {
    ImmutableMap.Builder<String, String> identity = ImmutableMap.builder();
    for (MixtureSource source : sources) {
      String name = "mixture." + source.name() + ".";
      identity
          .put(name + "examples", Integer.toString(source.examples().size()))
          .put(name + "contents", source.contents())
          .put(name + "bucket", source.bucket())
          .put(name + "max_epochs", Double.toString(source.maxEpochs()));
    }
    return identity
        .put("mixture.sources", sources.stream().map(MixtureSource::name).toList().toString())
        .put("mixture.weights", weights.toString())
        .put("mixture.config", config.toString())
        .buildOrThrow();
  }

  /** The schedule of a seed. */
  private MixtureSchedule schedule(long seed) {
    Seeded seeded = recent;
    if (seeded == null || seeded.seed() != seed) {
      seeded = new Seeded(seed, MixtureSchedule.of(sources, weights, config, seed));
      recent = seeded;
    }
    return seeded.schedule();
  }
}
