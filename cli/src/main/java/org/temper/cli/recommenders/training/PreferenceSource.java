package org.temper.cli.recommenders.training;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.temper.algorithms.feedback.EnsembleFeedback;
import org.temper.algorithms.preference.ConfidenceBounds;
import org.temper.algorithms.preference.ConfidencePairs;
import org.temper.algorithms.preference.ItemPreferenceBatch;
import org.temper.algorithms.preference.PreferenceTrainer;
import org.temper.api.Seeds;
import org.temper.api.SequenceBatch;
import org.temper.api.items.Candidates;
import org.temper.api.items.ItemPolicy;
import org.temper.api.updates.UpdateBatch;
import org.temper.api.updates.UpdateSource;
import org.temper.cli.recommenders.training.PostTrainingConfig.PairConfig;

/**
 * PreferenceSource in the positions of a log's events: the logged item and some that are drawn from
 * all events compete, and one is preferred to another where the ensemble's bounds do not overlap.
 * The batches are those of the sequences; each is made once, however many methods train on it.
 */
final class PreferenceSource implements UpdateSource<ItemPreferenceBatch> {
  private final UpdateSource<SequenceBatch> sequences;
  private final ImmutableIntArray events;
  private final RewardEnsemble models;
  private final ItemPolicy reference;
  private final PairConfig config;
  private final List<UpdateBatch<ItemPreferenceBatch>> known = new ArrayList<>();
  private int epochs;

  /** PreferenceSource in batches of sequences; items are drawn from the items of events. */
  PreferenceSource(
      UpdateSource<SequenceBatch> sequences,
      ImmutableIntArray events,
      RewardEnsemble models,
      ItemPolicy reference,
      PairConfig config) {
    this.sequences = sequences;
    this.events = events;
    this.models = models;
    this.reference = reference;
    this.config = config;
  }

  /** {@inheritDoc} An update of which no event has a preference is left out. */
  @Override
  public long updatesPerEpoch() {
    return sequences.updatesPerEpoch();
  }

  @Override
  public UpdateBatch<ItemPreferenceBatch> update(long seed, long index) {
    while (known.size() <= index) {
      known.addAll(made(seed, epochs++));
    }
    return known.get((int) index);
  }

  @Override
  public Map<String, String> identity() {
    return sequences.identity();
  }

  private List<UpdateBatch<ItemPreferenceBatch>> made(long seed, int epoch) {
    SplittableRandom random = Seeds.random(seed, "drawn-candidates", epoch);
    ImmutableList.Builder<UpdateBatch<ItemPreferenceBatch>> updates = ImmutableList.builder();
    long first = epoch * sequences.updatesPerEpoch();
    for (long index = first; index < first + sequences.updatesPerEpoch(); index++) {
      UpdateBatch<SequenceBatch> update = sequences.update(seed, index);
      List<ItemPreferenceBatch> parts =
          update.microBatches().stream()
              .flatMap(batch -> preferences(batch, random).stream())
              .toList();
      if (!parts.isEmpty()) {
        updates.add(
            new UpdateBatch<>(PreferenceTrainer.precompute(reference, parts), update.exampleIds()));
      }
    }
    List<UpdateBatch<ItemPreferenceBatch>> all = updates.build();
    checkArgument(
        !all.isEmpty(),
        "--kappa: expected one at which the bounds of some items do not overlap, got %s",
        config.kappa());
    return all;
  }

  private Optional<ItemPreferenceBatch> preferences(SequenceBatch batch, SplittableRandom random) {
    int count = 1 + config.candidates();
    int positions = batch.rows() * batch.columns();
    long[] items = new long[positions * count];
    for (int position = 0; position < positions; position++) {
      items[position * count] = batch.token(position / batch.columns(), position % batch.columns());
      for (int i = 1; i < count; i++) {
        items[position * count + i] = events.get((int) (Seeds.uniform(random) * events.length()));
      }
    }
    Candidates candidates = new Candidates(items, batch.rows(), batch.columns(), count);
    EnsembleFeedback feedback = models.ensemble().feedback(batch, candidates);
    return ConfidencePairs.select(
        batch,
        candidates,
        ConfidenceBounds.around(feedback.means(), feedback.spreads(), config.kappa()),
        config.rejected());
  }
}
