package org.temper.algorithms.rejection;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Sets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.temper.algorithms.run.Trainer;
import org.temper.api.SequenceBatch;
import org.temper.data.DataHash;
import org.temper.data.mixture.MixtureSource;
import org.temper.samplers.selection.Selection;

/**
 * Parts that the rounds of a run are made of.
 *
 * @param trainer supervised fine-tuning of the policy that plays the tasks
 * @param tasks what is sampled from
 * @param heldOut what success is measured on
 * @param selection what of the episodes is trained on
 * @param config how it goes
 * @param demonstrations what else is trained on
 */
record RoundParts(
    Trainer<SequenceBatch> trainer,
    TaskEpisodes<?> tasks,
    TaskEpisodes<?> heldOut,
    Selection selection,
    RejectionConfig config,
    List<MixtureSource> demonstrations) {

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if a held-out task is among the others, a demonstration's name
   *     is taken, or weights of buckets do not name all buckets
   */
  RoundParts {
    Set<String> keys = Set.copyOf(IntStream.range(0, tasks.size()).mapToObj(tasks::key).toList());
    for (int i = 0; i < heldOut.size(); i++) {
      checkArgument(
          !keys.contains(heldOut.key(i)),
          "heldOut: expected tasks that are not trained on, got %s; split the tasks",
          heldOut.key(i));
    }
    checkWeights(config.training(), tasks.buckets());
    for (MixtureSource source : demonstrations) {
      checkArgument(
          !source.name().startsWith("accepted_") && !source.name().startsWith("earlier_"),
          "demonstrations: expected a name without accepted_ or earlier_ before it, got %s",
          source.name());
      checkWeights(config.training(), Set.of(source.bucket()));
    }
    demonstrations = ImmutableList.copyOf(demonstrations);
  }

  private static void checkWeights(RoundTraining training, Set<String> buckets) {
    Set<String> missing = Sets.difference(buckets, training.bucketWeights().keySet());
    checkArgument(
        training.bucketWeights().isEmpty() || missing.isEmpty(),
        "bucketWeights: expected one of each bucket or none, got none of %s",
        missing);
  }

  RoundParts withDemonstrations(List<MixtureSource> sources) {
    return new RoundParts(trainer, tasks, heldOut, selection, config, sources);
  }

  /** What decides the numbers, by name, as far as it is known here. */
  Map<String, String> identity() {
    ImmutableMap.Builder<String, String> identity =
        ImmutableMap.<String, String>builder()
            .putAll(config.identity())
            .putAll(trainer.identity())
            .put("rejection.selection", selection.identity());
    tasks.identity().forEach((name, value) -> identity.put("tasks." + name, value));
    heldOut.identity().forEach((name, value) -> identity.put("held_out." + name, value));
    for (MixtureSource source : demonstrations) {
      identity.put(
          "demonstrations." + source.name(),
          source.bucket() + " " + DataHash.ofSequences(source.examples()));
    }
    return identity.buildOrThrow();
  }
}
