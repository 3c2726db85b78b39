package org.temper.models.scoring;

import static org.temper.models.kernel.Kernel.Argument.tensor;

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
import org.temper.models.kernel.Kernel.Argument;

/**
 * Log-probabilities of chosen tokens under a linear head, computed chunk by chunk: the logits [m,
 * V] of one chunk are all that is held beside what fits into the bytes that may be kept.
 */
public final class HeadScores implements HeadPass {
  // What is larger the C library gives back to the system at once, and takes anew page by page.
  private static final long CHUNK_BYTES = 30L << 20;

  /** How many elements of a table are worked on at once, so that they stay near the processor. */
  public static final int NEAR_SIZE = 1 << 22;

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
   * @param keptBytes how many bytes of tables may be held for the backward pass
   */
  public static HeadScores of(
      Kernel kernel,
      NDManager manager,
      Encoding.States states,
      NDArray targets,
      @Nullable AddedLogits added,
      Set<TokenOutput> outputs,
      long keptBytes) {
    long size = targets.getShape().get(0);
    long rowBytes = states.headWeight().getShape().get(0) * Float.BYTES;
    boolean kept = size * rowBytes <= keptBytes;
    // A table that is held anyway is held in one piece, so that its products are large.
    long chunkSize = kept ? size : Math.max(1, Math.min(size, CHUNK_BYTES / rowBytes));
    List<Chunk> chunks = new ArrayList<>();
    NDList logProbs = new NDList();
    NDList entropies = new NDList();
    for (long start = 0; start < size; start += chunkSize) {
      NDIndex rows = new NDIndex("{}:{}", start, Math.min(size, start + chunkSize));
      Chunk chunk = new Chunk(states.hidden().get(rows), targets.get(rows), (int) start, null);
      try (NDManager scope = manager.newSubManager()) {
        NDList table = chunk.table(kernel, scope, states.headWeight(), added);
        Argument[] both = {tensor(table.get(0)), tensor(table.get(1))};
        NDArray chosen =
            kernel.call(scope, "chosen", both[0], both[1], tensor(chunk.targets())).head();
        if (outputs.contains(TokenOutput.ENTROPY)) {
          NDArray entropy = kernel.call(scope, "entropy", both).head();
          entropy.attach(manager);
          entropies.add(entropy);
        }
        chosen.attach(manager);
        logProbs.add(chosen);
        if (kept) {
          table.attach(manager);
        }
        chunks.add(kept ? chunk.keeping(table) : chunk);
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
      long end = start + chunk.targets().getShape().get(0);
      NDIndex rows = new NDIndex("{}:{}", start, end);
      try (NDManager scope = manager.newSubManager()) {
        NDList table = chunk.table(kernel, scope, weight, added);
        table.attach(scope);
        NDArray hiddenGradient =
            kernel
                .call(
                    scope,
                    "backward",
                    tensor(chunk.hidden()),
                    tensor(weight),
                    tensor(chunk.targets()),
                    tensor(table.get(0)),
                    tensor(table.get(1)),
                    tensor(slice(gradient, rows, scope)),
                    tensor(weightGradient),
                    tensor(
                        entropyGradient == null
                            ? scope.create(new Shape(0))
                            : slice(entropyGradient, rows, scope)))
                .head();
        hiddenGradient.attach(manager);
        hiddenGradients.add(hiddenGradient);
      }
      start = end;
    }
    return joined(hiddenGradients);
  }

  private static NDArray slice(NDArray array, NDIndex rows, NDManager scope) {
    NDArray slice = array.get(rows);
    slice.attach(scope);
    return slice;
  }

  /**
   * The states [m, D] and targets [m, C] of one chunk, from state {@code start} on; {@code kept}
   * what {@code tabulate} gave where it is held.
   */
  private record Chunk(NDArray hidden, NDArray targets, int start, @Nullable NDList kept) {

    Chunk keeping(NDList table) {
      return new Chunk(hidden, targets, start, table);
    }

    /** What {@code tabulate} gives of all tokens. */
    NDList table(Kernel kernel, NDManager scope, NDArray weight, @Nullable AddedLogits added) {
      if (kept != null) {
        return kept;
      }
      NDArray those =
          added == null
              ? scope.create(new Shape(0))
              : added.logits(scope, start, start + (int) hidden.getShape().get(0));
      return kernel.call(scope, "tabulate", tensor(hidden), tensor(weight), tensor(those));
    }
  }
}
