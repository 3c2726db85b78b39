package org.temper.benchmarks;

import static org.temper.models.kernel.Kernel.Argument.tensor;
import static org.temper.models.kernel.Kernel.Argument.tensors;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.temper.models.kernel.Kernel;
import org.temper.models.scoring.HeadScoring;

/**
 * Log-probabilities of 512 tokens out of 32,000 from hidden states of 256: the head's kernel, and
 * the same in array operations.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
@State(Scope.Thread)
public class HeadBenchmark {
  private NDManager manager;
  private Kernel kernel;
  private NDArray hidden;
  private NDArray weight;
  private NDArray targets;
  private NDArray gradient;
  private NDArray weightGradient;
  private NDArray nothing;
  private NDArray kept;

  /** Makes the arrays and compiles the kernel. */
  @Setup
  public void open() {
    manager = NDManager.newBaseManager();
    kernel = HeadScoring.compile(manager, Device.cpu());
    hidden = manager.randomNormal(new Shape(512, 256));
    weight = manager.randomNormal(new Shape(32_000, 256)).muli(0.02f);
    targets = manager.randomInteger(0, 32_000, new Shape(512), DataType.INT64).expandDims(1);
    gradient = manager.full(new Shape(512, 1), -1f / 512);
    weightGradient = manager.zeros(weight.getShape());
    nothing = manager.create(new Shape(0));
    kept = manager.zeros(new Shape(1));
  }

  /** Frees them. */
  @TearDown
  public void close() {
    kernel.close();
    manager.close();
  }

  /**
   * The kernel, scores alone.
   *
   * @return the first score
   */
  @Benchmark
  public float score() {
    try (NDManager scope = manager.newSubManager()) {
      return scored(scope, nothing).head().getFloat(0, 0);
    }
  }

  /**
   * The kernel, scores and the way back to hidden states and weights, logits kept.
   *
   * @return a number of the gradient
   */
  @Benchmark
  public float scoreAndBackward() {
    try (NDManager scope = manager.newSubManager()) {
      NDList scored = scored(scope, kept);
      return kernel
          .call(
              scope,
              "backward",
              tensor(hidden),
              tensor(weight),
              tensor(targets),
              tensor(nothing),
              tensors(scored.subNDList(1)),
              tensor(gradient),
              tensor(weightGradient),
              tensor(nothing))
          .head()
          .getFloat(0, 0);
    }
  }

  /**
   * Array operations, scores alone.
   *
   * @return the first score
   */
  @Benchmark
  public float scoreInArrays() {
    try (NDManager scope = manager.newSubManager()) {
      NDArray states = hidden.reshape(hidden.getShape());
      states.attach(scope);
      NDArray every = states.matMul(weight.transpose()).logSoftmax(1);
      return every.gather(targets, 1).getFloat(0, 0);
    }
  }

  private NDList scored(NDManager scope, NDArray keeps) {
    return kernel.call(
        scope,
        "score",
        tensor(hidden),
        tensor(weight),
        tensor(targets),
        tensor(nothing),
        tensor(nothing),
        tensor(keeps));
  }
}
