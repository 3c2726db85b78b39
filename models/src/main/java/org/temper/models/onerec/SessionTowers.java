package org.temper.models.onerec;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import java.util.Map;
import org.temper.api.ParameterSet;
import org.temper.api.Scores;
import org.temper.api.items.SessionRewardModel;
import org.temper.api.items.ShownSession;
import org.temper.models.kernel.GradientMode;
import org.temper.models.kernel.NamedWeights;
import org.temper.models.kernel.PyTorch;
import org.temper.models.scoring.SingleBackward;

/**
 * OneRec's judge of sessions: items seen by a user attend to each other, a tower for each target
 * says from their sum how probable it is, and what all towers think becomes one score, the P-Score.
 *
 * <pre>
 * e_i = (x_i V + b_i) ⊙ (1 + s U)                 item i of vector x_i, for the user of state s
 * h   = e + softmax(e Q (e K)ᵀ / √D) e P O         all items of a session
 * t_j = ReLU(T_j Σ_i h_i + c_j)                    the tower of target j
 * z_j = w_j · t_j + d_j                            its outcome has the probability σ(z_j)
 * z   = w · ReLU([t_1 … t_J, Σ_i h_i] F + f) + d   the P-Score is σ(z)
 * </pre>
 *
 * <p>States and vectors are those of a trained recommender ({@code FactoredPolicy}) or any others;
 * they stay as they are. b_i is an item's own, learned here, for what its vector does not tell.
 *
 * <p>Source: Deng et al. 2025, "OneRec: Unifying Retrieve and Rank with Generative Recommender and
 * Iterative Preference Alignment", section 3.3, <a
 * href="https://arxiv.org/abs/2502.18965">arXiv:2502.18965</a>. There user and item are of one
 * width and multiplied as they are. The P-Score: Zhou et al. 2025, "OneRec Technical Report", <a
 * href="https://arxiv.org/abs/2506.13695">arXiv:2506.13695</a>, section on user preference
 * alignment, of items there.
 */
public final class SessionTowers implements SessionRewardModel {
  private static final ImmutableSet<String> ZERO = ImmutableSet.of("item", "target", "preference");

  private final SessionTowersConfig config;
  private final NDManager manager;
  private final NamedWeights weights;
  private final ParameterSet parameters;
  private final NDArray vectors;

  private SessionTowers(
      SessionTowersConfig config, NDManager manager, NamedWeights weights, NDArray vectors) {
    this.config = config;
    this.manager = manager;
    this.weights = weights;
    this.parameters = weights.train();
    this.vectors = vectors;
  }

  /**
   * A model of random weights that expects each outcome with one half.
   *
   * @param config the architecture
   * @param vectors of the items, [K][D], copied
   * @param seed decides the weights, on any device
   * @param device where it computes
   * @return the model
   * @throws IllegalArgumentException if the vectors are not those of the architecture
   */
  public static SessionTowers random(
      SessionTowersConfig config, float[][] vectors, long seed, Device device) {
    checkArgument(
        vectors.length == config.items(),
        "vectors: expected %s, one of each item, got %s",
        config.items(),
        vectors.length);
    float[] flat = new float[Math.multiplyExact(config.items(), config.vectorWidth())];
    for (int item = 0; item < vectors.length; item++) {
      checkArgument(
          vectors[item].length == config.vectorWidth(),
          "vectors[%s]: expected %s numbers, got %s",
          item,
          config.vectorWidth(),
          vectors[item].length);
      System.arraycopy(vectors[item], 0, flat, item * config.vectorWidth(), config.vectorWidth());
    }
    Map<String, Shape> shapes = config.parameterShapes();
    NDManager manager = PyTorch.manager(device);
    try {
      return new SessionTowers(
          config,
          manager,
          NamedWeights.of(
              manager,
              shapes,
              NamedWeights.random(manager, shapes, seed, SessionTowers::deviation)),
          manager.create(flat, new Shape(config.items(), config.vectorWidth())));
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /** What is added at the end and what is an item's own begin at 0. */
  private static double deviation(String name, Shape shape) {
    return name.endsWith("bias") || ZERO.contains(name) ? 0 : 1 / Math.sqrt((double) shape.get(0));
  }

  @Override
  public List<String> targets() {
    return config.targets();
  }

  @Override
  public ParameterSet parameters() {
    return parameters;
  }

  @Override
  public ScoredSessions score(List<ShownSession> sessions) {
    check(sessions);
    NDManager scope = manager.newSubManager();
    GradientMode mode = GradientMode.recording();
    try {
      Outputs outputs = outputs(scope, sessions);
      return new Scored(scope, mode, outputs.logits(), outputs.preferences(), new SingleBackward());
    } catch (RuntimeException e) {
      mode.close();
      scope.close();
      throw e;
    }
  }

  @Override
  public SessionScores evaluate(List<ShownSession> sessions) {
    check(sessions);
    NDManager scope = manager.newSubManager();
    try (GradientMode off = GradientMode.off()) {
      Outputs outputs = outputs(scope, sessions);
      return new Evaluated(scope, outputs.logits(), outputs.preferences());
    } catch (RuntimeException e) {
      scope.close();
      throw e;
    }
  }

  private void check(List<ShownSession> sessions) {
    checkArgument(!sessions.isEmpty(), "sessions: expected at least one, got none");
    int length = sessions.get(0).items().length();
    for (ShownSession session : sessions) {
      checkArgument(
          session.items().length() == length,
          "sessions: expected %s items each, got %s",
          length,
          session.items().length());
      checkArgument(
          session.state().length() == config.stateWidth(),
          "state: expected %s numbers, got %s",
          config.stateWidth(),
          session.state().length());
      checkArgument(
          session.items().stream().allMatch(item -> item >= 0 && item < config.items()),
          "items: expected ids below %s, got %s",
          config.items(),
          session.items());
    }
  }

  /** z_j [B, J] and z [B]. */
  private record Outputs(NDArray logits, NDArray preferences) {}

  private Outputs outputs(NDManager scope, List<ShownSession> sessions) {
    int rows = sessions.size();
    int length = sessions.get(0).items().length();
    int width = config.width();
    NDArray user = states(scope, sessions).matMul(weights.get("user")).add(1);
    NDArray items = items(scope, sessions);
    NDArray seen =
        taken(scope, vectors, items)
            .matMul(weights.get("vector"))
            .add(taken(scope, weights.get("item"), items))
            .reshape(rows, length, width)
            .mul(user.reshape(rows, 1, width));
    NDArray weight =
        seen.matMul(weights.get("query"))
            .matMul(seen.matMul(weights.get("key")).transpose(0, 2, 1))
            .div(Math.sqrt(width))
            .softmax(2);
    NDArray attended =
        weight.matMul(seen.matMul(weights.get("value"))).matMul(weights.get("output"));
    int towers = config.targets().size();
    NDArray sum = seen.add(attended).sum(new int[] {1});
    NDArray hidden = sum.matMul(weights.get("tower")).add(weights.get("tower.bias")).maximum(0);
    NDArray logits =
        hidden
            .reshape(rows, towers, width)
            .mul(weights.get("target"))
            .sum(new int[] {2})
            .add(weights.get("target.bias"));
    NDArray preferences =
        hidden
            .concat(sum, 1)
            .matMul(weights.get("fusion"))
            .add(weights.get("fusion.bias"))
            .maximum(0)
            .mul(weights.get("preference"))
            .sum(new int[] {1})
            .add(weights.get("preference.bias"));
    return new Outputs(logits, preferences);
  }

  private NDArray states(NDManager scope, List<ShownSession> sessions) {
    float[] states = new float[sessions.size() * config.stateWidth()];
    int next = 0;
    for (ShownSession session : sessions) {
      for (int i = 0; i < config.stateWidth(); i++) {
        states[next++] = (float) session.state().get(i);
      }
    }
    return scope.create(states, new Shape(sessions.size(), config.stateWidth()));
  }

  private static NDArray items(NDManager scope, List<ShownSession> sessions) {
    return scope.create(
        sessions.stream()
            .map(ShownSession::items)
            .flatMapToInt(ImmutableIntArray::stream)
            .asLongStream()
            .toArray());
  }

  /** Rows of a table, in the scope of what is computed of them. */
  private static NDArray taken(NDManager scope, NDArray table, NDArray rows) {
    NDArray taken =
        table.gather(rows.reshape(-1, 1).broadcast(rows.size(), table.getShape().get(1)), 0);
    taken.attach(scope);
    return taken;
  }

  @Override
  public void close() {
    manager.close();
  }

  private record Evaluated(NDManager manager, NDArray logits, NDArray preferences)
      implements SessionScores {
    @Override
    public void close() {
      manager.close();
    }
  }

  private record Scored(
      NDManager manager,
      GradientMode mode,
      NDArray logits,
      NDArray preferences,
      SingleBackward single)
      implements ScoredSessions {

    @Override
    public void backward(NDArray loss) {
      Scores.checkOpen(manager);
      single.run(loss);
    }

    @Override
    public void close() {
      mode.close();
      manager.close();
    }
  }
}
