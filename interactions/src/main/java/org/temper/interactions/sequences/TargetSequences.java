package org.temper.interactions.sequences;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.Lists;
import java.util.List;
import org.temper.api.SequenceBatch;
import org.temper.interactions.Events;
import org.temper.interactions.Target;

/** Held-out targets as sequences: a history, then the target, which alone is scored. */
public final class TargetSequences {

  private TargetSequences() {}

  /**
   * Batches of targets, in their order.
   *
   * @param targets the targets, each with at least one event before
   * @param config how long a sequence may be, the target included, and its side inputs; of a longer
   *     history the last events stay
   * @param size the most targets of a batch, at least 1
   * @return the batches, none where there is no target; the target is each row's last token
   * @throws IllegalArgumentException if a target has no history, a column is not there, or {@code
   *     size} is below 1
   */
  public static List<SequenceBatch> inOrder(List<Target> targets, SequenceConfig config, int size) {
    checkArgument(size >= 1, "size: expected at least 1, got %s", size);
    for (int i = 0; i < targets.size(); i++) {
      checkArgument(
          targets.get(i).history().size() > 0,
          "targets[%s].history: expected at least one event, got none",
          i);
    }
    return Lists.partition(targets, size).stream().map(part -> batch(part, config)).toList();
  }

  private static SequenceBatch batch(List<Target> targets, SequenceConfig config) {
    int most = config.maxLength() - 1;
    int longest = targets.stream().mapToInt(target -> target.history().size()).max().orElseThrow();
    EventBatch batch =
        new EventBatch(targets.size(), Math.min(most, longest) + 1, config.sideInputs());
    for (int row = 0; row < targets.size(); row++) {
      Target target = targets.get(row);
      Events history = target.history().last(most);
      int column = history.size();
      int current = row;
      batch.put(row, history);
      batch.put(row, column, target.item(), target.time());
      batch.putNextTime(row, column, target.time());
      config
          .sideInputs()
          .forEach((name, source) -> batch.put(name, current, column, target.feedback(source)));
      batch.score(row, column);
    }
    return batch.finish();
  }
}
