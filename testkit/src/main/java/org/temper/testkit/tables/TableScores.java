package org.temper.testkit.tables;

import static com.google.common.base.Preconditions.checkState;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.jspecify.annotations.Nullable;
import org.temper.api.Scores;
import org.temper.api.TokenScores;

/** Scores that a scope owns. */
public final class TableScores implements TokenScores {
  private final NDManager scope;
  private final NDArray tokenLogProbs;
  private final @Nullable NDArray entropies;
  private final NDArray completionMask;

  public TableScores(
      NDManager scope, NDArray tokenLogProbs, @Nullable NDArray entropies, NDArray completionMask) {
    this.scope = scope;
    this.tokenLogProbs = tokenLogProbs;
    this.entropies = entropies;
    this.completionMask = completionMask;
  }

  @Override
  public NDArray tokenLogProbs() {
    Scores.checkOpen(scope);
    return tokenLogProbs;
  }

  @Override
  public NDArray entropies() {
    Scores.checkOpen(scope);
    checkState(entropies != null, "entropies: expected to be asked for when scoring, got none");
    return entropies;
  }

  @Override
  public NDArray completionMask() {
    Scores.checkOpen(scope);
    return completionMask;
  }

  @Override
  public NDManager manager() {
    return scope;
  }

  @Override
  public void close() {
    scope.close();
  }
}
