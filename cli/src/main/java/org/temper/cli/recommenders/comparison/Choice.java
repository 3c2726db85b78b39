package org.temper.cli.recommenders.comparison;

import com.google.common.base.Ascii;
import org.temper.cli.recommenders.experiment.Experiment;
import org.temper.cli.recommenders.experiment.Measures.Measured;
import org.temper.cli.recommenders.experiment.RewardResiduals;
import org.temper.evaluation.ranking.RankingMetric;
import org.temper.evaluation.ranking.TargetGroup;

/**
 * A figure of the validation targets by which a setting may be chosen; true satisfaction is none.
 */
public enum Choice {
  /** NDCG@10 of high targets. */
  HIGH_NDCG,
  /** NDCG@10 of all targets. */
  NDCG,
  /** What the judges expect of the first ten items. */
  REWARD,
  /** The slope of Δ log π of the target on what of its reward neither user nor item explains. */
  SLOPE,
  /** The slope of Δ log π of the target on its reward less the user's mean. */
  USER_SLOPE;

  private static final RankingMetric AT_TEN = RankingMetric.ndcg(Experiment.CUTOFF);

  /** The name in summaries. */
  String figureName() {
    return Ascii.toLowerCase(name());
  }

  /** The figure; larger is better. */
  double of(Measured measured, RewardResiduals residuals) {
    return switch (this) {
      case HIGH_NDCG -> measured.ranking().mean(AT_TEN, TargetGroup.HIGH);
      case NDCG -> measured.ranking().mean(AT_TEN, TargetGroup.ALL);
      case REWARD -> measured.reward().mean();
      case SLOPE -> measured.shift().slopeOn(residuals.ofUsersAndItems());
      case USER_SLOPE -> measured.shift().slopeOn(residuals.ofUsers());
    };
  }
}
