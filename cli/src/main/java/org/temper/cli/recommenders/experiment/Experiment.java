package org.temper.cli.recommenders.experiment;

import java.util.Optional;
import org.temper.evaluation.ranking.HighTargets;
import org.temper.evaluation.ranking.RankingConfig;
import org.temper.evaluation.ranking.RankingEvaluation;
import org.temper.evaluation.ranking.SatisfactionEvaluation;
import org.temper.evaluation.ranking.SeenItems;
import org.temper.interactions.InteractionLog;
import org.temper.interactions.LogSplit;
import org.temper.interactions.simulation.InteractionSimulator;

/**
 * The data that recommenders are trained and measured on.
 *
 * @param log all events, filtered
 * @param split what is trained on, chosen by and reported
 * @param feedback the column of the reward
 * @param ranking what is measured of a ranking
 * @param simulator what knows the truth, where the log is simulated
 */
public record Experiment(
    InteractionLog log,
    LogSplit split,
    String feedback,
    RankingConfig ranking,
    Optional<InteractionSimulator> simulator) {

  /** The column of the reward in standard deviations from the mean of what is trained on. */
  public static final String REWARD = "standardized reward";

  /** The first so many items of a ranking are measured. */
  public static final int CUTOFF = 10;

  /**
   * An experiment.
   *
   * @param log all events, filtered
   * @param split what is trained on, chosen by and reported
   * @param high which targets are high, and by what column
   * @param seen whether items of the history are recommended
   * @param simulator what knows the truth, where the log is simulated
   * @return the experiment, its rankings cut at {@value #CUTOFF}
   */
  public static Experiment of(
      InteractionLog log,
      LogSplit split,
      HighTargets high,
      SeenItems seen,
      Optional<InteractionSimulator> simulator) {
    return new Experiment(
        log,
        split,
        high.column(),
        RankingConfig.atTen().withSeen(seen).withHigh(high).withBatchSize(1024),
        simulator);
  }

  /**
   * How many items there are.
   *
   * @return the size of the catalog
   */
  public int items() {
    return log.items().size();
  }

  /**
   * Ranks the targets to choose by.
   *
   * @return the evaluation
   */
  public RankingEvaluation validation() {
    return RankingEvaluation.of(split.validation(), split.train(), ranking);
  }

  /**
   * Ranks the targets to report.
   *
   * @return the evaluation
   */
  public RankingEvaluation test() {
    return RankingEvaluation.of(split.test(), split.train(), ranking);
  }

  /** True satisfaction with what is recommended at the positions of the targets to report. */
  Optional<SatisfactionEvaluation> satisfaction() {
    return simulator.map(
        truth -> SatisfactionEvaluation.of(truth, split.test(), split.train(), ranking));
  }

  /**
   * What the log and its targets are, for people to read.
   *
   * @return a line
   */
  public String description() {
    return String.format(
        "%,d events, %,d users, %,d items; %,d targets, of which high (%s ≥ %.4g): %,d",
        log.size(),
        log.users().size(),
        items(),
        split.test().size(),
        feedback,
        ranking.high().orElseThrow().threshold(),
        split.test().stream()
            .filter(target -> target.feedback(feedback) >= ranking.high().orElseThrow().threshold())
            .count());
  }
}
