package org.temper.algorithms.tracks;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.temper.api.Policy;
import org.temper.api.Seeds;
import org.temper.api.rollouts.RolloutBatch;
import org.temper.api.rollouts.TrajectoryGroup;
import org.temper.api.updates.OnPolicySource;
import org.temper.api.updates.UpdateBatch;

/**
 * Iterations of several sources at once: each plays its own, and an update learns from all.
 *
 * @param sources by track
 */
record MixedRollouts(ImmutableMap<String, OnPolicySource<RolloutBatch>> sources)
    implements OnPolicySource<RolloutBatch> {

  @Override
  public Policy policy() {
    return sources.values().iterator().next().policy();
  }

  /**
   * {@inheritDoc}
   *
   * @return those of the longest source; shorter ones go on with their next epoch
   */
  @Override
  public long updatesPerEpoch() {
    return sources.values().stream().mapToLong(OnPolicySource::updatesPerEpoch).max().orElse(1);
  }

  @Override
  public UpdateBatch<RolloutBatch> update(long seed, long index) {
    List<RolloutBatch> batches = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    sources.forEach(
        (track, source) -> {
          UpdateBatch<RolloutBatch> own =
              source.update(Seeds.derive(seed, "track-" + track), index);
          own.microBatches().forEach(batch -> batches.add(named(track, batch)));
          own.exampleIds().forEach(id -> ids.add(MixedTasks.id(track, id)));
        });
    return new UpdateBatch<>(batches, ids);
  }

  private static RolloutBatch named(String track, RolloutBatch batch) {
    return new RolloutBatch(
        batch.groups().stream()
            .map(
                group ->
                    new TrajectoryGroup(
                        MixedTasks.id(track, group.id()), group.members(), group.greedyReward()))
            .toList(),
        batch.leftOut(),
        batch.droppedGroups(),
        batch.rewardKind());
  }

  @Override
  public Map<String, String> identity() {
    ImmutableMap.Builder<String, String> identity = ImmutableMap.builder();
    sources.forEach(
        (track, source) ->
            source.identity().forEach((name, value) -> identity.put(track + "." + name, value)));
    return identity.buildOrThrow();
  }
}
