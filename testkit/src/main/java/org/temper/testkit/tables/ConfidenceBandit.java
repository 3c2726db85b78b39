package org.temper.testkit.tables;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.temper.api.Policy;
import org.temper.api.Seeds;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenScores;
import org.temper.api.TokenSequence;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.RewardKind;
import org.temper.api.rollouts.RewardedTrajectory;
import org.temper.api.rollouts.RolloutBatch;
import org.temper.api.rollouts.Segment;
import org.temper.api.rollouts.Trajectory;
import org.temper.api.rollouts.TrajectoryGroup;

/**
 * The smallest problem of calibration: in each of C contexts something succeeds with a probability
 * p, the policy states a confidence q, one of L levels from 0 to 1, and is rewarded by the Brier
 * score of what then happens, −(y − q)², where y is 0 or 1. The best that it can say is p, and a
 * method that does not raise the expected reward says something else.
 *
 * <p>Tokens 0 to C − 1 are the contexts, each a prompt; tokens C to C + L − 1 are the levels, one
 * of which is the completion.
 */
public final class ConfidenceBandit {
  private static final float NEVER = -60;
  private static final String DRAWS = "confidence-bandit";

  private final double[] probabilities;
  private final int levels;

  private ConfidenceBandit(double[] probabilities, int levels) {
    this.probabilities = probabilities;
    this.levels = levels;
  }

  /**
   * A bandit.
   *
   * @param probabilities p of each context, at least one, in [0, 1]
   * @param levels L, at least 2
   * @return the bandit
   * @throws IllegalArgumentException if there is no context, a probability is out of range, or
   *     there are too few levels
   */
  public static ConfidenceBandit of(double[] probabilities, int levels) {
    checkArgument(probabilities.length > 0, "probabilities: expected at least one, got none");
    for (double p : probabilities) {
      checkArgument(p >= 0 && p <= 1, "probabilities: expected numbers in [0, 1], got %s", p);
    }
    checkArgument(levels >= 2, "levels: expected at least 2, got %s", levels);
    return new ConfidenceBandit(probabilities.clone(), levels);
  }

  /**
   * A policy to begin with: every level as likely as every other, in each context.
   *
   * @return a trainable policy of C + L tokens, to be closed by the caller
   */
  public TablePolicy policy() {
    int size = probabilities.length + levels;
    float[][] logits = new float[size][size];
    for (float[] row : logits) {
      Arrays.fill(row, 0, probabilities.length, NEVER);
    }
    return TablePolicy.of(logits);
  }

  /**
   * Plays groups of episodes in each context.
   *
   * @param policy states the confidences; of C + L tokens
   * @param groups how many groups of each context, at least 1
   * @param groupSize G, the episodes of each group, at least 1
   * @param seed decides the draws
   * @return the groups, those of a context after one another; the greedy reward of each is that of
   *     the likeliest level
   */
  public RolloutBatch play(Policy policy, int groups, int groupSize, long seed) {
    checkArgument(groups >= 1, "groups: expected at least 1, got %s", groups);
    checkArgument(groupSize >= 1, "groupSize: expected at least 1, got %s", groupSize);
    double[][] logProbs = logProbs(policy);
    List<TrajectoryGroup> played = new ArrayList<>();
    for (int i = 0; i < probabilities.length * groups; i++) {
      int context = i / groups;
      Random random = new Random(Seeds.derive(seed, DRAWS, i));
      List<RewardedTrajectory> members = new ArrayList<>();
      for (int member = 0; member < groupSize; member++) {
        int level = draw(logProbs[context], random);
        members.add(
            RewardedTrajectory.of(
                episode(context, level, logProbs[context][level]), reward(context, level, random)));
      }
      double greedy = reward(context, likeliest(logProbs[context]), random);
      played.add(new TrajectoryGroup("context " + context, members, OptionalDouble.of(greedy)));
    }
    return RolloutBatch.of(played).withRewardKind(RewardKind.PROPER_SCORE);
  }

  /**
   * How far the policy's confidence is from the truth: the mean over the contexts of |q − p|, where
   * q is the mean of the levels that it states.
   *
   * @param policy states the confidences; of C + L tokens
   * @return the mean, from 0 to 1
   */
  public double error(Policy policy) {
    double[][] logProbs = logProbs(policy);
    double sum = 0;
    for (int context = 0; context < probabilities.length; context++) {
      double confidence = 0;
      for (int level = 0; level < levels; level++) {
        confidence += Math.exp(logProbs[context][level]) * value(level);
      }
      sum += Math.abs(confidence - probabilities[context]);
    }
    return sum / probabilities.length;
  }

  private double value(int level) {
    return (double) level / (levels - 1);
  }

  private double reward(int context, int level, Random random) {
    double outcome = random.nextDouble() < probabilities[context] ? 1 : 0;
    double error = outcome - value(level);
    return -error * error;
  }

  private Trajectory episode(int context, int level, double logProb) {
    ImmutableDoubleArray logProbs = ImmutableDoubleArray.of(logProb);
    return new Trajectory(
        List.of(
            new Segment.Prompt(ImmutableLongArray.of(context)),
            new Segment.Action(
                ImmutableLongArray.of(probabilities.length + level),
                logProbs,
                logProbs,
                OptionalDouble.empty())),
        Ending.terminated(Ending.END_TOKEN));
  }

  private static int draw(double[] logProbs, Random random) {
    double rest = random.nextDouble();
    int level = 0;
    while (level < logProbs.length - 1 && rest >= Math.exp(logProbs[level])) {
      rest -= Math.exp(logProbs[level]);
      level++;
    }
    return level;
  }

  private static int likeliest(double[] logProbs) {
    int best = 0;
    for (int level = 1; level < logProbs.length; level++) {
      best = logProbs[level] > logProbs[best] ? level : best;
    }
    return best;
  }

  /** Of each level in each context. */
  private double[][] logProbs(Policy policy) {
    List<TokenSequence> rows = new ArrayList<>();
    for (int context = 0; context < probabilities.length; context++) {
      for (int level = 0; level < levels; level++) {
        rows.add(TokenSequence.of(new long[] {context}, new long[] {probabilities.length + level}));
      }
    }
    double[][] logProbs = new double[probabilities.length][levels];
    try (TokenScores scores = policy.evaluate(SequenceBatch.of(rows))) {
      float[] values = scores.tokenLogProbs().toFloatArray();
      for (int i = 0; i < rows.size(); i++) {
        logProbs[i / levels][i % levels] = values[2 * i + 1];
      }
    }
    return logProbs;
  }
}
