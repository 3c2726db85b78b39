package org.temper.cli.recommenders.comparison;

import com.google.common.collect.ImmutableList;
import java.util.function.Function;
import org.temper.cli.recommenders.experiment.Experiment;
import org.temper.cli.recommenders.experiment.Measures.Measured;
import org.temper.evaluation.ranking.RankingMetric;
import org.temper.evaluation.ranking.TargetGroup;
import org.temper.evaluation.ranking.TargetValues;

/**
 * The row of a method in one world.
 *
 * @param method the method's name
 * @param family what differs from it in the baseline alone has the same
 * @param setting the value that was chosen; NaN where there is none
 * @param validation the figure by which it was chosen; NaN where nothing was
 * @param satisfaction true satisfaction with the first ten, by seed
 * @param ndcg NDCG@10 of high targets, by seed
 * @param reward what the judges expect of the first ten, by seed
 * @param divergence from the cloned policy, in nats, the mean over targets and seeds
 */
record WorldRow(
    String method,
    String family,
    double setting,
    double validation,
    ImmutableList<TargetValues> satisfaction,
    ImmutableList<TargetValues> ndcg,
    ImmutableList<TargetValues> reward,
    double divergence) {
  private static final RankingMetric NDCG = RankingMetric.ndcg(Experiment.CUTOFF);

  static WorldRow of(
      String method,
      String family,
      double setting,
      double validation,
      ImmutableList<Measured> measured) {
    return new WorldRow(
        method,
        family,
        setting,
        validation,
        values(measured, one -> one.satisfaction().orElseThrow()),
        values(measured, one -> one.ranking().values(NDCG, TargetGroup.HIGH)),
        values(measured, Measured::reward),
        measured.stream().mapToDouble(one -> one.shift().divergence().mean()).average().orElse(0));
  }

  WorldRow renamed(String name) {
    return new WorldRow(name, name, setting, validation, satisfaction, ndcg, reward, divergence);
  }

  private static ImmutableList<TargetValues> values(
      ImmutableList<Measured> measured, Function<Measured, TargetValues> value) {
    return measured.stream().map(value).collect(ImmutableList.toImmutableList());
  }
}
