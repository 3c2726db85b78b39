package org.temper.algorithms.dpo;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.temper.algorithms.run.GradientAccumulation;
import org.temper.algorithms.run.ReferenceChecks;
import org.temper.algorithms.run.Trainer;
import org.temper.api.Optimizer;
import org.temper.api.Policy;
import org.temper.api.PreferenceBatch;
import org.temper.api.PreferenceBatch.ReferenceLogProbs;
import org.temper.api.ScoredBatch;
import org.temper.api.Stateful;
import org.temper.api.TokenScores;
import org.temper.losses.ImplicitRewards;
import org.temper.losses.PolicyPair;
import org.temper.losses.PreferenceLosses;
import org.temper.losses.Reductions;
import org.temper.losses.ReferencePair;

/**
 * Direct preference optimization: widens the margin between chosen and rejected completions, held
 * to a reference by beta. The loss of a pair is {@link PreferenceLosses#dpo}; the batch's loss is
 * the mean over all its pairs, however they are split into micro-batches.
 *
 * <p>The reference is a policy, or log-probabilities that the batches carry ({@link
 * DpoReference#precompute}); both or neither is an error.
 *
 * <p>Source: Rafailov et al. 2023, "Direct Preference Optimization: Your Language Model is Secretly
 * a Reward Model", equation 7.
 */
public final class DpoTrainer implements Trainer<PreferenceBatch> {
  private final Policy policy;
  private final Optional<Policy> reference;
  private final Optimizer optimizer;
  private final DpoConfig config;

  private DpoTrainer(
      Policy policy, Optional<Policy> reference, Optimizer optimizer, DpoConfig config) {
    checkArgument(
        optimizer.parameters().size() > 0, "optimizer: expected parameters to update, got none");
    this.policy = policy;
    this.reference = reference;
    this.optimizer = optimizer;
    this.config = config;
  }

  /**
   * A trainer with a reference policy. It owns none of its parts.
   *
   * @param policy what is trained
   * @param reference what it is held to, usually {@link Policy#frozenCopy} of the policy before
   *     training; only ever evaluated
   * @param optimizer updates the policy's parameters, or some of them
   * @param config the settings
   * @throws IllegalArgumentException if the reference is the policy itself or has another
   *     vocabulary, or the optimizer has no parameters
   */
  public DpoTrainer(Policy policy, Policy reference, Optimizer optimizer, DpoConfig config) {
    this(policy, Optional.of(reference), optimizer, config);
    ReferenceChecks.checkOfTokens(policy, reference);
  }

  /**
   * A trainer for batches that carry the reference's log-probabilities. It owns none of its parts.
   *
   * @param policy what is trained
   * @param optimizer updates the policy's parameters, or some of them
   * @param config the settings
   * @throws IllegalArgumentException if the optimizer has no parameters
   */
  public DpoTrainer(Policy policy, Optimizer optimizer, DpoConfig config) {
    this(policy, Optional.empty(), optimizer, config);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if there is no micro-batch, a completion has no scored token,
   *     or the reference is given twice or not at all
   */
  @Override
  public DpoMetrics update(List<PreferenceBatch> microBatches) {
    PreferenceSums sums = check("microBatches", microBatches);
    GradientAccumulation.Outcome outcome =
        GradientAccumulation.update(
            optimizer,
            microBatches,
            microBatch -> {
              List<ReferenceLogProbs> logProbs = referenceOf(microBatch);
              try (ScoredBatch scored = policy.score(microBatch.sequences())) {
                NDArray loss = loss(scored, logProbs, sums);
                scored.backward(loss);
                return loss.getFloat();
              }
            });
    return new DpoMetrics(
        sums.mean(), outcome.step().gradientNorm(), outcome.step().learningRate());
  }

  /**
   * Scores held-out pairs; changes nothing.
   *
   * @param batches the pairs
   * @return means over all pairs of all batches together
   * @throws IllegalArgumentException as {@link #update}
   */
  public PreferenceScores evaluate(List<PreferenceBatch> batches) {
    PreferenceSums sums = check("batches", batches);
    for (PreferenceBatch batch : batches) {
      List<ReferenceLogProbs> logProbs = referenceOf(batch);
      try (TokenScores scored = policy.evaluate(batch.sequences())) {
        loss(scored, logProbs, sums);
      }
    }
    return sums.mean();
  }

  @Override
  public Map<String, Stateful> state() {
    return ImmutableMap.of("policy", policy.parameters(), "optimizer", optimizer);
  }

  @Override
  public Map<String, String> units() {
    return DpoMetrics.UNITS;
  }

  private PreferenceSums check(String argument, List<PreferenceBatch> batches) {
    long pairs = PreferenceChecks.checkPairs(argument, batches);
    if (reference.isPresent()) {
      ReferenceChecks.checkWithout(argument, batches, PreferenceBatch::reference);
    } else {
      ReferenceChecks.checkWith(argument, batches, PreferenceBatch::reference);
    }
    return new PreferenceSums(pairs);
  }

  private List<ReferenceLogProbs> referenceOf(PreferenceBatch batch) {
    return reference
        .map(frozen -> DpoReference.logProbs(frozen, batch))
        .or(batch::reference)
        .orElseThrow();
  }

  /** This micro-batch's share of the loss; its figures go into the sums. */
  private NDArray loss(TokenScores scored, List<ReferenceLogProbs> logProbs, PreferenceSums sums) {
    PolicyPair ofPolicy = CompletionLogProbs.of(scored, logProbs.size());
    ReferencePair ofReference = onDevice(logProbs, scored.manager());
    NDArray losses =
        PreferenceLosses.dpo(ofPolicy, ofReference, config.beta(), config.labelSmoothing());
    NDArray loss = Reductions.mean(losses, (double) sums.pairs());
    sums.add(loss.getFloat(), ofPolicy, ImplicitRewards.of(ofPolicy, ofReference, config.beta()));
    return loss;
  }

  private static ReferencePair onDevice(List<ReferenceLogProbs> logProbs, NDManager manager) {
    float[] chosen = new float[logProbs.size()];
    float[] rejected = new float[logProbs.size()];
    for (int i = 0; i < chosen.length; i++) {
      chosen[i] = (float) logProbs.get(i).chosen();
      rejected[i] = (float) logProbs.get(i).rejected();
    }
    return new ReferencePair(manager.create(chosen), manager.create(rejected));
  }
}
