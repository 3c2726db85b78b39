package org.temper.models.scoring;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenOutput;
import org.temper.api.items.Candidates;
import org.temper.api.semantic.Continuations;
import org.temper.models.kernel.Kernel;
import org.temper.models.kernel.Products;

/**
 * The four ways to score under a head over a vocabulary, for training and without a graph, a
 * batch's tokens and candidates in their places, whatever computes the states.
 *
 * @param kernel {@code head.py}
 * @param manager owner of the scores
 * @param vocabularySize V
 * @param maxLength the most tokens of a sequence
 * @param keptLogits how many logits may be held for the way back
 * @param continuations the tokens among which probabilities are shares; none for all of them
 * @param encoder computes the states
 */
public record HeadScoring(
    Kernel kernel,
    NDManager manager,
    long vocabularySize,
    int maxLength,
    long keptLogits,
    @Nullable Continuations continuations,
    Encoder encoder) {

  /** What computes the states that predict a batch's scored tokens. */
  public interface Encoder {

    /** With their graph; called with gradient mode on. */
    Encoding recorded(NDManager scope, SequenceBatch batch, TokenLayout layout);

    /** Alone; called with gradient mode off. */
    Encoding.States unrecorded(NDManager scope, SequenceBatch batch, TokenLayout layout);

    /** What is added to their logits, if anything is. */
    default @Nullable AddedLogits added(SequenceBatch batch, TokenLayout layout) {
      return null;
    }
  }

  /** {@code head.py} for products in float32. */
  public static Kernel compile(NDManager manager, Device device) {
    return compile(manager, Products.on(device), HeadScores.nearSize(device));
  }

  /** The same with another way to multiply, and another number of logits at once. */
  static Kernel compile(NDManager manager, Products products, int nearSize) {
    return Kernel.compile(
        manager,
        HeadScores.class,
        List.of("head.py"),
        Map.of(
            "bfloat16",
            false,
            "nearSize",
            nearSize,
            "packedSize",
            products.packedSize(),
            "product",
            products.product(),
            "productType",
            6,
            "turned",
            products.turned()));
  }

  /** Of a batch's tokens, to differentiate through. */
  public ChunkedScores score(SequenceBatch batch, Set<TokenOutput> outputs) {
    TokenLayout layout = layout(batch);
    return recorded(ScoreRequest.tokens(batch, layout, outputs), layout::targets);
  }

  /** Of a batch's tokens. */
  public ChunkedScores evaluate(SequenceBatch batch, Set<TokenOutput> outputs) {
    TokenLayout layout = layout(batch);
    return unrecorded(ScoreRequest.tokens(batch, layout, outputs), layout::targets);
  }

  /** Of candidates, to differentiate through. */
  public ChunkedScores scoreCandidates(SequenceBatch batch, Candidates candidates) {
    CandidateTargets targets = targets(batch, candidates);
    return recorded(targets.request(), targets::toArray);
  }

  /** Of candidates. */
  public ChunkedScores evaluateCandidates(SequenceBatch batch, Candidates candidates) {
    CandidateTargets targets = targets(batch, candidates);
    return unrecorded(targets.request(), targets::toArray);
  }

  private TokenLayout layout(SequenceBatch batch) {
    return TokenLayout.of(batch, vocabularySize, maxLength);
  }

  private CandidateTargets targets(SequenceBatch batch, Candidates candidates) {
    return CandidateTargets.of(batch, layout(batch), candidates, vocabularySize);
  }

  private ChunkedScores recorded(ScoreRequest request, Function<NDManager, NDArray> targets) {
    return ChunkedScores.recorded(
        kernel,
        manager,
        request,
        head(request, targets, keptLogits),
        scope -> encoder.recorded(scope, request.batch(), request.layout()));
  }

  private ChunkedScores unrecorded(ScoreRequest request, Function<NDManager, NDArray> targets) {
    return ChunkedScores.unrecorded(
        kernel,
        manager,
        request,
        head(request, targets, 0),
        scope -> encoder.unrecorded(scope, request.batch(), request.layout()));
  }

  private Head head(ScoreRequest request, Function<NDManager, NDArray> targets, long kept) {
    return (scope, states) ->
        HeadScores.of(
            kernel,
            scope,
            states,
            targets.apply(scope),
            continuations == null
                ? encoder.added(request.batch(), request.layout())
                : new LegalLogits(continuations, request.layout(), vocabularySize),
            request.outputs(),
            kept);
  }
}
