package org.temper.algorithms.preference;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Optional;
import org.temper.algorithms.metrics.Metrics;
import org.temper.algorithms.preference.PreferenceModel.ReferenceNumbers;
import org.temper.algorithms.run.ReferenceChecks;
import org.temper.algorithms.run.Trainer;
import org.temper.algorithms.run.TrainerDescription;
import org.temper.algorithms.run.Updater;
import org.temper.api.Optimizer;
import org.temper.api.ParameterSet;
import org.temper.api.Policy;
import org.temper.api.PreferenceBatch;
import org.temper.api.items.ItemPolicy;
import org.temper.losses.Reductions;

/**
 * Preference optimization: raises what was chosen above what was rejected, of texts or of items,
 * held to a reference. The loss of a preference is the {@link PreferenceObjective}'s; the update's
 * is the mean over all its preferences, however they are split into micro-batches.
 *
 * <p>The reference is a policy, or log-probabilities that the batches carry ({@link #precompute});
 * both or neither is an error.
 *
 * @param <B> the batches: {@link PreferenceBatch} or {@link ItemPreferenceBatch}
 */
public final class PreferenceTrainer<B> implements Trainer<B> {
  private final PreferenceModel<B> policy;
  private final Optional<PreferenceModel<B>> reference;
  private final PreferenceObjective objective;
  private final Updater updater;

  private PreferenceTrainer(
      PreferenceModel<B> policy,
      Optional<PreferenceModel<B>> reference,
      ParameterSet parameters,
      Optimizer optimizer,
      PreferenceObjective objective) {
    checkArgument(
        reference.isEmpty() || objective.reference() == PreferenceObjective.Reference.NEEDED,
        "reference: expected none, which %s does not look at, got one",
        objective.settings());
    this.policy = policy;
    this.reference = reference;
    this.objective = objective;
    this.updater = Updater.of("policy", parameters, optimizer, policy.metrics());
  }

  /**
   * A trainer of pairs of texts with a reference policy. It owns none of its parts.
   *
   * @param policy what is trained
   * @param reference what it is held to, as the policy was before training; only ever evaluated
   * @param optimizer updates the policy's parameters, or some of them
   * @param objective what is descended
   * @return the trainer
   * @throws IllegalArgumentException if the reference is the policy itself or has another
   *     vocabulary, the objective looks at none, or the optimizer has no parameters
   */
  public static PreferenceTrainer<PreferenceBatch> ofTexts(
      Policy policy, Policy reference, Optimizer optimizer, PreferenceObjective objective) {
    ReferenceChecks.checkOfTokens(policy, reference);
    return new PreferenceTrainer<>(
        new TextPreferences(policy),
        Optional.of(new TextPreferences(reference)),
        policy.parameters(),
        optimizer,
        objective);
  }

  /**
   * A trainer of pairs of texts whose batches carry the reference's log-probabilities, or whose
   * objective looks at none. It owns none of its parts.
   *
   * @param policy what is trained
   * @param optimizer updates the policy's parameters, or some of them
   * @param objective what is descended
   * @return the trainer
   * @throws IllegalArgumentException if the optimizer has no parameters
   */
  public static PreferenceTrainer<PreferenceBatch> ofTexts(
      Policy policy, Optimizer optimizer, PreferenceObjective objective) {
    return new PreferenceTrainer<>(
        new TextPreferences(policy), Optional.empty(), policy.parameters(), optimizer, objective);
  }

  /**
   * A trainer of items with a reference policy. It owns none of its parts.
   *
   * @param policy what is trained
   * @param reference what it is held to, as the policy was before training; only ever evaluated
   * @param optimizer updates the policy's parameters, or some of them
   * @param objective what is descended
   * @return the trainer
   * @throws IllegalArgumentException if the reference is the policy itself or has another catalog,
   *     the objective looks at none, or the optimizer has no parameters
   */
  public static PreferenceTrainer<ItemPreferenceBatch> ofItems(
      ItemPolicy policy, ItemPolicy reference, Optimizer optimizer, PreferenceObjective objective) {
    ReferenceChecks.checkOfItems(policy, reference);
    return new PreferenceTrainer<>(
        new ItemPreferences(policy),
        Optional.of(new ItemPreferences(reference)),
        policy.parameters(),
        optimizer,
        objective);
  }

  /**
   * A trainer of items whose batches carry the reference's log-probabilities, or whose objective
   * looks at none. It owns none of its parts.
   *
   * @param policy what is trained
   * @param optimizer updates the policy's parameters, or some of them
   * @param objective what is descended
   * @return the trainer
   * @throws IllegalArgumentException if the optimizer has no parameters
   */
  public static PreferenceTrainer<ItemPreferenceBatch> ofItems(
      ItemPolicy policy, Optimizer optimizer, PreferenceObjective objective) {
    return new PreferenceTrainer<>(
        new ItemPreferences(policy), Optional.empty(), policy.parameters(), optimizer, objective);
  }

  /**
   * Scores pairs of texts with the reference, once: training then needs neither the memory of a
   * second model nor its forward pass in each epoch. The numbers are those that a trainer with the
   * reference at hand would compute.
   *
   * @param reference the reference; nothing of it is changed
   * @param batches the batches
   * @return the same batches, each with its log-probabilities
   * @throws IllegalArgumentException if a batch has some already
   */
  public static List<PreferenceBatch> precompute(Policy reference, List<PreferenceBatch> batches) {
    ReferenceChecks.checkWithout("batches", batches, PreferenceBatch::reference);
    return batches.stream().map(new TextPreferences(reference)::withReference).toList();
  }

  /**
   * Scores items with the reference, once, as {@link #precompute(Policy, List)} does texts.
   *
   * @param reference the reference; nothing of it is changed
   * @param batches the batches
   * @return the same batches, each with its log-probabilities
   * @throws IllegalArgumentException if a batch has some already
   */
  public static List<ItemPreferenceBatch> precompute(
      ItemPolicy reference, List<ItemPreferenceBatch> batches) {
    ReferenceChecks.checkWithout("batches", batches, ItemPreferenceBatch::reference);
    return batches.stream().map(new ItemPreferences(reference)::withReference).toList();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if there is no micro-batch or no preference in them, a
   *     completion has no scored token, or the reference is given twice, not at all, or to an
   *     objective that looks at none
   */
  @Override
  public Metrics update(List<B> microBatches) {
    long count = count("microBatches", microBatches);
    return updater.update(
        updater.tally(),
        withPreferences(microBatches),
        batch -> policy.score(batch, referenceOf(batch)),
        loss(count));
  }

  /**
   * Scores held-out preferences; changes nothing.
   *
   * @param batches the preferences
   * @return means over all preferences of all batches together
   * @throws IllegalArgumentException as {@link #update}
   */
  public Metrics evaluate(List<B> batches) {
    long count = count("batches", batches);
    return updater.evaluate(
        withPreferences(batches), batch -> policy.evaluate(batch, referenceOf(batch)), loss(count));
  }

  @Override
  public TrainerDescription description() {
    return updater.description(
        ImmutableMap.<String, Object>builder()
            .put("algorithm", "preference")
            .putAll(objective.settings())
            .buildOrThrow());
  }

  private List<B> withPreferences(List<B> batches) {
    return batches.stream().filter(batch -> policy.preferences(batch) > 0).toList();
  }

  private long count(String argument, List<B> batches) {
    long count = policy.count(argument, batches);
    if (objective.reference() == PreferenceObjective.Reference.UNUSED) {
      for (int i = 0; i < batches.size(); i++) {
        checkArgument(
            policy.carried(batches.get(i)).isEmpty(),
            "%s[%s].reference: expected none, which %s does not look at, got log-probabilities",
            argument,
            i,
            objective.settings());
      }
    } else if (reference.isPresent()) {
      ReferenceChecks.checkWithout(argument, batches, policy::carried);
    } else {
      ReferenceChecks.checkWith(argument, batches, policy::carried);
    }
    return count;
  }

  /** Before the policy's own pass, whose graph need not lie beside the reference's arrays. */
  private Optional<ReferenceNumbers> referenceOf(B batch) {
    return reference.map(model -> model.numbers(batch)).or(() -> policy.carried(batch));
  }

  private Updater.Share<ComparedScores, B> loss(long count) {
    return (scores, batch, tally) -> {
      ComparedLogProbs logProbs = scores.compared();
      policy.tally(tally, batch, logProbs, objective.rewardScale());
      return Reductions.tokenMean(objective.losses(logProbs), scores.kept(), (double) count);
    };
  }
}
