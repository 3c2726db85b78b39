package org.temper.algorithms.policygradient;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.ArrayList;
import java.util.List;
import org.temper.api.TokenSequence;
import org.temper.api.rollouts.RolloutBatch;
import org.temper.api.rollouts.TrajectoryGroup;

/**
 * The episodes of an iteration.
 *
 * @param groups all of them
 * @param rows those with a token that the policy produced
 * @param figures what they are like
 */
public record Iteration(
    List<TrajectoryGroup> groups, List<EpisodeRow> rows, RolloutFigures figures) {

  /** Reads the batches of an update. */
  public static Iteration of(List<RolloutBatch> batches) {
    checkArgument(!batches.isEmpty(), "microBatches: expected at least one, got none");
    List<TrajectoryGroup> groups =
        batches.stream().flatMap(batch -> batch.groups().stream()).toList();
    List<EpisodeRow> rows = new ArrayList<>();
    for (int group = 0; group < groups.size(); group++) {
      for (int member = 0; member < groups.get(group).members().size(); member++) {
        EpisodeRow row = EpisodeRow.of(groups.get(group).members().get(member), group, member);
        if (row.sequence().scoredTokens() > 0) {
          rows.add(row);
        }
      }
    }
    return new Iteration(groups, List.copyOf(rows), RolloutFigures.of(batches));
  }

  public List<TokenSequence> sequences() {
    return EpisodeRow.sequences(rows);
  }
}
