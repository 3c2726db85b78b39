package org.temper.testkit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.temper.api.DecodingSession;
import org.temper.api.NamedParameter;
import org.temper.api.ParameterSet;
import org.temper.api.Policy;
import org.temper.api.ScoredBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenScores;
import org.temper.losses.Reductions;
import org.temper.losses.SupervisedLosses;

/**
 * Laws of how a policy learns. Each takes a trainable policy and a seed that decides the tokens;
 * the loss is the mean negative log-likelihood of random texts. Parameters are left as they were,
 * gradients are not.
 */
public final class TrainingLaws {
  private static final int ROWS = 3;
  private static final int COORDINATES = 5;

  private TrainingLaws() {}

  /**
   * All laws of this class.
   *
   * @param policy the policy
   * @param tolerance the most that two gradients may differ by: absolute below 1, relative above
   * @param seed decides the tokens
   * @throws AssertionError if the policy breaks a law
   */
  public static void all(Policy policy, double tolerance, long seed) {
    backwardAddsGradients(policy, tolerance, seed);
    backwardIsGuarded(policy, seed);
    frozenCopyStaysAsItWas(policy, seed);
    referenceStaysAsItWas(policy, seed);
    arraysAreNotLeftBehind(policy, seed);
  }

  /**
   * Backward adds to the gradients: twice the same loss gives twice the gradient, and half of it
   * twice gives it once.
   *
   * @param policy the policy
   * @param tolerance the most that two gradients may differ by: absolute below 1, relative above
   * @param seed decides the tokens
   * @throws AssertionError if the policy breaks the law
   */
  public static void backwardAddsGradients(Policy policy, double tolerance, long seed) {
    requireTrainable(policy);
    SequenceBatch batch = batch(policy, seed);
    Map<String, double[]> start = gradients(policy);
    backward(policy, batch, 1);
    Map<String, double[]> once = gradients(policy);
    backward(policy, batch, 0.5);
    backward(policy, batch, 0.5);
    Map<String, double[]> twice = gradients(policy);
    double largest = 0;
    for (NamedParameter parameter : policy.parameters()) {
      double[] first = minus(once, start, parameter.name());
      double[] second = minus(twice, once, parameter.name());
      for (int i = 0; i < first.length; i++) {
        largest = Math.max(largest, Math.abs(first[i]));
        Closeness.assertClose(
            "gradient[" + i + "] of " + parameter.name() + ", added the second time",
            first[i],
            second[i],
            tolerance * Math.max(1, Math.abs(first[i])));
      }
    }
    if (!(largest > 0)) {
      throw new AssertionError("gradients: expected one that is not 0 after backward, got none");
    }
  }

  /**
   * Gradients agree with finite differences of the loss, at a few coordinates of each parameter.
   *
   * @param policy the policy
   * @param step how far to move a coordinate, above 0; 1e-2 suits float32
   * @param tolerance the most that the two may differ by; 1e-2 suits float32
   * @param seed decides tokens and coordinates
   * @throws AssertionError if the policy breaks the law
   */
  public static void gradientsMatchFiniteDifferences(
      Policy policy, double step, double tolerance, long seed) {
    requireTrainable(policy);
    Random random = new Random(seed);
    SequenceBatch batch = batch(policy, seed);
    Map<String, double[]> start = gradients(policy);
    backward(policy, batch, 1);
    Map<String, double[]> end = gradients(policy);
    Map<String, double[]> values = values(policy.parameters());
    for (NamedParameter parameter : policy.parameters()) {
      double[] gradient = minus(end, start, parameter.name());
      for (int i = 0; i < COORDINATES; i++) {
        int index = random.nextInt(gradient.length);
        double above = lossAt(policy, batch, values, parameter.name(), index, step);
        double below = lossAt(policy, batch, values, parameter.name(), index, -step);
        write(policy.parameters(), values);
        Closeness.assertClose(
            "gradient[" + index + "] of " + parameter.name() + ", by finite differences",
            (above - below) / (2 * step),
            gradient[index],
            tolerance);
      }
    }
  }

  /**
   * Backward refuses what is no scalar, and a second call.
   *
   * @param policy the policy
   * @param seed decides the tokens
   * @throws AssertionError if the policy breaks the law
   */
  public static void backwardIsGuarded(Policy policy, long seed) {
    requireTrainable(policy);
    ScoredBatch scored = policy.score(batch(policy, seed));
    try (scored) {
      NDArray losses = SupervisedLosses.nll(scored.tokenLogProbs());
      Closeness.assertRefused(
          "backward of an array", IllegalArgumentException.class, () -> scored.backward(losses));
      NDArray loss = losses.sum();
      scored.backward(loss);
      Closeness.assertRefused(
          "a second backward", IllegalStateException.class, () -> scored.backward(loss));
    }
  }

  /**
   * A frozen copy has no trainable parameters, scores as the policy did, and goes on to do so bit
   * for bit when the policy's parameters change; and outlives none of the policy's arrays when
   * closed.
   *
   * @param policy the policy
   * @param seed decides tokens and change
   * @throws AssertionError if the policy breaks the law
   */
  public static void frozenCopyStaysAsItWas(Policy policy, long seed) {
    requireTrainable(policy);
    SequenceBatch batch = batch(policy, seed);
    double[][] original = PolicyLaws.logProbs(policy, batch);
    try (Policy copy = policy.frozenCopy()) {
      double[][] copied = PolicyLaws.logProbs(copy, batch);
      Closeness.assertClose("log-probs of the copy", original, copied, 1e-6);
      noUpdateReaches("copy", copy, policy, batch, seed);
    }
    Closeness.assertClose(
        "log-probs of the policy after its copy was closed",
        original,
        PolicyLaws.logProbs(policy, batch),
        0);
  }

  /**
   * A reference has no trainable parameters, and scores the same bit for bit when the policy's
   * parameters change.
   *
   * @param policy the policy
   * @param seed decides tokens and change
   * @throws AssertionError if the policy breaks the law
   */
  public static void referenceStaysAsItWas(Policy policy, long seed) {
    requireTrainable(policy);
    try (Policy reference = policy.reference()) {
      noUpdateReaches("reference", reference, policy, batch(policy, seed), seed);
    }
  }

  private static void noUpdateReaches(
      String name, Policy frozen, Policy policy, SequenceBatch batch, long seed) {
    Closeness.assertClose("trainable parameters of the " + name, 0, frozen.parameters().size(), 0);
    double[][] before = PolicyLaws.logProbs(frozen, batch);
    Random random = new Random(seed);
    Map<String, double[]> values = values(policy.parameters());
    Map<String, double[]> changed = new HashMap<>();
    values.forEach(
        (parameter, array) -> {
          double[] moved = array.clone();
          for (int i = 0; i < moved.length; i++) {
            moved[i] += random.nextGaussian();
          }
          changed.put(parameter, moved);
        });
    write(policy.parameters(), changed);
    double[][] after = PolicyLaws.logProbs(frozen, batch);
    write(policy.parameters(), values);
    Closeness.assertClose(
        "log-probs of the " + name + " after a change of the policy", before, after, 0);
  }

  /**
   * Scoring, backward, evaluation, decoding and copying leave no arrays behind once closed. Nothing
   * else may create arrays meanwhile.
   *
   * @param policy the policy
   * @param seed decides the tokens
   * @throws AssertionError if the policy breaks the law
   */
  public static void arraysAreNotLeftBehind(Policy policy, long seed) {
    SequenceBatch batch = batch(policy, seed);
    LiveArrays.assertConstant("score and backward", () -> backward(policy, batch, 1));
    LiveArrays.assertConstant("score alone", () -> policy.score(batch).close());
    LiveArrays.assertConstant("evaluate", () -> policy.evaluate(batch).close());
    LiveArrays.assertConstant("frozen copy", () -> policy.frozenCopy().close());
    LiveArrays.assertConstant(
        "decode",
        () -> {
          try (DecodingSession session = policy.decode(List.of(new long[] {0}, new long[] {0}))) {
            session.logits();
            session.advance(0, 0);
            session.logits();
            session.append(0, 0, 0);
            session.finish(1);
            session.logits();
            session.select(0, 0, 0);
            session.logits();
          }
        });
  }

  private static SequenceBatch batch(Policy policy, long seed) {
    return SequenceBatch.of(RandomBatches.texts(ROWS, policy.vocabularySize(), new Random(seed)));
  }

  private static void backward(Policy policy, SequenceBatch batch, double factor) {
    try (ScoredBatch scored = policy.score(batch)) {
      // As an array, which outlives the call: a plain number would not outlive a collection.
      scored.backward(loss(scored).mul(scored.manager().create((float) factor)));
    }
  }

  private static NDArray loss(TokenScores scores) {
    return Reductions.tokenMean(
        SupervisedLosses.nll(scores.tokenLogProbs()), scores.completionMask());
  }

  private static double lossAt(
      Policy policy,
      SequenceBatch batch,
      Map<String, double[]> values,
      String name,
      int index,
      double step) {
    Map<String, double[]> moved = new HashMap<>(values);
    moved.computeIfPresent(
        name,
        (key, array) -> {
          double[] copy = array.clone();
          copy[index] += step;
          return copy;
        });
    write(policy.parameters(), moved);
    try (TokenScores scores = policy.evaluate(batch)) {
      return HostArrays.doubles(loss(scores))[0];
    }
  }

  private static void requireTrainable(Policy policy) {
    if (policy.parameters().size() == 0) {
      throw new AssertionError("policy: expected trainable parameters, got none");
    }
  }

  private static Map<String, double[]> gradients(Policy policy) {
    Map<String, double[]> gradients = new HashMap<>();
    for (NamedParameter parameter : policy.parameters()) {
      gradients.put(parameter.name(), HostArrays.gradient(parameter.array()));
    }
    return gradients;
  }

  private static Map<String, double[]> values(ParameterSet parameters) {
    Map<String, double[]> values = new HashMap<>();
    for (NamedParameter parameter : parameters) {
      values.put(parameter.name(), HostArrays.doubles(parameter.array()));
    }
    return values;
  }

  private static void write(ParameterSet parameters, Map<String, double[]> values) {
    try (NDManager manager = NDManager.newBaseManager()) {
      Map<String, NDArray> arrays = new HashMap<>();
      for (NamedParameter parameter : parameters) {
        double[] value = values.getOrDefault(parameter.name(), new double[0]);
        arrays.put(
            parameter.name(),
            manager
                .create(value, parameter.array().getShape())
                .toType(parameter.array().getDataType(), true));
      }
      parameters.restore(arrays);
    }
  }

  private static double[] minus(
      Map<String, double[]> after, Map<String, double[]> before, String name) {
    double[] difference = after.getOrDefault(name, new double[0]).clone();
    double[] subtracted = before.getOrDefault(name, new double[0]);
    for (int i = 0; i < difference.length; i++) {
      difference[i] -= subtracted[i];
    }
    return difference;
  }
}
