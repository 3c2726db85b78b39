package org.temper.models.decoder;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Sets;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.temper.api.ComposedScores;
import org.temper.api.DecodingSession;
import org.temper.api.Parameter;
import org.temper.api.ParameterSet;
import org.temper.api.Policy;
import org.temper.api.ScoredBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenOutput;
import org.temper.api.TokenScores;
import org.temper.models.kernel.GradientMode;
import org.temper.models.kernel.NamedWeights;
import org.temper.models.kernel.NativeLibraries;
import org.temper.models.scoring.ChunkedScores;
import org.temper.models.scoring.ScalarHead;
import org.temper.models.scoring.ScoreRequest;
import org.temper.models.scoring.SharedEncoding;

/**
 * A decoder that also values the states it chooses tokens in: v(s) = w · h + b, for the same hidden
 * state h that the token's log-probability comes from.
 *
 * <p>Log-probabilities, entropies and values share one pass through the decoder, and a loss of any
 * of them one pass back, which trains the decoder too. Its parameters are the decoder's and {@code
 * value.weight} [1, D] and {@code value.bias} [1]. {@link DecoderValueModel} values with a decoder
 * of its own.
 */
public final class DecoderActorCritic implements Policy {
  private static final String WEIGHT = "value.weight";
  private static final String BIAS = "value.bias";

  private final DecoderPolicy policy;
  private final NDManager manager;
  private final NamedWeights weights;
  private final ScalarHead head;
  private final ParameterSet parameters;
  private final @Nullable DecoderPolicy owned;

  private DecoderActorCritic(
      DecoderPolicy policy,
      NDManager manager,
      NamedWeights weights,
      ParameterSet parameters,
      @Nullable DecoderPolicy owned) {
    this.policy = policy;
    this.manager = manager;
    this.weights = weights;
    this.head = ScalarHead.compile(manager, ImmutableList.copyOf(weights.arrays().values()));
    this.parameters = parameters;
    this.owned = owned;
  }

  /**
   * A decoder with a value head of zeros, by which every state is worth 0 at first.
   *
   * @param policy the decoder, trainable; stays the caller's, to be closed after this
   * @return the policy with its value head
   * @throws IllegalArgumentException if the decoder is a frozen copy
   */
  public static DecoderActorCritic of(DecoderPolicy policy) {
    try (NDManager scope = newManager(policy)) {
      ImmutableMap.Builder<String, NDArray> zeros = ImmutableMap.builder();
      headShapes(policy.config()).forEach((name, shape) -> zeros.put(name, scope.zeros(shape)));
      return of(policy, zeros.buildOrThrow());
    }
  }

  /**
   * A decoder with a given value head.
   *
   * @param policy the decoder, trainable; stays the caller's, to be closed after this
   * @param head float32 arrays, as {@link #headShapes} lists them, on the decoder's device; taken
   *     over
   * @return the policy with its value head
   * @throws IllegalArgumentException if the decoder is a frozen copy, or an array is missing,
   *     unknown, or of another shape or type
   */
  public static DecoderActorCritic of(DecoderPolicy policy, Map<String, NDArray> head) {
    checkArgument(
        policy.parameters().size() > 0, "policy: expected trainable parameters, got a frozen copy");
    NDManager manager = newManager(policy);
    try {
      NamedWeights weights = NamedWeights.of(manager, headShapes(policy.config()), head);
      ParameterSet parameters =
          ParameterSet.of(
              ImmutableList.<Parameter>builder()
                  .addAll(policy.parameters())
                  .addAll(weights.train())
                  .build());
      return new DecoderActorCritic(policy, manager, weights, parameters, null);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  private static NDManager newManager(DecoderPolicy policy) {
    return NativeLibraries.manager(policy.options().device());
  }

  /**
   * The arrays that the value head adds to a decoder's.
   *
   * @param config the decoder's architecture
   * @return shapes by name
   */
  public static ImmutableMap<String, Shape> headShapes(DecoderConfig config) {
    return ImmutableMap.of(WEIGHT, new Shape(1, config.width()), BIAS, new Shape(1));
  }

  /**
   * The decoder.
   *
   * @return the policy without its value head, sharing its weights
   */
  public DecoderPolicy policy() {
    return policy;
  }

  /**
   * The value head's arrays, trainable or frozen.
   *
   * @return live float32 arrays by name, still owned by this policy
   */
  public Map<String, NDArray> headWeights() {
    return weights.arrays();
  }

  @Override
  public ParameterSet parameters() {
    return parameters;
  }

  @Override
  public long vocabularySize() {
    return policy.vocabularySize();
  }

  @Override
  public int maxLength() {
    return policy.maxLength();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if the policy is a frozen copy
   */
  @Override
  public ScoredBatch score(SequenceBatch batch, Set<TokenOutput> outputs) {
    checkState(parameters.size() > 0, "policy: expected trainable parameters, got a frozen copy");
    if (!outputs.contains(TokenOutput.VALUE)) {
      return policy.score(batch, outputs);
    }
    ScoreRequest request = policy.request(batch, others(outputs));
    weights.allocateGradients();
    @Nullable SharedEncoding[] made = new SharedEncoding[1];
    ChunkedScores scores =
        policy.score(
            request,
            encoding -> {
              SharedEncoding shared = SharedEncoding.of(encoding);
              made[0] = shared;
              return shared;
            });
    if (request.isEmpty()) {
      NDArray zeros = scores.manager().zeros(batch.shape());
      zeros.setRequiresGradient(true);
      return valued(scores, zeros);
    }
    return valued(scores, request, requireNonNull(made[0]).leaf());
  }

  @Override
  public TokenScores evaluate(SequenceBatch batch, Set<TokenOutput> outputs) {
    if (!outputs.contains(TokenOutput.VALUE)) {
      return policy.evaluate(batch, outputs);
    }
    ScoreRequest request = policy.request(batch, others(outputs));
    @Nullable NDArray[] hidden = new NDArray[1];
    ChunkedScores scores = policy.evaluate(request, states -> hidden[0] = states);
    if (request.isEmpty()) {
      return valued(scores, scores.manager().zeros(batch.shape()));
    }
    try (GradientMode off = GradientMode.off()) {
      return valued(scores, request, requireNonNull(hidden[0]));
    }
  }

  private ScoredBatch valued(ChunkedScores scores, ScoreRequest request, NDArray hidden) {
    try {
      NDManager scope = scores.manager();
      NDArray values = request.placed(policy.headKernel(), scope, head.scalars(scope, hidden));
      return valued(scores, values.reshape(request.shape()));
    } catch (RuntimeException e) {
      scores.close();
      throw e;
    }
  }

  /** The values lie in one graph with the value head and a leaf of the states. */
  private static ScoredBatch valued(ScoredBatch scores, NDArray values) {
    return ComposedScores.of(scores, scores::backward).withValues(values);
  }

  private static Set<TokenOutput> others(Set<TokenOutput> outputs) {
    return Set.copyOf(Sets.difference(outputs, Set.of(TokenOutput.VALUE)));
  }

  @Override
  public DecodingSession decode(SequenceBatch prompts) {
    return policy.decode(prompts);
  }

  /** {@inheritDoc} The copy values states too. */
  @Override
  public DecoderActorCritic frozenCopy() {
    DecoderPolicy copy = policy.frozenCopy();
    NDManager copyManager = newManager(copy);
    NamedWeights head =
        NamedWeights.of(copyManager, headShapes(policy.config()), weights.copies(copyManager));
    return new DecoderActorCritic(copy, copyManager, head, ParameterSet.empty(), copy);
  }

  /** Frees the value head; the decoder too, where this is a frozen copy. */
  @Override
  public void close() {
    head.close();
    manager.close();
    if (owned != null) {
      owned.close();
    }
  }
}
