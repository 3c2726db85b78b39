package org.temper.api.items;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.List;
import org.temper.api.Differentiable;
import org.temper.api.ParameterSet;
import org.temper.api.Scores;

/**
 * A judge of whole sessions: how probable each of some outcomes is, such as that one is watched to
 * its end or liked, where what an item is worth depends on those beside it; and one score for all
 * of them, in which it has learned to weigh them for each user.
 */
public interface SessionRewardModel extends AutoCloseable {

  /**
   * What is predicted.
   *
   * @return names of the targets, J of them
   */
  List<String> targets();

  /**
   * The trainable parameters.
   *
   * @return the set
   */
  ParameterSet parameters();

  /**
   * Scores sessions for training.
   *
   * @param sessions as many items each
   * @return the scores, to be closed by the caller
   * @throws IllegalArgumentException if sessions are not alike in size, a state is not of the
   *     model's width, or an item is unknown
   */
  ScoredSessions score(List<ShownSession> sessions);

  /**
   * Scores sessions without a graph.
   *
   * @param sessions as many items each
   * @return the scores, to be closed by the caller
   * @throws IllegalArgumentException as {@link #score}
   */
  SessionScores evaluate(List<ShownSession> sessions);

  /**
   * Rewards of sessions: what is expected of their outcomes, each at its price.
   *
   * <pre>R = Σ_j w_j · σ(z_j)</pre>
   *
   * @param sessions as many items each
   * @param weights w, one of each target
   * @return a reward of each
   * @throws IllegalArgumentException as {@link #score}, or if there is not a weight for each target
   */
  default double[] rewards(List<ShownSession> sessions, ImmutableDoubleArray weights) {
    int targets = targets().size();
    checkArgument(
        weights.length() == targets,
        "weights: expected %s, one of each target, got %s",
        targets,
        weights.length());
    try (SessionScores scores = evaluate(sessions)) {
      float[] logits = scores.logits().toFloatArray();
      double[] rewards = new double[sessions.size()];
      for (int i = 0; i < logits.length; i++) {
        rewards[i / targets] += weights.get(i % targets) / (1 + Math.exp(-logits[i]));
      }
      return rewards;
    }
  }

  /**
   * Learned scores of sessions, OneRec's P-Score: how probable an outcome is, whichever it be.
   *
   * <pre>P = σ(z)</pre>
   *
   * @param sessions as many items each
   * @return a score of each, in (0, 1)
   * @throws IllegalArgumentException as {@link #score}
   */
  default double[] preferences(List<ShownSession> sessions) {
    try (SessionScores scores = evaluate(sessions)) {
      float[] logits = scores.preferences().toFloatArray();
      double[] preferences = new double[logits.length];
      for (int i = 0; i < logits.length; i++) {
        preferences[i] = 1 / (1 + Math.exp(-logits[i]));
      }
      return preferences;
    }
  }

  /** Frees the model's arrays. */
  @Override
  void close();

  /** What a model says of sessions. */
  interface SessionScores extends Scores {

    /**
     * The log-odds of the outcomes.
     *
     * @return z, float32 [B, J]
     */
    NDArray logits();

    /**
     * The log-odds of any outcome.
     *
     * @return z, float32 [B]
     */
    NDArray preferences();
  }

  /** Log-odds that a loss can be differentiated through. */
  interface ScoredSessions extends SessionScores, Differentiable {}
}
