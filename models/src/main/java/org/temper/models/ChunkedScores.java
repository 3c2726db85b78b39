package org.temper.models;

import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;
import static org.temper.models.kernel.Kernel.Argument.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.temper.api.ScoredBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenOutput;
import org.temper.models.kernel.GradientMode;
import org.temper.models.kernel.Kernel;

/**
 * Scores of a batch under a linear head.
 *
 * <p>The loss sees leaves [B, T]. Its gradient with respect to them goes through the head by hand
 * and then through the encoding's graph, so that no graph ever holds logits.
 */
final class ChunkedScores implements ScoredBatch {
  private final Kernel kernel;
  private final NDManager manager;
  private final @Nullable Recording recording;
  private final NDArray completionMask;
  private final NDArray tokenLogProbs;
  private final @Nullable NDArray entropies;
  private final SingleBackward backward = new SingleBackward();

  private ChunkedScores(
      Kernel kernel,
      NDManager manager,
      @Nullable Recording recording,
      NDArray completionMask,
      NDArray tokenLogProbs,
      @Nullable NDArray entropies) {
    this.kernel = kernel;
    this.manager = manager;
    this.recording = recording;
    this.completionMask = completionMask;
    this.tokenLogProbs = tokenLogProbs;
    this.entropies = entropies;
  }

  /**
   * Scores to differentiate through.
   *
   * @param kernel {@code head.py}
   * @param keptBytes how many bytes of tables may be held for the backward pass
   * @param encode computes the states that predict the scored tokens, with their graph; called with
   *     gradient mode on, and only where a token is scored
   */
  static ChunkedScores recorded(
      Kernel kernel,
      NDManager parent,
      SequenceBatch batch,
      TokenLayout layout,
      Set<TokenOutput> outputs,
      long keptBytes,
      Function<NDManager, Encoding> encode) {
    NDManager manager = parent.newSubManager();
    GradientMode mode = GradientMode.recording();
    try {
      if (layout.scored().length == 0) {
        return nothingScored(kernel, manager, batch, outputs, mode);
      }
      Encoding encoding = encode.apply(manager);
      try (GradientMode off = GradientMode.off()) {
        NDArray cells = manager.create(layout.scored());
        HeadScores head =
            HeadScores.of(
                kernel,
                manager,
                encoding.states().hidden().stopGradient(),
                encoding.states().headWeight(),
                manager.create(layout.targets()),
                outputs,
                keptBytes);
        Recording recording = new Recording(mode, encoding, head, cells);
        ChunkedScores scores = placed(kernel, manager, recording, batch, cells, head);
        scores.tokenLogProbs.setRequiresGradient(true);
        if (scores.entropies != null) {
          scores.entropies.setRequiresGradient(true);
        }
        return scores;
      }
    } catch (RuntimeException e) {
      mode.close();
      manager.close();
      throw e;
    }
  }

  /**
   * Scores without a graph.
   *
   * @param kernel {@code head.py}
   * @param encode computes the states that predict the scored tokens
   */
  static ChunkedScores unrecorded(
      Kernel kernel,
      NDManager parent,
      SequenceBatch batch,
      TokenLayout layout,
      Set<TokenOutput> outputs,
      Function<NDManager, Encoding.States> encode) {
    NDManager manager = parent.newSubManager();
    try (GradientMode off = GradientMode.off()) {
      if (layout.scored().length == 0) {
        return nothingScored(kernel, manager, batch, outputs, null);
      }
      Encoding.States states = encode.apply(manager);
      NDArray cells = manager.create(layout.scored());
      HeadScores head =
          HeadScores.of(
              kernel,
              manager,
              states.hidden(),
              states.headWeight(),
              manager.create(layout.targets()),
              outputs,
              0);
      return placed(kernel, manager, null, batch, cells, head);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  private static ChunkedScores nothingScored(
      Kernel kernel,
      NDManager manager,
      SequenceBatch batch,
      Set<TokenOutput> outputs,
      @Nullable GradientMode mode) {
    NDArray logProbs = manager.zeros(batch.shape());
    NDArray entropies = outputs.contains(TokenOutput.ENTROPY) ? manager.zeros(batch.shape()) : null;
    if (mode != null) {
      logProbs.setRequiresGradient(true);
    }
    return new ChunkedScores(
        kernel,
        manager,
        mode == null ? null : new Recording(mode, null, null, logProbs),
        batch.completionMask(manager),
        logProbs,
        entropies);
  }

  private static ChunkedScores placed(
      Kernel kernel,
      NDManager manager,
      @Nullable Recording recording,
      SequenceBatch batch,
      NDArray cells,
      HeadScores head) {
    NDArray mask = batch.completionMask(manager);
    NDArray entropies = head.entropies();
    return new ChunkedScores(
        kernel,
        manager,
        recording,
        mask,
        place(kernel, manager, head.logProbs(), cells, mask),
        entropies == null ? null : place(kernel, manager, entropies, cells, mask));
  }

  private static NDArray place(
      Kernel kernel, NDManager manager, NDArray values, NDArray cells, NDArray shaped) {
    return kernel.call(manager, "place", tensor(values), tensor(cells), tensor(shaped)).head();
  }

  @Override
  public NDArray tokenLogProbs() {
    return tokenLogProbs;
  }

  @Override
  public NDArray entropies() {
    checkState(entropies != null, "outputs: expected ENTROPY to be asked for, got none");
    return requireNonNull(entropies);
  }

  @Override
  public NDArray completionMask() {
    return completionMask;
  }

  @Override
  public NDManager manager() {
    return manager;
  }

  @Override
  public void backward(NDArray loss) {
    Recording recorded = requireNonNull(recording);
    backward.run(loss);
    Encoding encoding = recorded.encoding();
    HeadScores head = recorded.head();
    if (encoding == null || head == null) {
      return;
    }
    try (GradientMode off = GradientMode.off();
        NDArray headGradient = encoding.headGradient()) {
      NDArray gradient = picked(tokenLogProbs, recorded.cells());
      NDArray entropyGradient = entropies == null ? null : picked(entropies, recorded.cells());
      NDArray hiddenGradient = head.backward(gradient, entropyGradient, headGradient);
      encoding.backward(hiddenGradient, headGradient);
    }
  }

  private NDArray picked(NDArray leaf, NDArray cells) {
    return kernel.call(manager, "pick", tensor(leaf.getGradient()), tensor(cells)).head();
  }

  @Override
  public void close() {
    if (recording != null) {
      recording.mode().close();
    }
    manager.close();
  }

  /** What the way back needs; no encoding and head where nothing was scored. */
  private record Recording(
      GradientMode mode, @Nullable Encoding encoding, @Nullable HeadScores head, NDArray cells) {}
}
