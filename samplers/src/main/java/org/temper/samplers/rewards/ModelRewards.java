package org.temper.samplers.rewards;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.Lists;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.temper.api.RewardModel;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;
import org.temper.api.rollouts.Trajectory;
import org.temper.samplers.calls.Outcome.Threw;

/**
 * Rewards by a reward model, which sees the whole trajectory: prompt, completion and observations.
 * Trajectories of like length are judged together. A reward that is not finite is NaN, and so is
 * that of a sequence at which the model throws, such as one too long for it, or of one without
 * tokens.
 *
 * @param <T> what a task is; the model does not see it
 */
public final class ModelRewards<T> implements RewardSource<T> {
  private static final Logger LOG = LoggerFactory.getLogger(ModelRewards.class);

  private final RewardModel model;
  private final int maxRows;
  private final List<String> reasons = new ArrayList<>();

  private ModelRewards(RewardModel model, int maxRows) {
    this.model = model;
    this.maxRows = maxRows;
  }

  /**
   * A model's rewards.
   *
   * @param model the model; still owned by the caller
   * @param maxRows the most trajectories of one batch, at least 1
   * @param <T> what a task is
   * @return the rewards
   * @throws IllegalArgumentException if {@code maxRows} is below 1
   */
  public static <T> ModelRewards<T> of(RewardModel model, int maxRows) {
    checkArgument(maxRows >= 1, "maxRows: expected at least 1, got %s", maxRows);
    return new ModelRewards<>(model, maxRows);
  }

  @Override
  public double[] rewards(List<T> tasks, List<Trajectory> trajectories) {
    OneEach.check(tasks, trajectories);
    List<TokenSequence> sequences = trajectories.stream().map(Trajectory::toSequence).toList();
    double[] rewards = new double[sequences.size()];
    Arrays.fill(rewards, Double.NaN);
    // The longest first, so that a lack of memory shows at once.
    List<Integer> order =
        IntStream.range(0, sequences.size())
            .filter(i -> sequences.get(i).length() > 0)
            .boxed()
            .sorted(Comparator.comparingInt(i -> -sequences.get(i).length()))
            .toList();
    for (List<Integer> rows : Lists.partition(order, maxRows)) {
      double[] judged = judge(rows.stream().map(sequences::get).toList());
      for (int i = 0; i < judged.length; i++) {
        rewards[rows.get(i)] = known(judged[i]);
      }
    }
    return rewards;
  }

  private double[] judge(List<TokenSequence> sequences) {
    SequenceBatch batch = SequenceBatch.of(sequences);
    double[] judged;
    try {
      judged = model.rewards(batch);
    } catch (OutOfMemoryError e) {
      throw e;
    } catch (RuntimeException | Error e) {
      if (sequences.size() > 1) {
        // One of them may have spoilt it for all.
        return sequences.stream().mapToDouble(sequence -> judge(List.of(sequence))[0]).toArray();
      }
      Threw<double[]> threw = new Threw<>(e);
      String message = threw.message();
      explain(message == null ? "reward model: " + threw.kind() : message);
      return new double[] {Double.NaN};
    }
    return OneEach.given(judged, sequences.size());
  }

  private double known(double reward) {
    if (Double.isFinite(reward)) {
      return reward;
    }
    explain("reward model: expected a finite number, got " + reward);
    return Double.NaN;
  }

  private void explain(String reason) {
    if (reasons.isEmpty()) {
      LOG.warn("An episode is left out, and so will be others of its kind: {}", reason);
      reasons.add(reason);
    }
  }

  @Override
  public List<String> reasons() {
    return List.copyOf(reasons);
  }
}
