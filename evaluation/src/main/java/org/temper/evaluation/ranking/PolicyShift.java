package org.temper.evaluation.ranking;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.temper.interactions.ItemScorer;
import org.temper.interactions.Query;
import org.temper.interactions.Target;

/**
 * The distance that a policy has moved from another at held-out events.
 *
 * @param logProbs log π(target) under the policy less that under the other, in nats, of each target
 * @param divergence KL(policy ‖ other) over the whole catalog, in nats, where each target was asked
 *     for
 */
public record PolicyShift(TargetValues logProbs, TargetValues divergence) {

  /**
   * Compares two policies.
   *
   * <p>Scores are taken as logits: a policy's log-probabilities are their own softmax, and a scorer
   * made of a policy's, such as {@link ItemTilt}, becomes a policy.
   *
   * @param policy the policy
   * @param other what it is compared with
   * @param targets the held-out events, at least one
   * @param items how many items there are
   * @param batchSize the most queries at once, at least 1
   * @return the shift
   * @throws IllegalArgumentException if there is no target, or a scorer does not give each query a
   *     score for each item, or no finite one
   */
  public static PolicyShift of(
      ItemScorer policy, ItemScorer other, List<Target> targets, int items, int batchSize) {
    checkArgument(!targets.isEmpty(), "targets: expected at least one, got none");
    List<Query> queries =
        targets.stream().map(Target::query).collect(ImmutableList.toImmutableList());
    ImmutableDoubleArray.Builder shifts = ImmutableDoubleArray.builder(targets.size());
    ImmutableDoubleArray.Builder divergences = ImmutableDoubleArray.builder(targets.size());
    int size = ScoreBatches.size(batchSize, items);
    for (int from = 0; from < targets.size(); from += size) {
      List<Query> batch = queries.subList(from, Math.min(queries.size(), from + size));
      float[][] scores = ScoreBatches.checked(policy, batch, items, from);
      float[][] others = ScoreBatches.checked(other, batch, items, from);
      for (int i = 0; i < scores.length; i++) {
        int item = targets.get(from + i).item();
        double ofPolicy = logSum(scores[i]);
        double ofOther = logSum(others[i]);
        shifts.add(scores[i][item] - ofPolicy - (others[i][item] - ofOther));
        divergences.add(divergence(scores[i], ofPolicy, others[i], ofOther));
      }
    }
    ImmutableIntArray users = ImmutableIntArray.copyOf(targets.stream().mapToInt(Target::user));
    return new PolicyShift(
        new TargetValues(users, shifts.build()), new TargetValues(users, divergences.build()));
  }

  /**
   * The slope of the least-squares line of Δ log π of the targets on what is known of them:
   * covariance over variance. Where that is a reward, it is above 0 where what was rewarded has
   * become likelier than what was not.
   *
   * @param regressors a value of each target, in the same order
   * @return nats for each unit of the regressor; 0 where that is the same everywhere
   * @throws IllegalArgumentException if the values are not of the same targets
   */
  public double slopeOn(TargetValues regressors) {
    List<TargetValues> known = List.of(regressors);
    Map<Integer, Integer> positions = UserSums.positions(known);
    int[] users = new int[positions.size()];
    Arrays.fill(users, 1);
    return UserMoments.of(known, List.of(logProbs), positions).slope(new int[] {1}, users);
  }

  private static double logSum(float[] scores) {
    double highest = Double.NEGATIVE_INFINITY;
    for (float score : scores) {
      highest = Math.max(highest, score);
    }
    checkArgument(
        Double.isFinite(highest), "scorer: expected a finite score, got %s at most", highest);
    double sum = 0;
    for (float score : scores) {
      sum += Math.exp(score - highest);
    }
    return highest + Math.log(sum);
  }

  private static double divergence(float[] p, double logSumP, float[] q, double logSumQ) {
    double sum = 0;
    for (int item = 0; item < p.length; item++) {
      double logP = p[item] - logSumP;
      double probability = Math.exp(logP);
      sum += probability == 0 ? 0 : probability * (logP - (q[item] - logSumQ));
    }
    return sum;
  }
}
