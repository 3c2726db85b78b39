package org.temper.cli.recommenders.training;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.temper.cli.recommenders.experiment.Experiment;
import org.temper.evaluation.ranking.RankingMetric;
import org.temper.evaluation.ranking.RankingResult;
import org.temper.evaluation.ranking.TargetGroup;

/** Figures of the targets to choose by, as a training records them. */
public final class ValidationFigures {
  private static final String PREFIX = "validation.";

  /** The NDCG@10 of all of them. */
  public static final String NDCG =
      PREFIX
          + TargetGroup.ALL.figureName()
          + "."
          + RankingMetric.ndcg(Experiment.CUTOFF).figureName();

  private ValidationFigures() {}

  /**
   * Those of a ranking.
   *
   * @param result where the targets were ranked
   * @return its figures by name
   */
  public static Map<String, Double> of(RankingResult result) {
    ImmutableMap.Builder<String, Double> figures = ImmutableMap.builder();
    result.figures().forEach((name, value) -> figures.put(PREFIX + name, value));
    return figures.buildOrThrow();
  }
}
