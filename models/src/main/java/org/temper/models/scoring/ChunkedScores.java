package org.temper.models.scoring;

import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;
import static org.temper.models.kernel.Kernel.Argument.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.temper.api.ScoredBatch;
import org.temper.api.Scores;
import org.temper.api.TokenOutput;
import org.temper.api.items.ScoredCandidates;
import org.temper.models.kernel.GradientMode;
import org.temper.models.kernel.Gradients;
import org.temper.models.kernel.Kernel;

/**
 * Scores of a batch under a head: of its tokens, [B, T], or of candidates at their positions, [B,
 * T, C].
 *
 * <p>The loss sees leaves. Its gradient with respect to them goes through the head by hand and then
 * through the encoding's graph, so that no graph ever holds logits.
 */
public final class ChunkedScores implements ScoredBatch, ScoredCandidates {
  private final Kernel kernel;
  private final NDManager manager;
  private final @Nullable Recording recording;
  private final NDArray completionMask;
  private final NDArray logProbs;
  private final @Nullable NDArray entropies;
  private final SingleBackward backward = new SingleBackward();

  private ChunkedScores(
      Kernel kernel,
      NDManager manager,
      @Nullable Recording recording,
      NDArray completionMask,
      NDArray logProbs,
      @Nullable NDArray entropies) {
    this.kernel = kernel;
    this.manager = manager;
    this.recording = recording;
    this.completionMask = completionMask;
    this.logProbs = logProbs;
    this.entropies = entropies;
  }

  /**
   * Scores to differentiate through.
   *
   * @param kernel {@code head.py}
   * @param head called with gradient mode off
   * @param encode computes the states that predict the scored tokens, with their graph; called with
   *     gradient mode on, and only where a token is scored
   */
  public static ChunkedScores recorded(
      Kernel kernel,
      NDManager parent,
      ScoreRequest request,
      Head head,
      Function<NDManager, Encoding> encode) {
    NDManager manager = parent.newSubManager();
    GradientMode mode = GradientMode.recording();
    try {
      if (request.isEmpty()) {
        return nothingScored(kernel, manager, request, mode);
      }
      Encoding encoding = encode.apply(manager);
      try (GradientMode off = GradientMode.off()) {
        HeadPass pass = head.score(manager, encoding.states().withoutGraph());
        NDArray cells = manager.create(request.layout().scored());
        Recording recording = new Recording(mode, encoding, pass, cells);
        ChunkedScores scores = placed(kernel, manager, recording, request, cells, pass);
        scores.logProbs.setRequiresGradient(true);
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
  public static ChunkedScores unrecorded(
      Kernel kernel,
      NDManager parent,
      ScoreRequest request,
      Head head,
      Function<NDManager, Encoding.States> encode) {
    NDManager manager = parent.newSubManager();
    try (GradientMode off = GradientMode.off()) {
      if (request.isEmpty()) {
        return nothingScored(kernel, manager, request, null);
      }
      HeadPass pass = head.score(manager, encode.apply(manager));
      NDArray cells = manager.create(request.layout().scored());
      return placed(kernel, manager, null, request, cells, pass);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  private static ChunkedScores nothingScored(
      Kernel kernel, NDManager manager, ScoreRequest request, @Nullable GradientMode mode) {
    NDArray logProbs = manager.zeros(request.shape());
    if (mode != null) {
      logProbs.setRequiresGradient(true);
    }
    return new ChunkedScores(
        kernel,
        manager,
        mode == null ? null : new Recording(mode, null, null, logProbs),
        request.batch().completionMask(manager),
        logProbs,
        request.outputs().contains(TokenOutput.ENTROPY) ? manager.zeros(request.shape()) : null);
  }

  private static ChunkedScores placed(
      Kernel kernel,
      NDManager manager,
      @Nullable Recording recording,
      ScoreRequest request,
      NDArray cells,
      HeadPass pass) {
    NDArray mask = request.batch().completionMask(manager);
    NDArray entropies = pass.entropies();
    return new ChunkedScores(
        kernel,
        manager,
        recording,
        mask,
        place(kernel, manager, request, pass.logProbs(), cells, mask),
        entropies == null ? null : place(kernel, manager, request, entropies, cells, mask));
  }

  private static NDArray place(
      Kernel kernel,
      NDManager manager,
      ScoreRequest request,
      NDArray values,
      NDArray cells,
      NDArray mask) {
    return kernel
        .call(manager, "place", tensor(values), tensor(cells), tensor(mask))
        .head()
        .reshape(request.shape());
  }

  @Override
  public NDArray tokenLogProbs() {
    Scores.checkOpen(manager);
    return logProbs;
  }

  @Override
  public NDArray logProbs() {
    Scores.checkOpen(manager);
    return logProbs;
  }

  @Override
  public NDArray entropies() {
    Scores.checkOpen(manager);
    checkState(entropies != null, "outputs: expected ENTROPY to be asked for, got none");
    return requireNonNull(entropies);
  }

  @Override
  public NDArray completionMask() {
    Scores.checkOpen(manager);
    return completionMask;
  }

  @Override
  public NDManager manager() {
    return manager;
  }

  @Override
  public void backward(NDArray loss) {
    Scores.checkOpen(manager);
    Recording recorded = requireNonNull(recording);
    backward.run(loss);
    Encoding encoding = recorded.encoding();
    HeadPass pass = recorded.pass();
    if (encoding == null || pass == null) {
      return;
    }
    try (GradientMode off = GradientMode.off();
        NDArray headGradient = encoding.headGradient()) {
      NDArray gradient = picked(logProbs, recorded.cells(), pass.logProbs());
      NDArray entropyGradient =
          // Entropies are often asked for as a figure alone, and their way back is dear.
          entropies == null || !Gradients.exists(entropies)
              ? null
              : picked(entropies, recorded.cells(), requireNonNull(pass.entropies()));
      NDArray hiddenGradient = pass.backward(gradient, entropyGradient, headGradient);
      encoding.backward(hiddenGradient, headGradient);
    }
  }

  private NDArray picked(NDArray leaf, NDArray cells, NDArray like) {
    // A loss may leave one of them out.
    Gradients.allocate(leaf);
    return kernel
        .call(manager, "pick", tensor(leaf.getGradient()), tensor(cells), tensor(like))
        .head();
  }

  @Override
  public void close() {
    if (recording != null) {
      recording.mode().close();
    }
    manager.close();
  }

  /** What the way back needs; no encoding and pass where nothing was scored. */
  private record Recording(
      GradientMode mode, @Nullable Encoding encoding, @Nullable HeadPass pass, NDArray cells) {}
}
