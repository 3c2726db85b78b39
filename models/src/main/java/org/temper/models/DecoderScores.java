package org.temper.models;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;
import static org.temper.models.kernel.Kernel.Argument.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.temper.api.ScoredBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenOutput;

/**
 * A decoder's scores of a batch.
 *
 * <p>The loss sees leaves [B, T]. Its gradient with respect to them goes through the head by hand
 * and then through the trunk's graph, so that no graph ever holds logits.
 */
final class DecoderScores implements ScoredBatch {
  private final DecoderKernels kernels;
  private final DecoderWeights weights;
  private final NDManager manager;
  private final @Nullable Recording recording;
  private final NDArray completionMask;
  private final NDArray tokenLogProbs;
  private final @Nullable NDArray entropies;
  private boolean spent;

  private DecoderScores(
      DecoderKernels kernels,
      DecoderWeights weights,
      NDManager manager,
      @Nullable Recording recording,
      NDArray completionMask,
      NDArray tokenLogProbs,
      @Nullable NDArray entropies) {
    this.kernels = kernels;
    this.weights = weights;
    this.manager = manager;
    this.recording = recording;
    this.completionMask = completionMask;
    this.tokenLogProbs = tokenLogProbs;
    this.entropies = entropies;
  }

  static DecoderScores recorded(
      DecoderKernels kernels,
      DecoderWeights weights,
      NDManager parent,
      SequenceBatch batch,
      TokenLayout layout,
      Set<TokenOutput> outputs,
      DecoderOptions options) {
    weights.allocateGradients();
    NDManager manager = parent.newSubManager();
    GradientMode mode = GradientMode.recording();
    try {
      if (layout.scored().length == 0) {
        return nothingScored(kernels, weights, manager, batch, outputs, mode);
      }
      TrunkPass trunk =
          TrunkPass.recorded(kernels.trunk(), weights, manager, layout, options.activations());
      try (GradientMode off = GradientMode.off()) {
        NDArray targets = manager.create(layout.targets());
        NDArray cells = manager.create(layout.scored());
        HeadScores head =
            HeadScores.of(
                kernels.head(),
                manager,
                trunk.hidden().stopGradient(),
                weights.head(),
                targets,
                outputs,
                options.scoringBytes());
        DecoderScores scores =
            placed(
                kernels,
                weights,
                manager,
                new Recording(mode, trunk, head, cells),
                batch,
                cells,
                head);
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

  static DecoderScores unrecorded(
      DecoderKernels kernels,
      DecoderWeights weights,
      NDManager parent,
      SequenceBatch batch,
      TokenLayout layout,
      Set<TokenOutput> outputs) {
    NDManager manager = parent.newSubManager();
    try (GradientMode off = GradientMode.off()) {
      if (layout.scored().length == 0) {
        return nothingScored(kernels, weights, manager, batch, outputs, null);
      }
      NDArray hidden = TrunkPass.unrecorded(kernels.trunk(), weights, manager, layout);
      NDArray cells = manager.create(layout.scored());
      HeadScores head =
          HeadScores.of(
              kernels.head(),
              manager,
              hidden,
              weights.head(),
              manager.create(layout.targets()),
              outputs,
              0);
      return placed(kernels, weights, manager, null, batch, cells, head);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  private static DecoderScores nothingScored(
      DecoderKernels kernels,
      DecoderWeights weights,
      NDManager manager,
      SequenceBatch batch,
      Set<TokenOutput> outputs,
      @Nullable GradientMode mode) {
    NDArray logProbs = manager.zeros(batch.shape());
    NDArray entropies = outputs.contains(TokenOutput.ENTROPY) ? manager.zeros(batch.shape()) : null;
    if (mode != null) {
      logProbs.setRequiresGradient(true);
    }
    return new DecoderScores(
        kernels,
        weights,
        manager,
        mode == null ? null : new Recording(mode, null, null, logProbs),
        batch.completionMask(manager),
        logProbs,
        entropies);
  }

  private static DecoderScores placed(
      DecoderKernels kernels,
      DecoderWeights weights,
      NDManager manager,
      @Nullable Recording recording,
      SequenceBatch batch,
      NDArray cells,
      HeadScores head) {
    NDArray mask = batch.completionMask(manager);
    NDArray entropies = head.entropies();
    return new DecoderScores(
        kernels,
        weights,
        manager,
        recording,
        mask,
        place(kernels, manager, head.logProbs(), cells, mask),
        entropies == null ? null : place(kernels, manager, entropies, cells, mask));
  }

  private static NDArray place(
      DecoderKernels kernels, NDManager manager, NDArray values, NDArray cells, NDArray shaped) {
    return kernels
        .head()
        .call(manager, "place", tensor(values), tensor(cells), tensor(shaped))
        .head();
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
    checkArgument(loss.size() == 1, "loss: expected a scalar, got %s", loss.getShape());
    checkState(!spent, "backward: expected to be called once, got a second call");
    spent = true;
    Recording recorded = requireNonNull(recording);
    JniUtils.backward((PtNDArray) loss, (PtNDArray) loss.onesLike(), false, false);
    TrunkPass trunk = recorded.trunk();
    HeadScores head = recorded.head();
    if (trunk == null || head == null) {
      return;
    }
    try (GradientMode off = GradientMode.off();
        NDArray headGradient = weights.head().getGradient();
        NDArray embeddingGradient = weights.embedding().getGradient()) {
      NDArray gradient = picked(tokenLogProbs, recorded.cells());
      NDArray entropyGradient = entropies == null ? null : picked(entropies, recorded.cells());
      NDArray hiddenGradient = head.backward(gradient, entropyGradient, headGradient);
      trunk.backward(hiddenGradient, embeddingGradient, kernels.head());
    }
  }

  private NDArray picked(NDArray leaf, NDArray cells) {
    return kernels.head().call(manager, "pick", tensor(leaf.getGradient()), tensor(cells)).head();
  }

  @Override
  public void close() {
    if (recording != null) {
      recording.mode().close();
    }
    manager.close();
  }

  /** What the way back needs; no trunk and head where nothing was scored. */
  private record Recording(
      GradientMode mode, @Nullable TrunkPass trunk, @Nullable HeadScores head, NDArray cells) {}
}
