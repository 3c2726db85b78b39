package org.temper.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.temper.losses.ClipRange;
import org.temper.losses.PolicyLogProbs;
import org.temper.losses.PolicyLosses;
import org.temper.losses.PolicyPair;
import org.temper.losses.PreferenceLosses;
import org.temper.losses.Reductions;
import org.temper.losses.ReferencePair;
import org.temper.losses.SequenceLogProbs;
import org.temper.losses.advantages.GroupAdvantages;

/** What the losses themselves cost, beside the model: array operations on small arrays. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class LossesBenchmark {
  /** Rows of the batch; half as many pairs. */
  @Param({"8", "64"})
  public int rows;

  private NDManager manager;
  private NDArray tokenLogProbs;
  private NDArray oldLogProbs;
  private NDArray advantages;
  private NDArray mask;
  private PolicyPair policy;
  private ReferencePair reference;

  /** Makes the arrays. */
  @Setup
  public void open() {
    manager = NDManager.newBaseManager();
    tokenLogProbs = manager.randomUniform(-5f, 0f, new Shape(rows, 512));
    oldLogProbs =
        tokenLogProbs.add(manager.randomNormal(0f, 0.2f, new Shape(rows, 512), DataType.FLOAT32));
    advantages = manager.randomNormal(0f, 1f, new Shape(rows, 512), DataType.FLOAT32);
    mask = manager.randomUniform(0f, 1f, new Shape(rows, 512)).gt(0.3);
    Shape pairs = new Shape(rows / 2);
    policy =
        new PolicyPair(
            manager.randomUniform(-90f, -10f, pairs), manager.randomUniform(-90f, -10f, pairs));
    reference =
        new ReferencePair(
            manager.randomUniform(-90f, -10f, pairs), manager.randomUniform(-90f, -10f, pairs));
  }

  /** Frees them. */
  @TearDown
  public void close() {
    manager.close();
  }

  /**
   * Token mean under a mask.
   *
   * @return the mean
   */
  @Benchmark
  public float tokenMean() {
    try (NDManager scope = manager.newSubManager()) {
      NDArray values = scoped(scope, tokenLogProbs);
      return Reductions.tokenMean(values, mask).getFloat();
    }
  }

  /**
   * Sums over the tokens of each row.
   *
   * @return the first row's
   */
  @Benchmark
  public float sequenceSums() {
    try (NDManager scope = manager.newSubManager()) {
      return SequenceLogProbs.sum(scoped(scope, tokenLogProbs), mask).getFloat(0);
    }
  }

  /**
   * DPO from sums.
   *
   * @return the mean loss
   */
  @Benchmark
  public float dpo() {
    try (NDManager scope = manager.newSubManager()) {
      PolicyPair scoped =
          new PolicyPair(scoped(scope, policy.chosen()), scoped(scope, policy.rejected()));
      return PreferenceLosses.dpo(scoped, reference, 0.1, 0.0).mean().getFloat();
    }
  }

  /**
   * PPO's clipped objective of every token, and its token mean.
   *
   * @return the mean
   */
  @Benchmark
  public float ppo() {
    try (NDManager scope = manager.newSubManager()) {
      NDArray current = scoped(scope, tokenLogProbs);
      NDArray losses =
          PolicyLosses.clipped(
              new PolicyLogProbs(current, oldLogProbs), advantages, ClipRange.symmetric(0.2));
      return Reductions.tokenMean(losses, mask).getFloat();
    }
  }

  /**
   * GRPO's advantages of groups of 8, on the host.
   *
   * @return the first
   */
  @Benchmark
  public double groupAdvantages() {
    float[] numbers = advantages.toFloatArray();
    double[][] groups = new double[numbers.length / 8][8];
    for (int i = 0; i < numbers.length; i++) {
      groups[i / 8][i % 8] = numbers[i];
    }
    return GroupAdvantages.grpo(groups)[0][0];
  }

  /** The same values in an array whose descendants belong to the scope. */
  private static NDArray scoped(NDManager scope, NDArray array) {
    NDArray view = array.reshape(array.getShape());
    view.attach(scope);
    return view;
  }
}
