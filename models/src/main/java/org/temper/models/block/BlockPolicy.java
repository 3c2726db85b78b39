package org.temper.models.block;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static org.temper.models.kernel.Kernel.Argument.tensor;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.temper.api.DecodingSession;
import org.temper.api.ParameterSet;
import org.temper.api.Policy;
import org.temper.api.ScoredBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenOutput;
import org.temper.api.TokenScores;
import org.temper.api.UncachedDecodingSession;
import org.temper.models.kernel.GradientMode;
import org.temper.models.kernel.Kernel;
import org.temper.models.kernel.NativeLibraries;
import org.temper.models.scoring.GraphScores;
import org.temper.models.scoring.ScoreRequest;
import org.temper.models.scoring.TokenLayout;

/**
 * A policy around any DJL block, or TorchScript module that DJL loaded, that maps token ids to
 * logits: a DJL user's own model can be post-trained.
 *
 * <p>The block takes one int64 array [B, T], padded on the right with 0, and gives float logits [B,
 * T, V] of which those at position t depend on tokens 0 to t alone; {@code PolicyLaws} of the
 * testkit tells whether it does. Scoring holds the logits' graph, and decoding computes each
 * sequence again for each token: right for small models, not for large ones. {@link #score} runs
 * the block in its training mode, so dropout is to be 0 where scores must equal those of {@link
 * #evaluate}.
 */
public final class BlockPolicy implements Policy {
  private final BlockModel model;
  private final long vocabularySize;
  private final int maxLength;
  private final NDManager manager;
  private final Kernel kernel;

  private BlockPolicy(BlockModel model, long vocabularySize, int maxLength, NDManager manager) {
    this.model = model;
    this.vocabularySize = vocabularySize;
    this.maxLength = maxLength;
    this.manager = manager;
    this.kernel = Kernel.compile(manager, BlockPolicy.class, List.of("logits.py"), Map.of());
  }

  /**
   * A policy over a block.
   *
   * @param block an initialized block of the PyTorch engine; stays the caller's, to be closed after
   *     the policy
   * @param vocabularySize the number of tokens that it gives logits for, V, positive
   * @param maxLength the most tokens that it takes in a sequence, positive; {@link
   *     Integer#MAX_VALUE} for no limit
   * @param device where its parameters lie
   * @return the policy; parameters that DJL has not frozen are trainable
   */
  public static BlockPolicy of(Block block, long vocabularySize, int maxLength, Device device) {
    checkArgument(
        vocabularySize > 0, "vocabularySize: expected a positive number, got %s", vocabularySize);
    checkArgument(maxLength > 0, "maxLength: expected a positive number, got %s", maxLength);
    NDManager manager = NativeLibraries.manager(device);
    return new BlockPolicy(
        BlockModel.trainable(block, manager), vocabularySize, maxLength, manager);
  }

  @Override
  public ParameterSet parameters() {
    return model.parameters();
  }

  @Override
  public int maxLength() {
    return maxLength;
  }

  @Override
  public long vocabularySize() {
    return vocabularySize;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if the policy is a frozen copy
   */
  @Override
  public ScoredBatch score(SequenceBatch batch, Set<TokenOutput> outputs) {
    checkState(
        model.parameters().size() > 0, "policy: expected trainable parameters, got a frozen copy");
    ScoreRequest.checkNoValues(outputs);
    TokenLayout layout = TokenLayout.of(batch, vocabularySize, maxLength);
    GradientMode mode = GradientMode.recording();
    try {
      return scores(batch, layout, outputs, BlockModel.Pass.RECORDED, mode);
    } catch (RuntimeException e) {
      mode.close();
      throw e;
    }
  }

  @Override
  public TokenScores evaluate(SequenceBatch batch, Set<TokenOutput> outputs) {
    ScoreRequest.checkNoValues(outputs);
    TokenLayout layout = TokenLayout.of(batch, vocabularySize, maxLength);
    // The mode is put back before the caller sees the scores, so closing them changes nothing.
    try (GradientMode off = GradientMode.off()) {
      return scores(batch, layout, outputs, BlockModel.Pass.UNRECORDED, null);
    }
  }

  private GraphScores scores(
      SequenceBatch batch,
      TokenLayout layout,
      Set<TokenOutput> outputs,
      BlockModel.Pass pass,
      @Nullable GradientMode mode) {
    NDManager scope = manager.newSubManager();
    try {
      NDArray mask = batch.completionMask(scope);
      if (layout.scored().length == 0) {
        NDArray zeros = scope.zeros(batch.shape());
        if (pass == BlockModel.Pass.RECORDED) {
          zeros.setRequiresGradient(true);
        }
        return new GraphScores(scope, mode, mask, zeros, zeros, outputs);
      }
      NDArray logits = logits(scope, layout, pass);
      long[] sources = new long[layout.sources().length];
      for (int i = 0; i < sources.length; i++) {
        sources[i] = layout.tokenCells()[Math.toIntExact(layout.sources()[i])];
      }
      NDList scores =
          kernel.call(
              scope,
              "score",
              tensor(logits),
              tensor(scope.create(sources)),
              tensor(scope.create(layout.targets())),
              tensor(scope.create(layout.scored())),
              tensor(mask));
      return new GraphScores(scope, mode, mask, scores.get(0), scores.get(1), outputs);
    } catch (RuntimeException e) {
      scope.close();
      throw e;
    }
  }

  private NDArray logits(NDManager scope, TokenLayout layout, BlockModel.Pass pass) {
    long[] padded = new long[layout.cells().length];
    for (int i = 0; i < layout.ids().length; i++) {
      padded[Math.toIntExact(layout.tokenCells()[i])] = layout.ids()[i];
    }
    Shape shape = new Shape(layout.rows(), layout.columns());
    NDArray logits = model.logits(scope, scope.create(padded, shape), pass);
    checkState(
        logits.getShape().equals(shape.add(vocabularySize)),
        "block: expected logits %s, got %s",
        shape.add(vocabularySize),
        logits.getShape());
    return logits;
  }

  @Override
  public DecodingSession decode(SequenceBatch prompts) {
    return UncachedDecodingSession.of(prompts, vocabularySize, maxLength, this::after);
  }

  private NDArray after(SequenceBatch rows, int[] prompts) {
    TokenLayout layout = TokenLayout.of(rows, vocabularySize, maxLength);
    try (GradientMode off = GradientMode.off();
        NDManager scope = manager.newSubManager()) {
      long[] last = new long[rows.rows()];
      for (int row = 0; row < last.length; row++) {
        last[row] = (long) row * layout.columns() + rows.length(row) - 1;
      }
      NDArray logits = logits(scope, layout, BlockModel.Pass.UNRECORDED);
      return kernel.call(manager, "last", tensor(logits), tensor(scope.create(last))).head();
    }
  }

  @Override
  public BlockPolicy frozenCopy() {
    NDManager copyManager = NativeLibraries.manager(manager.getDevice());
    return new BlockPolicy(model.frozen(copyManager), vocabularySize, maxLength, copyManager);
  }

  @Override
  public void close() {
    kernel.close();
    manager.close();
  }
}
