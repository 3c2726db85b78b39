package org.temper.models.scoring;

import static org.temper.models.kernel.Kernel.Argument.tensor;
import static org.temper.models.kernel.Kernel.Argument.tensors;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.temper.api.TokenOutput;
import org.temper.models.kernel.Kernel;

/**
 * Log-probabilities of chosen tokens under a linear head, computed chunk by chunk of the states and
 * piece by piece of the vocabulary: the logits of one piece are all that is held beside those that
 * may be kept.
 */
public final class HeadScores implements HeadPass {
  // So many that what is done once a chunk, the weight's rounding and gradient, is little beside
  // it.
  private static final int CHUNK_STATES = 2048;

  // Of what there is one of for each of a chunk's states: targets, each in a piece of 64 tokens, or
  // numbers that are added to logits.
  private static final int CHUNK_ELEMENTS = 1 << 23;
  private static final int TARGET_TOKENS = 64;

  // What fits a processor's cache beside its copies; a GPU is kept busy by larger ones.
  private static final int NEAR_SIZE = 1 << 21;
  private static final int GPU_SIZE = 1 << 26;

  private final Kernel kernel;
  private final NDManager manager;
  private final NDArray weight;
  private final @Nullable AddedLogits added;
  private final List<Chunk> chunks;
  private final NDArray logProbs;
  private final @Nullable NDArray entropies;

  private HeadScores(
      Kernel kernel,
      NDManager manager,
      NDArray weight,
      @Nullable AddedLogits added,
      List<Chunk> chunks,
      NDArray logProbs,
      @Nullable NDArray entropies) {
    this.kernel = kernel;
    this.manager = manager;
    this.weight = weight;
    this.added = added;
    this.chunks = chunks;
    this.logProbs = logProbs;
    this.entropies = entropies;
  }

  /**
   * Scores.
   *
   * @param targets int64 [M, C]
   * @param added to the logits
   * @param keptLogits how many logits may be held for the backward pass
   */
  public static HeadScores of(
      Kernel kernel,
      NDManager manager,
      Encoding.States states,
      NDArray targets,
      @Nullable AddedLogits added,
      Set<TokenOutput> outputs,
      long keptLogits) {
    long size = targets.getShape().get(0);
    long vocabularySize = states.headWeight().getShape().get(0);
    long perState =
        Math.max(TARGET_TOKENS * targets.getShape().get(1), added == null ? 0 : vocabularySize);
    long chunkSize = Math.max(1, Math.min(CHUNK_STATES, CHUNK_ELEMENTS / perState));
    boolean kept = size * vocabularySize <= keptLogits;
    List<Chunk> chunks = new ArrayList<>();
    NDList logProbs = new NDList();
    NDList entropies = new NDList();
    for (long start = 0; start < size; start += chunkSize) {
      NDIndex rows = new NDIndex("{}:{}", start, Math.min(size, start + chunkSize));
      Inputs inputs = new Inputs(states.hidden().get(rows), targets.get(rows), (int) start);
      try (NDManager scope = manager.newSubManager()) {
        NDList scored =
            kernel.call(
                manager,
                "score",
                tensor(inputs.hidden()),
                tensor(states.headWeight()),
                tensor(inputs.targets()),
                tensor(inputs.added(scope, added)),
                tensor(scope.zeros(new Shape(outputs.contains(TokenOutput.ENTROPY) ? 1 : 0))),
                tensor(scope.zeros(new Shape(kept ? 1 : 0))));
        logProbs.add(scored.get(0));
        if (outputs.contains(TokenOutput.ENTROPY)) {
          entropies.add(scored.get(2));
        }
        chunks.add(new Chunk(inputs, scored.subNDList(1)));
      }
    }
    return new HeadScores(
        kernel,
        manager,
        states.headWeight(),
        added,
        chunks,
        joined(logProbs),
        entropies.isEmpty() ? null : joined(entropies));
  }

  private static NDArray joined(NDList parts) {
    return parts.size() == 1 ? parts.head() : NDArrays.concat(parts);
  }

  @Override
  public NDArray logProbs() {
    return logProbs;
  }

  @Override
  public @Nullable NDArray entropies() {
    return entropies;
  }

  @Override
  public NDArray backward(
      NDArray gradient, @Nullable NDArray entropyGradient, NDArray weightGradient) {
    NDList hiddenGradients = new NDList();
    long start = 0;
    for (Chunk chunk : chunks) {
      Inputs inputs = chunk.inputs();
      long end = start + inputs.size();
      NDIndex rows = new NDIndex("{}:{}", start, end);
      try (NDManager scope = manager.newSubManager()) {
        hiddenGradients.addAll(
            kernel.call(
                manager,
                "backward",
                tensor(inputs.hidden()),
                tensor(weight),
                tensor(inputs.targets()),
                tensor(chunk.keepsLogits() ? nothing(scope) : inputs.added(scope, added)),
                tensors(chunk.scored()),
                tensor(slice(gradient, rows, scope)),
                tensor(weightGradient),
                tensor(
                    entropyGradient == null
                        ? nothing(scope)
                        : slice(entropyGradient, rows, scope))));
      }
      chunk.scored().close();
      start = end;
    }
    return joined(hiddenGradients);
  }

  private static NDArray nothing(NDManager scope) {
    return scope.create(new Shape(0));
  }

  private static NDArray slice(NDArray array, NDIndex rows, NDManager scope) {
    NDArray slice = array.get(rows);
    slice.attach(scope);
    return slice;
  }

  /** The states [m, D] and targets [m, C] of one chunk, from state {@code start} on. */
  private record Inputs(NDArray hidden, NDArray targets, int start) {

    int size() {
      return (int) hidden.getShape().get(0);
    }

    NDArray added(NDManager scope, @Nullable AddedLogits added) {
      return added == null ? nothing(scope) : added.logits(scope, start, start + size());
    }
  }

  /**
   * A chunk with its sums, entropies, and logits where they are kept, as {@code head.py} gave them.
   */
  private record Chunk(Inputs inputs, NDList scored) {

    boolean keepsLogits() {
      return scored.size() > 2;
    }
  }

  /**
   * How many logits are worked on at once, {@code nearSize} of {@code head.py}.
   *
   * @param device where they are computed
   */
  public static int nearSize(Device device) {
    return device.isGpu() ? GPU_SIZE : NEAR_SIZE;
  }
}
