package org.temper.cli.recommenders.experiment;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import java.util.Optional;
import org.temper.evaluation.ranking.JudgedItems;
import org.temper.evaluation.ranking.PolicyShift;
import org.temper.evaluation.ranking.RankingEvaluation;
import org.temper.evaluation.ranking.RankingResult;
import org.temper.evaluation.ranking.SatisfactionEvaluation;
import org.temper.evaluation.ranking.TargetValues;
import org.temper.interactions.ItemScorer;
import org.temper.interactions.Target;
import org.temper.interactions.feedback.FeedbackBias;

/** Measures of a policy on some targets, beside the cloned one. */
public final class Measures {
  private final Experiment experiment;
  private final List<Target> targets;
  private final RankingEvaluation ranking;
  private final JudgedItems judged;
  private final Optional<SatisfactionEvaluation> satisfaction;
  private final ItemScorer cloned;

  private Measures(
      Experiment experiment, List<Target> targets, ItemScorer judge, ItemScorer cloned) {
    this.experiment = experiment;
    this.targets = targets;
    this.ranking = RankingEvaluation.of(targets, experiment.split().train(), experiment.ranking());
    this.judged = JudgedItems.of(judge, targets, experiment.items(), experiment.ranking());
    this.satisfaction =
        experiment
            .simulator()
            .map(
                truth ->
                    SatisfactionEvaluation.of(
                        truth, targets, experiment.split().train(), experiment.ranking()));
    this.cloned = cloned;
  }

  /**
   * Measures on some targets.
   *
   * @param experiment what policies are trained on
   * @param targets what is ranked
   * @param judge scores items by the reward that is expected of them
   * @param cloned the scores of the cloned policy
   * @return the measures
   */
  public static Measures of(
      Experiment experiment, List<Target> targets, ItemScorer judge, ItemScorer cloned) {
    return new Measures(experiment, targets, judge, cloned);
  }

  /**
   * What was measured.
   *
   * @param ranking where targets are ranked
   * @param reward what the judges expect of the first items
   * @param shift how far the policy is from the cloned one
   * @param satisfaction true satisfaction with the first items, where it is known
   */
  public record Measured(
      RankingResult ranking,
      TargetValues reward,
      PolicyShift shift,
      Optional<TargetValues> satisfaction) {}

  /**
   * Measures a policy.
   *
   * @param scorer its log-probabilities or logits
   * @return the figures
   */
  public Measured of(ItemScorer scorer) {
    return new Measured(
        ranking.evaluate(scorer),
        judged.first(scorer, Experiment.CUTOFF),
        PolicyShift.of(
            scorer, cloned, targets, experiment.items(), experiment.ranking().batchSize()),
        satisfaction.map(truth -> truth.satisfaction(scorer, Experiment.CUTOFF)));
  }

  /**
   * What of each target's standardized reward is neither the user's nor the item's.
   *
   * @param bias the user's and the item's
   * @return the rest, by target
   */
  public TargetValues residuals(FeedbackBias bias) {
    ImmutableDoubleArray.Builder residuals = ImmutableDoubleArray.builder(targets.size());
    for (Target target : targets) {
      residuals.add(
          target.feedback(Experiment.REWARD) - bias.predict(target.query(), target.item()));
    }
    return new TargetValues(
        ImmutableIntArray.copyOf(targets.stream().mapToInt(Target::user)), residuals.build());
  }
}
