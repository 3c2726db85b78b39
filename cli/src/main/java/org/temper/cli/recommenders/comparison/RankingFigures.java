package org.temper.cli.recommenders.comparison;

import java.util.List;
import java.util.Map;
import org.temper.algorithms.run.Summary;
import org.temper.evaluation.ranking.RankingResult;
import org.temper.evaluation.ranking.Spread;

/**
 * RankingFigures of methods over seeds, as {@code METHOD.TARGETS.METRIC} and {@code ….METRIC.sd}.
 */
final class RankingFigures {

  private RankingFigures() {}

  /** Puts each figure of a ranking: its mean over seeds, and its deviation. */
  static Map<String, Spread> put(Summary summary, String method, List<RankingResult> results) {
    Map<String, Spread> spreads =
        Spread.ofEach(results.stream().map(RankingResult::figures).toList());
    spreads.forEach((name, spread) -> put(summary, method, name, spread));
    return spreads;
  }

  static void put(Summary summary, String method, String figure, Spread spread) {
    summary.put(method, figure, spread.mean());
    if (spread.count() > 1) {
      summary.put(method, figure + ".sd", spread.deviation());
    }
  }
}
