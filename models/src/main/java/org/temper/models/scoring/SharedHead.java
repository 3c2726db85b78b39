package org.temper.models.scoring;

import static org.temper.models.kernel.Kernel.Argument.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.temper.models.kernel.Kernel;

/**
 * Log-probabilities of target items among themselves and one sample that all states share. No more
 * logits are held than those of a few states.
 */
public final class SharedHead implements HeadPass {
  // Logits that are held at once.
  private static final int CHUNK_ELEMENTS = 1 << 21;

  private final Kernel kernel;
  private final NDManager manager;
  private final Encoding.States states;
  private final Sample sample;
  private final NDArray logProbs;
  private final NDArray totals;

  private SharedHead(
      Kernel kernel,
      NDManager manager,
      Encoding.States states,
      Sample sample,
      NDArray logProbs,
      NDArray totals) {
    this.kernel = kernel;
    this.manager = manager;
    this.states = states;
    this.sample = sample;
    this.logProbs = logProbs;
    this.totals = totals;
  }

  /**
   * Scores.
   *
   * @param kernel {@code shared.py}
   */
  public static SharedHead of(
      Kernel kernel, NDManager manager, Encoding.States states, Sample sample) {
    NDList logProbs = new NDList();
    NDList totals = new NDList();
    try (NDManager scope = manager.newSubManager()) {
      for (Chunk chunk = sample.first(); chunk != null; chunk = chunk.next(sample)) {
        try (NDManager within = scope.newSubManager()) {
          NDList scores = kernel.call(scope, "score", chunk.arguments(within, states, sample));
          logProbs.add(scores.get(0));
          totals.add(scores.get(1));
        }
      }
      NDArray every = NDArrays.concat(logProbs);
      NDArray sums = NDArrays.concat(totals);
      every.attach(manager);
      sums.attach(manager);
      return new SharedHead(kernel, manager, states, sample, every, sums);
    }
  }

  @Override
  public NDArray logProbs() {
    return logProbs;
  }

  @Override
  public NDArray backward(
      NDArray gradient, @Nullable NDArray entropyGradient, NDArray weightGradient) {
    NDList down = new NDList();
    try (NDManager scope = manager.newSubManager()) {
      for (Chunk chunk = sample.first(); chunk != null; chunk = chunk.next(sample)) {
        try (NDManager within = scope.newSubManager()) {
          Kernel.Argument[] scored = chunk.arguments(within, states, sample);
          Kernel.Argument[] all = Arrays.copyOf(scored, scored.length + 3);
          all[scored.length] = tensor(chunk.of(within, totals));
          all[scored.length + 1] = tensor(chunk.of(within, gradient));
          all[scored.length + 2] = tensor(weightGradient);
          down.add(kernel.call(scope, "backward", all).head());
        }
      }
      NDArray every = NDArrays.concat(down);
      every.attach(manager);
      return every;
    }
  }

  /**
   * What the states choose from.
   *
   * @param targets each state's own item, as a row of the head's weight, int64 [M, 1]
   * @param items the shared ones, int64 [C]
   * @param ownAdded to the targets' logits, float32 [M, 1]
   * @param added to the others'
   */
  public record Sample(NDArray targets, NDArray items, NDArray ownAdded, AddedLogits added) {
    private @Nullable Chunk first() {
      return chunk(0);
    }

    private @Nullable Chunk chunk(int from) {
      int count = (int) targets.getShape().get(0);
      int step = (int) Math.max(1, CHUNK_ELEMENTS / (1 + items.size()));
      return from >= count ? null : new Chunk(from, Math.min(count, from + step));
    }
  }

  /** Some of the states. */
  private record Chunk(int from, int to) {
    @Nullable Chunk next(Sample sample) {
      return sample.chunk(to);
    }

    NDArray of(NDManager scope, NDArray array) {
      NDArray part = array.get(new NDIndex("{}:{}", from, to));
      part.attach(scope);
      return part;
    }

    Kernel.Argument[] arguments(NDManager scope, Encoding.States states, Sample sample) {
      return new Kernel.Argument[] {
        tensor(of(scope, states.hidden())),
        tensor(states.headWeight()),
        tensor(of(scope, sample.targets())),
        tensor(sample.items()),
        tensor(of(scope, sample.ownAdded())),
        tensor(sample.added().logits(scope, from, to))
      };
    }
  }
}
