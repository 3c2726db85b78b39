package org.temper.cli.recommenders.comparison;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.temper.algorithms.run.Summary;
import org.temper.cli.recommenders.comparison.MethodComparison.Findings;
import org.temper.cli.recommenders.experiment.Measures.Measured;
import org.temper.cli.recommenders.training.TrainingStages;
import org.temper.interactions.InteractionLog;
import org.temper.interactions.feedback.PersonalPredictability;
import org.temper.reporting.Charts;
import org.temper.reporting.Charts.Axes;
import org.temper.reporting.Charts.Point;

/**
 * A comparison of methods for each of some strengths of the simulator's noise, or on one log.
 *
 * @param comparisons at least one
 * @param seed of the bootstrap
 */
public record NoiseSweep(List<AtNoise> comparisons, long seed) implements Comparisons {
  private static final double LEAST_SHARE = 0.1;
  private static final Logger LOG = LoggerFactory.getLogger(NoiseSweep.class);

  /** Copies. */
  public NoiseSweep {
    comparisons = List.copyOf(comparisons);
  }

  /**
   * A comparison on a log of so much noise.
   *
   * @param noise the strength; of no meaning for a log that was read
   * @param comparison the comparison
   */
  public record AtNoise(double noise, MethodComparison comparison) {}

  /** {@inheritDoc} By strength of noise. */
  @Override
  public List<InteractionLog> logs() {
    return comparisons.stream().map(at -> at.comparison().experiment().log()).toList();
  }

  @Override
  public void run(Path out, Map<String, String> settings, PrintWriter terminal) throws IOException {
    Summary summary = new Summary();
    Map<String, List<Point>> sweep = new LinkedHashMap<>();
    boolean alone = comparisons.size() == 1;
    for (AtNoise at : comparisons) {
      MethodComparison comparison = at.comparison();
      String name = "noise-" + text(at.noise());
      Path directory = alone ? out : out.resolve(name);
      LOG.info("{}", comparison.experiment().description());
      List<PersonalPredictability> predictability =
          List.of(comparison.experiment().predictability());
      PredictabilityReport.put(summary, alone ? "" : name + ".", predictability);
      LOG.info("{}", PredictabilityReport.line(predictability));
      Findings findings;
      try (TrainingStages stages = TrainingStages.in(directory, settings)) {
        findings =
            comparison.run(stages, SavedModels.in(directory, comparison.experiment(), settings));
        stages.draw(directory);
      }
      if (!alone) {
        terminal.println();
        terminal.println("Noise " + at.noise());
      }
      terminal.println();
      terminal.println(comparison.experiment().description());
      terminal.println(PredictabilityReport.line(predictability));
      terminal.println(findings.rewardModels().verdict());
      terminal.println();
      terminal.print(MethodFigures.of(findings, seed, summary, alone ? "" : name + "."));
      terminal.flush();
      warnOfCollapse(findings, terminal);
      Map<Choice, Double> correlations = SelectionCheck.correlations(findings);
      if (!correlations.isEmpty()) {
        terminal.println(SelectionCheck.line(correlations));
      }
      MethodCharts.draw(directory, findings);
      addTo(sweep, at.noise(), findings);
      summary.write(out.resolve("summary.json"));
    }
    if (!alone) {
      Charts.lines(
          out.resolve("sweep.png"),
          new Axes(
              "True satisfaction over noise",
              "strength of noise",
              "satisfaction with the first ten"),
          sweep);
    }
    terminal.println();
    terminal.println(
        "Written to " + out + ": summary.json, metrics.jsonl, models, curves and pictures");
    terminal.flush();
  }

  private static void warnOfCollapse(Findings findings, PrintWriter terminal) {
    for (MethodResult result : findings.results()) {
      if (result.effectiveShare() < LEAST_SHARE) {
        terminal.printf(
            Locale.ROOT,
            "The weights of %s have collapsed: events count as %.1f %% of their number.%n",
            result.method().name(),
            100 * result.effectiveShare());
      }
    }
    terminal.flush();
  }

  private static void addTo(Map<String, List<Point>> sweep, double noise, Findings findings) {
    for (MethodResult result : findings.results()) {
      double mean =
          result.reported().stream()
              .map(Measured::satisfaction)
              .flatMap(Optional::stream)
              .mapToDouble(values -> values.mean())
              .average()
              .orElse(Double.NaN);
      sweep
          .computeIfAbsent(result.method().name(), method -> new ArrayList<>())
          .add(new Point(noise, mean));
    }
  }

  private static String text(double noise) {
    return String.format(Locale.ROOT, "%s", noise).replace('.', '_');
  }
}
