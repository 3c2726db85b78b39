package org.temper.models;

import static org.temper.models.kernel.Kernel.Argument.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.temper.api.TokenOutput;
import org.temper.models.kernel.Kernel;

/**
 * Log-probabilities of chosen tokens from hidden states, computed chunk by chunk without a graph,
 * and the gradient that goes back through the head when the loss's gradient with respect to them is
 * known. Call with gradient mode off.
 */
final class HeadScores {
  // Small enough for a chunk's logits to stay near the processor, large enough for its products.
  private static final long CHUNK_BYTES = 16L << 20;

  private final Kernel kernel;
  private final NDManager manager;
  private final NDArray weight;
  private final List<Chunk> chunks;
  private final NDArray logProbs;
  private final @Nullable NDArray entropies;

  private HeadScores(
      Kernel kernel,
      NDManager manager,
      NDArray weight,
      List<Chunk> chunks,
      NDArray logProbs,
      @Nullable NDArray entropies) {
    this.kernel = kernel;
    this.manager = manager;
    this.weight = weight;
    this.chunks = chunks;
    this.logProbs = logProbs;
    this.entropies = entropies;
  }

  /**
   * Scores.
   *
   * @param hidden [M, D]
   * @param weight [V, D]
   * @param targets int64 [M]
   * @param keptBytes how many bytes of tables may be held for the backward pass
   */
  static HeadScores of(
      Kernel kernel,
      NDManager manager,
      NDArray hidden,
      NDArray weight,
      NDArray targets,
      Set<TokenOutput> outputs,
      long keptBytes) {
    long size = targets.size();
    long rowBytes = weight.getShape().get(0) * Float.BYTES;
    long chunkSize = Math.max(1, Math.min(size, CHUNK_BYTES / rowBytes));
    boolean kept = size * rowBytes <= keptBytes;
    List<Chunk> chunks = new ArrayList<>();
    NDList logProbs = new NDList();
    NDList entropies = new NDList();
    for (long start = 0; start < size; start += chunkSize) {
      NDIndex rows = new NDIndex("{}:{}", start, Math.min(size, start + chunkSize));
      NDArray states = hidden.get(rows);
      NDArray ids = targets.get(rows);
      try (NDManager scope = manager.newSubManager()) {
        NDList scores = kernel.call(scope, "score", tensor(states), tensor(weight), tensor(ids));
        if (outputs.contains(TokenOutput.ENTROPY)) {
          NDArray entropy = kernel.call(scope, "entropy", tensor(scores.get(1))).head();
          entropy.attach(manager);
          entropies.add(entropy);
        }
        scores.get(0).attach(manager);
        logProbs.add(scores.get(0));
        if (kept) {
          scores.get(1).attach(manager);
        }
        chunks.add(new Chunk(states, ids, kept ? scores.get(1) : null));
      }
    }
    return new HeadScores(
        kernel,
        manager,
        weight,
        chunks,
        joined(logProbs),
        entropies.isEmpty() ? null : joined(entropies));
  }

  private static NDArray joined(NDList parts) {
    return parts.size() == 1 ? parts.head() : NDArrays.concat(parts);
  }

  NDArray logProbs() {
    return logProbs;
  }

  @Nullable NDArray entropies() {
    return entropies;
  }

  /**
   * Adds the gradient to the head's, and gives that of the hidden states. May be called once.
   *
   * @param gradient of the log-probabilities, [M]
   * @param entropyGradient of the entropies, [M], where there are any
   * @param weightGradient [V, D], added to in place
   * @return [M, D]
   */
  NDArray backward(NDArray gradient, @Nullable NDArray entropyGradient, NDArray weightGradient) {
    NDList hiddenGradients = new NDList();
    long start = 0;
    for (Chunk chunk : chunks) {
      long end = start + chunk.targets().size();
      NDIndex rows = new NDIndex("{}:{}", start, end);
      try (NDManager scope = manager.newSubManager()) {
        NDArray every = chunk.every();
        if (every == null) {
          every = kernel.call(scope, "logProbs", tensor(chunk.hidden()), tensor(weight)).head();
        }
        NDArray g = gradient.get(rows);
        g.attach(scope);
        NDArray hiddenGradient;
        if (entropyGradient == null) {
          hiddenGradient =
              kernel
                  .call(
                      scope,
                      "backward",
                      tensor(chunk.hidden()),
                      tensor(weight),
                      tensor(chunk.targets()),
                      tensor(every),
                      tensor(g),
                      tensor(weightGradient))
                  .head();
        } else {
          NDArray h = entropyGradient.get(rows);
          h.attach(scope);
          hiddenGradient =
              kernel
                  .call(
                      scope,
                      "backwardEntropy",
                      tensor(chunk.hidden()),
                      tensor(weight),
                      tensor(chunk.targets()),
                      tensor(every),
                      tensor(g),
                      tensor(weightGradient),
                      tensor(h))
                  .head();
        }
        hiddenGradient.attach(manager);
        hiddenGradients.add(hiddenGradient);
        every.close();
      }
      start = end;
    }
    return joined(hiddenGradients);
  }

  /** The scored tokens [m] of one chunk; {@code every} [m, V] where it is held. */
  private record Chunk(NDArray hidden, NDArray targets, @Nullable NDArray every) {}
}
