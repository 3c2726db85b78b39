package org.temper.models.optimizer;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;
import static org.temper.models.kernel.Kernel.Argument.tensor;
import static org.temper.models.kernel.Kernel.Argument.tensors;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.temper.api.ContentHash;
import org.temper.api.NamedParameter;
import org.temper.api.Optimizer;
import org.temper.api.ParameterSet;
import org.temper.models.kernel.GradientMode;
import org.temper.models.kernel.Gradients;
import org.temper.models.kernel.Kernel;

/**
 * Adam with decoupled weight decay and clipping by the global gradient norm, as one fused native
 * call over all parameters.
 *
 * <p>With g the clipped gradient and t the number of the update: m ← β₁ m + (1 − β₁) g; v ← β₂ v +
 * (1 − β₂) g²; θ ← θ − η λ θ − η (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε). Only parameters marked
 * as decaying have λ &gt; 0. Source: Loshchilov and Hutter, "Decoupled Weight Decay
 * Regularization", 2019, algorithm 2. A parameter that no loss has reached yet is left alone.
 *
 * <p>A gradient may be sparse, the rows of an embedding that a pass looked up and their values, as
 * {@link org.temper.models.recommender.SampledSoftmaxPolicy} gives it. Then all rows are updated
 * all the same, by a gradient of 0 where there is none, unless {@link AdamWConfig#withRowUpdates}
 * names the parameter. Of a parameter that it names only the rows that an update reached are read
 * and written, so that the cost follows from these and not from the table:
 *
 * <ul>
 *   <li>their m and v are exactly those of the rule above: what a row missed, k updates with a
 *       gradient of 0, is made good by β₁ᵏ and β₂ᵏ when it is next reached;
 *   <li>t counts the parameter's updates, not the row's;
 *   <li>rows that were not reached stand still: they neither move on by their running mean nor
 *       decay, and nothing makes good for that. Weight decay acts on a row once for each update
 *       that reaches it.
 * </ul>
 *
 * <p>PyTorch's SparseAdam and TorchRec's fused optimizers also leave such rows alone; they do not
 * let m and v decay meanwhile. Where every update reaches every row both rules are the same.
 */
public final class AdamW implements Optimizer {
  private static final String UPDATES = "updates";
  // Rows gathered at once: small enough for what is gathered to stay in a core's cache.
  private static final int ROWS_AT_ONCE = 1024;

  private final ParameterSet parameters;
  private final AdamWConfig config;
  private final NDManager manager;
  private final Kernel kernel;
  private final ImmutableMap<String, Moments> moments;
  private final ImmutableMap<String, String> identity;
  private final NDArray updateCount;
  private long updates;

  private AdamW(
      ParameterSet parameters,
      AdamWConfig config,
      NDManager manager,
      Kernel kernel,
      ImmutableMap<String, Moments> moments,
      ImmutableMap<String, String> identity) {
    this.parameters = parameters;
    this.config = config;
    this.manager = manager;
    this.kernel = kernel;
    this.moments = moments;
    this.identity = identity;
    this.updateCount = manager.create(0L);
  }

  /**
   * An optimizer of a model's parameters.
   *
   * @param parameters the parameters, at least one, float32
   * @param config the settings
   * @return the optimizer, to be closed by the caller before the model
   * @throws IllegalArgumentException if there is no parameter, the learning rate does not depend on
   *     the update alone, or what is to be updated by rows is no matrix among the parameters
   */
  public static AdamW of(ParameterSet parameters, AdamWConfig config) {
    checkArgument(parameters.size() > 0, "parameters: expected at least one, got none");
    config.checkRowUpdates(parameters);
    ImmutableMap<String, String> identity =
        ImmutableMap.<String, String>builder()
            .putAll(config.identity())
            .put("parameters", contents(parameters))
            .buildOrThrow();
    NDManager manager = parameters.asList().get(0).array().getManager().newSubManager();
    ImmutableMap.Builder<String, Moments> moments = ImmutableMap.builder();
    for (NamedParameter parameter : parameters) {
      Shape shape = parameter.array().getShape();
      moments.put(
          parameter.name(),
          config.rowUpdates().contains(parameter.name())
              ? Moments.ofRows(manager, shape)
              : Moments.ofAll(manager, shape));
    }
    Kernel kernel =
        Kernel.compile(
            manager,
            AdamW.class,
            List.of("adamw.py"),
            Map.of(
                "beta1", config.beta1(),
                "beta2", config.beta2(),
                "epsilon", config.epsilon(),
                "rowsAtOnce", ROWS_AT_ONCE));
    return new AdamW(parameters, config, manager, kernel, moments.buildOrThrow(), identity);
  }

  private static String contents(ParameterSet parameters) {
    ContentHash hash = new ContentHash();
    for (NamedParameter parameter : parameters) {
      hash.add(parameter.name())
          .add(parameter.array().getShape().toString())
          .add(parameter.decay().toString());
    }
    return parameters.size() + " arrays, " + hash.digits();
  }

  /**
   * {@inheritDoc}
   *
   * @return those of {@link AdamWConfig}, and a hash of the parameters' names, shapes and decay
   */
  @Override
  public Map<String, String> identity() {
    return identity;
  }

  @Override
  public ParameterSet parameters() {
    return parameters;
  }

  @Override
  public long updates() {
    return updates;
  }

  @Override
  public Step step() {
    double learningRate = config.learningRate().getNewValue(Math.toIntExact(updates));
    try (GradientMode off = GradientMode.off();
        NDManager scope = manager.newSubManager()) {
      List<Reached> reached = reached(scope);
      if (reached.isEmpty()) {
        return new Step(0, learningRate);
      }
      double norm = norm(scope, reached);
      if (Double.isFinite(norm)) {
        NDArray divisor = scope.create((float) Math.max(1, norm / config.maxGradientNorm()));
        update(scope, reached, NamedParameter.Decay.DECAYED, learningRate, divisor);
        update(scope, reached, NamedParameter.Decay.EXEMPT, learningRate, divisor);
        updates++;
        updateCount.addi(1);
      }
      zero(scope, reached);
      return new Step(norm, learningRate);
    }
  }

  @Override
  public void zeroGradients() {
    try (GradientMode off = GradientMode.off();
        NDManager scope = manager.newSubManager()) {
      List<Reached> reached = reached(scope);
      if (!reached.isEmpty()) {
        zero(scope, reached);
      }
    }
  }

  private List<Reached> reached(NDManager scope) {
    List<Reached> reached = new ArrayList<>();
    for (NamedParameter parameter : parameters) {
      NDArray gradient = JniUtils.getGradient((PtNDArray) parameter.array());
      if (gradient != null) {
        gradient.attach(scope);
        Moments own = requireNonNull(moments.get(parameter.name()));
        reached.add(Reached.of(kernel, scope, parameter, gradient, own));
      }
    }
    return reached;
  }

  private double norm(NDManager scope, List<Reached> reached) {
    return kernel.call(scope, "norm", tensors(gradients(reached))).head().getFloat();
  }

  private void zero(NDManager scope, List<Reached> reached) {
    List<NDArray> dense = new ArrayList<>();
    for (Reached each : reached) {
      if (each.held().isSparse()) {
        kernel.call(scope, "forget", tensor(each.held()));
      } else {
        dense.add(each.held());
      }
    }
    if (!dense.isEmpty()) {
      kernel.call(scope, "zero", tensors(dense));
    }
  }

  private static List<NDArray> gradients(List<Reached> reached) {
    return reached.stream().map(Reached::values).toList();
  }

  private void update(
      NDManager scope,
      List<Reached> reached,
      NamedParameter.Decay decay,
      double learningRate,
      NDArray divisor) {
    double weightDecay = decay == NamedParameter.Decay.DECAYED ? config.weightDecay() : 0;
    List<Reached> group = new ArrayList<>();
    for (Reached each : reached) {
      if (each.parameter().decay() != decay) {
        continue;
      }
      if (each.byRows()) {
        each.updateRows(kernel, scope, learningRate, weightDecay, divisor);
      } else {
        each.catchUp(kernel, scope);
        group.add(each);
      }
    }
    if (group.isEmpty()) {
      return;
    }
    kernel.call(
        scope,
        "step",
        tensors(group.stream().map(r -> r.parameter().array()).toList()),
        tensors(gradients(group)),
        tensors(group.stream().map(r -> r.moments().mean()).toList()),
        tensors(group.stream().map(r -> r.moments().square()).toList()),
        tensors(group.stream().map(r -> r.moments().steps()).toList()),
        tensor(scope.create(learningRate)),
        tensor(scope.create(weightDecay)),
        tensor(divisor));
  }

  @Override
  public Map<String, NDArray> state() {
    ImmutableMap.Builder<String, NDArray> state = ImmutableMap.builder();
    state.put(UPDATES, updateCount);
    moments.forEach((name, moment) -> moment.putInto(state, name));
    return state.buildOrThrow();
  }

  @Override
  public void restore(Map<String, NDArray> values) {
    Optimizer.super.restore(values);
    updates = updateCount.getLong();
    // A parameter that was reached once moves on by its running mean; without this it would wait
    // for the next loss that reaches it, and a resumed run would differ.
    for (NamedParameter parameter : parameters) {
      Moments own = requireNonNull(moments.get(parameter.name()));
      if (own.steps().getFloat() > 0) {
        if (own.reached() == null) {
          Gradients.allocate(parameter.array());
        } else {
          allocateNoRows(parameter.array());
        }
      }
    }
  }

  private void allocateNoRows(NDArray array) {
    try (GradientMode off = GradientMode.off();
        NDManager scope = manager.newSubManager()) {
      Gradients.add(array, kernel.call(scope, "noRows", tensor(array)).head());
    }
  }

  @Override
  public void close() {
    kernel.close();
    manager.close();
  }
}
