package org.temper.api;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A composition of another policy's scores and what is said beside them: for policies that wrap
 * one, such as a trunk with a value head, or a graph that is recorded elsewhere.
 *
 * @param scores gives the log-probabilities, entropies and masks, and owns all arrays
 * @param stateValues the values of the states, float32 [B, T]; without them {@link #values} is the
 *     wrapped scores' own
 * @param wayBack carries a loss's gradient to the parameters
 * @param release frees what the wrapped scores do not own; called before they are closed
 */
public record ComposedScores(
    TokenScores scores, Optional<NDArray> stateValues, Consumer<NDArray> wayBack, Runnable release)
    implements ScoredBatch {

  /**
   * Scores with another way back.
   *
   * @param scores what is scored; closed with the result
   * @param wayBack carries a loss's gradient to the parameters
   * @return the scores
   */
  public static ComposedScores of(TokenScores scores, Consumer<NDArray> wayBack) {
    return new ComposedScores(scores, Optional.empty(), wayBack, () -> {});
  }

  /**
   * Scores with values of the states that no loss goes back through.
   *
   * @param scores what was evaluated; closed with the result
   * @param values float32 [B, T]
   * @return the scores
   */
  public static TokenScores evaluated(TokenScores scores, NDArray values) {
    return of(
            scores,
            loss -> {
              throw new IllegalStateException("backward: expected scores with a graph, got none");
            })
        .withValues(values);
  }

  /**
   * These scores with values of the states.
   *
   * @param values float32 [B, T], in the graph that the way back goes through
   * @return new scores over the same arrays
   */
  public ComposedScores withValues(NDArray values) {
    return new ComposedScores(scores, Optional.of(values), wayBack, release);
  }

  /**
   * These scores with something more to free.
   *
   * @param owned called before the wrapped scores are closed
   * @return new scores over the same arrays
   */
  public ComposedScores releasing(Runnable owned) {
    return new ComposedScores(scores, stateValues, wayBack, owned);
  }

  @Override
  public NDArray tokenLogProbs() {
    return scores.tokenLogProbs();
  }

  @Override
  public NDArray entropies() {
    return scores.entropies();
  }

  @Override
  public NDArray values() {
    return stateValues.orElseGet(scores::values);
  }

  @Override
  public NDArray completionMask() {
    return scores.completionMask();
  }

  @Override
  public NDManager manager() {
    return scores.manager();
  }

  @Override
  public void backward(NDArray loss) {
    wayBack.accept(loss);
  }

  @Override
  public void close() {
    release.run();
    scores.close();
  }
}
