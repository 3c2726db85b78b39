package org.temper.cli.recommenders.experiment;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.temper.api.Seeds;
import org.temper.evaluation.ranking.HighTargets;
import org.temper.evaluation.ranking.RankingConfig;
import org.temper.evaluation.ranking.RankingEvaluation;
import org.temper.evaluation.ranking.SatisfactionEvaluation;
import org.temper.evaluation.ranking.SeenItems;
import org.temper.interactions.InteractionLog;
import org.temper.interactions.LogSplit;
import org.temper.interactions.Target;
import org.temper.interactions.feedback.PersonalPredictability;
import org.temper.interactions.simulation.InteractionSimulator;

/**
 * The data that recommenders are trained and measured on.
 *
 * @param log all events, filtered
 * @param split what is trained on, chosen by and reported
 * @param ranking what is measured of a ranking
 * @param simulator what knows the truth, where the log is simulated
 */
public record Experiment(
    InteractionLog log,
    LogSplit split,
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
   * @param high which targets are high, and by what column; none where feedback tells nothing apart
   * @param seen whether items of the history are recommended
   * @param simulator what knows the truth, where the log is simulated
   * @return the experiment, its rankings cut at {@value #CUTOFF}
   */
  public static Experiment of(
      InteractionLog log,
      LogSplit split,
      Optional<HighTargets> high,
      SeenItems seen,
      Optional<InteractionSimulator> simulator) {
    RankingConfig ranking = RankingConfig.atTen().withSeen(seen).withBatchSize(1024);
    return new Experiment(log, split, high.map(ranking::withHigh).orElse(ranking), simulator);
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
    return validation(split.validation());
  }

  /**
   * Ranks some of the targets to choose by.
   *
   * @param most how many at most, at least 1
   * @param seed decides which
   * @return the evaluation
   */
  public RankingEvaluation validation(int most, long seed) {
    List<Target> all = split.validation();
    return validation(
        Arrays.stream(Seeds.permutation(all.size(), seed, "validation-targets"))
            .limit(most)
            .sorted()
            .mapToObj(all::get)
            .toList());
  }

  private RankingEvaluation validation(List<Target> targets) {
    return RankingEvaluation.of(targets, split.train(), ranking);
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
   * How much of the reward is personal and can be predicted, on the targets to choose by.
   *
   * @return the correlation
   */
  public PersonalPredictability predictability() {
    return PersonalPredictability.of(split.train(), split.validation(), REWARD);
  }

  /**
   * What the log and its targets are, for people to read.
   *
   * @return a line
   */
  public String description() {
    String size =
        String.format(
            "%,d events, %,d users, %,d items; %,d targets",
            log.size(), log.users().size(), items(), split.test().size());
    return size
        + ranking
            .high()
            .map(this::description)
            .orElse(", which no feedback tells apart (--feedback-column)");
  }

  private String description(HighTargets high) {
    return String.format(
        ", of which high (%s ≥ %.4g): %,d",
        high.column(), high.threshold(), split.test().stream().filter(high::reaches).count());
  }
}
