package org.temper.samplers.selection;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Comparator.comparingInt;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Multimaps;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.temper.api.ContentHash;
import org.temper.api.Seeds;

/**
 * At most so many candidates of each bucket, spread over its tasks.
 *
 * @param most how many candidates of a bucket
 */
record BucketQuotas(ImmutableSortedMap<String, Integer> most) implements Selection {
  private static final String ORDER = "selection-quotas";

  BucketQuotas {
    most.forEach(
        (bucket, quota) ->
            checkArgument(quota >= 0, "quota of %s: expected at least 0, got %s", bucket, quota));
  }

  /** A candidate, how many of its task are better, and where its task is in the drawn order. */
  private record Ranked(Candidate candidate, int rank, long drawn) {}

  @Override
  public CandidatePool select(CandidatePool pool, long seed) {
    List<Ranked> ranked = new ArrayList<>();
    pool.byTask()
        .asMap()
        .forEach(
            (task, candidates) -> {
              long drawn = Seeds.derive(seed, ORDER, new ContentHash().add(task).bits());
              List<Candidate> best = RewardOrder.bestFirst(List.copyOf(candidates));
              for (int rank = 0; rank < best.size(); rank++) {
                ranked.add(new Ranked(best.get(rank), rank, drawn));
              }
            });
    Set<Candidate> kept = Collections.newSetFromMap(new IdentityHashMap<>());
    Multimaps.index(ranked, each -> each.candidate().bucket())
        .asMap()
        .forEach(
            (bucket, ofBucket) ->
                ofBucket.stream()
                    .sorted(comparingInt(Ranked::rank).thenComparingLong(Ranked::drawn))
                    .limit(most.getOrDefault(bucket, Integer.MAX_VALUE))
                    .forEach(each -> kept.add(each.candidate())));
    return pool.keep(kept::contains);
  }

  @Override
  public Scope scope() {
    return Scope.POOL;
  }
}
