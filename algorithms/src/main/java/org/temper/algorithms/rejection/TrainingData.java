package org.temper.algorithms.rejection;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ListMultimap;
import com.google.common.collect.MultimapBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.temper.api.TokenSequence;
import org.temper.data.mixture.Mixture;
import org.temper.data.mixture.MixtureConfig;
import org.temper.data.mixture.MixtureSource;
import org.temper.data.mixture.MixtureWeights;

/** Data that rounds train on: what was accepted, by round and bucket, beside demonstrations. */
final class TrainingData {
  private final RoundTraining config;
  private final List<MixtureSource> demonstrations;
  private final Map<Integer, ListMultimap<String, TokenSequence>> accepted = new LinkedHashMap<>();

  TrainingData(RoundTraining config, List<MixtureSource> demonstrations) {
    this.config = config;
    this.demonstrations = demonstrations;
  }

  /** Adds an accepted episode, unless nothing in it is scored by a loss. */
  void add(StoredEpisode episode) {
    TokenSequence sequence = episode.candidate().trajectory().toSequence();
    if (sequence.scoredTokens() > 0) {
      ofRound(episode.round()).put(episode.candidate().bucket(), sequence);
    }
  }

  private ListMultimap<String, TokenSequence> ofRound(int round) {
    return accepted.computeIfAbsent(
        round, key -> MultimapBuilder.treeKeys().arrayListValues().build());
  }

  /**
   * The mixture of a round.
   *
   * @throws IllegalStateException if there is nothing to train on
   */
  Mixture mixture(int round) {
    ListMultimap<String, TokenSequence> earlier =
        MultimapBuilder.treeKeys().arrayListValues().build();
    accepted.forEach(
        (of, sequences) -> {
          if (of < round) {
            earlier.putAll(sequences);
          }
        });
    Map<String, Double> weights = new LinkedHashMap<>();
    List<MixtureSource> sources = new ArrayList<>();
    add(sources("accepted", ofRound(round)), config.shares().accepted(), sources, weights);
    add(sources("earlier", earlier), config.shares().earlier(), sources, weights);
    add(demonstrations, config.shares().demonstrations(), sources, weights);
    checkState(
        !sources.isEmpty(),
        "round %s: expected something to train on, got no accepted episode and no demonstration"
            + " with a share; sample more, select less strictly, give demonstrations, or easier"
            + " tasks",
        round);
    return Mixture.of(
        sources, MixtureWeights.of(weights), MixtureConfig.of(config.batches(), config.updates()));
  }

  private static List<MixtureSource> sources(
      String origin, ListMultimap<String, TokenSequence> byBucket) {
    List<MixtureSource> sources = new ArrayList<>();
    byBucket
        .asMap()
        .forEach(
            (bucket, sequences) ->
                sources.add(
                    MixtureSource.of(origin + "_" + bucket, List.copyOf(sequences))
                        .withBucket(bucket)));
    return sources;
  }

  /** Adds some sources, which share a weight by the weights of their buckets and their sizes. */
  private void add(
      List<MixtureSource> some,
      double share,
      List<MixtureSource> sources,
      Map<String, Double> weights) {
    if (share == 0 || some.isEmpty()) {
      return;
    }
    sources.addAll(some);
    Map<String, Double> examples = new LinkedHashMap<>();
    some.forEach(
        source -> examples.merge(source.bucket(), (double) source.examples().size(), Double::sum));
    double all =
        examples.entrySet().stream()
            .mapToDouble(bucket -> weight(bucket.getKey(), bucket.getValue()))
            .sum();
    for (MixtureSource source : some) {
      double ofBucket = Optional.ofNullable(examples.get(source.bucket())).orElseThrow();
      weights.put(
          source.name(),
          share
              * (weight(source.bucket(), ofBucket) / all)
              * (source.examples().size() / ofBucket));
    }
  }

  /** A bucket's weight: its own, or its number of examples where none has one. */
  private double weight(String bucket, double examples) {
    if (config.bucketWeights().isEmpty()) {
      return examples;
    }
    Double weight = config.bucketWeights().get(bucket);
    checkState(
        weight != null,
        "bucketWeights: expected a weight of %s, got those of %s",
        bucket,
        config.bucketWeights().keySet());
    return weight;
  }
}
