package org.temper.models.scoring;

import static com.google.common.base.Preconditions.checkArgument;
import static org.temper.models.kernel.Kernel.Argument.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Set;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenOutput;
import org.temper.models.kernel.Kernel;

/**
 * A request to score.
 *
 * @param batch the sequences
 * @param layout where their tokens go
 * @param shape of the scores: [B, T], or [B, T, C] for candidates
 * @param outputs what is wanted beside log-probabilities, of a head over the vocabulary
 */
public record ScoreRequest(
    SequenceBatch batch, TokenLayout layout, Shape shape, Set<TokenOutput> outputs) {

  /** Refuses what needs a value head. */
  public static ScoreRequest tokens(
      SequenceBatch batch, TokenLayout layout, Set<TokenOutput> outputs) {
    checkNoValues(outputs);
    return new ScoreRequest(batch, layout, batch.shape(), outputs);
  }

  public static void checkNoValues(Set<TokenOutput> outputs) {
    checkArgument(
        !outputs.contains(TokenOutput.VALUE),
        "outputs: expected no VALUE of a policy without a value head, got %s",
        outputs);
  }

  public boolean isEmpty() {
    return layout.scored().length == 0;
  }

  /**
   * Numbers of the scored tokens where these lie in the batch.
   *
   * @param kernel {@code head.py}
   * @param values [M, C]
   * @return [B·T, C]
   */
  public NDArray placed(Kernel kernel, NDManager scope, NDArray values) {
    return kernel
        .call(
            scope,
            "place",
            tensor(values),
            tensor(scope.create(layout.scored())),
            tensor(scope.zeros(batch.shape())))
        .head();
  }
}
