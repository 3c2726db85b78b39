package org.temper.models.scoring;

import static com.google.common.base.Preconditions.checkState;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.temper.api.ScoredBatch;
import org.temper.api.Scores;
import org.temper.api.TokenOutput;
import org.temper.models.kernel.GradientMode;

/** Scores that lie in one graph with the parameters. */
public final class GraphScores implements ScoredBatch {
  private final NDManager manager;
  private final @Nullable GradientMode mode;
  private final NDArray completionMask;
  private final NDArray tokenLogProbs;
  private final NDArray entropies;
  private final Set<TokenOutput> outputs;
  private final SingleBackward backward = new SingleBackward();

  public GraphScores(
      NDManager manager,
      @Nullable GradientMode mode,
      NDArray completionMask,
      NDArray tokenLogProbs,
      NDArray entropies,
      Set<TokenOutput> outputs) {
    this.manager = manager;
    this.mode = mode;
    this.completionMask = completionMask;
    this.tokenLogProbs = tokenLogProbs;
    this.entropies = entropies;
    this.outputs = Set.copyOf(outputs);
  }

  @Override
  public NDArray tokenLogProbs() {
    Scores.checkOpen(manager);
    return tokenLogProbs;
  }

  @Override
  public NDArray entropies() {
    Scores.checkOpen(manager);
    checkState(
        outputs.contains(TokenOutput.ENTROPY),
        "outputs: expected ENTROPY to be asked for, got %s",
        outputs);
    return entropies;
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
    backward.run(loss);
  }

  @Override
  public void close() {
    if (mode != null) {
      mode.close();
    }
    manager.close();
  }
}
