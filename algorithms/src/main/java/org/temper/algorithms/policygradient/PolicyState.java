package org.temper.algorithms.policygradient;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.temper.algorithms.run.ReferenceChecks;
import org.temper.api.Optimizer;
import org.temper.api.ParameterSet;
import org.temper.api.Policy;
import org.temper.api.SequenceBatch;
import org.temper.api.Stateful;

/**
 * What is known of an iteration's tokens before the first update.
 *
 * @param old log-probabilities under the policy that the iteration begins with
 * @param reference log-probabilities under the reference, where there is one
 * @param mask true for the policy's own tokens, boolean [B, T] on the host
 * @param importance of the old policy against the one that sampled
 * @param divergence of the old policy from the reference, where there is one
 */
public record PolicyState(
    TokenTable old,
    Optional<TokenTable> reference,
    NDArray mask,
    Importance importance,
    Optional<DivergenceFigures> divergence) {

  public static PolicyState of(
      NDManager host,
      Policy policy,
      Optional<Policy> reference,
      List<EpisodeRow> rows,
      OldPolicy choice,
      int rowsAtOnce) {
    TokenTable old =
        switch (choice.source()) {
          case RECORDED -> TokenTable.of(rows, EpisodeRow::recordedLogProbs);
          case RECOMPUTED -> RowScores.logProbs(policy, EpisodeRow.sequences(rows), rowsAtOnce);
        };
    Optional<TokenTable> ofReference =
        reference.map(frozen -> RowScores.logProbs(frozen, EpisodeRow.sequences(rows), rowsAtOnce));
    NDArray mask = SequenceBatch.of(EpisodeRow.sequences(rows)).completionMask(host);
    return new PolicyState(
        old,
        ofReference,
        mask,
        Importance.of(host, rows, old, mask, choice),
        ofReference.map(table -> DivergenceFigures.of(host, rows, old, table)));
  }

  /** Penalties in the rewards, float32 [B, T] on the host; empty where there are none. */
  public Optional<NDArray> rewardPenalties(NDManager host, Optional<KlPenalty> penalty) {
    return Divergence.of(penalty, KlPenalty.Placement.REWARD)
        .map(chosen -> chosen.of(old.toArray(host), reference.orElseThrow().toArray(host)));
  }

  /** Tells the controller how far the policy has gone; gives the coefficient that was used. */
  public OptionalDouble control(Optional<KlPenalty> penalty, int episodes) {
    return penalty.stream()
        .mapToDouble(chosen -> chosen.control(divergence.orElseThrow().kl(), episodes))
        .findFirst();
  }

  /** What a checkpoint carries of every trainer's. */
  public static ImmutableMap.Builder<String, Stateful> stateful(
      ParameterSet policy, Optimizer optimizer, Optional<KlPenalty> penalty) {
    ImmutableMap.Builder<String, Stateful> state = ImmutableMap.builder();
    state.put("policy", policy).put("optimizer", optimizer);
    penalty.ifPresent(chosen -> state.put("kl_controller", chosen.controller()));
    return state;
  }

  /** What both trainers ask of a reference. */
  public static void checkReference(
      Policy policy, Optional<Policy> reference, Optional<KlPenalty> penalty) {
    checkArgument(
        penalty.isEmpty() || reference.isPresent(),
        "reference: expected a policy to be held to, got none beside a penalty");
    reference.ifPresent(frozen -> ReferenceChecks.checkOfTokens(policy, frozen));
  }
}
