package org.temper.cli.recommenders;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
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
import org.temper.cli.recommenders.Measures.Measured;
import org.temper.cli.recommenders.Study.Findings;
import org.temper.cli.training.Charts;
import org.temper.cli.training.Charts.Axes;
import org.temper.cli.training.Charts.Point;

/**
 * One study, or one for each strength of the simulator's noise.
 *
 * @param studies at least one
 * @param seed of the bootstrap
 */
public record StudyRun(List<Noisy> studies, long seed) {
  private static final double LEAST_SHARE = 0.1;
  private static final Logger LOG = LoggerFactory.getLogger(StudyRun.class);

  /** Copies. */
  public StudyRun {
    studies = List.copyOf(studies);
  }

  /**
   * A study on a log of so much noise.
   *
   * @param noise the strength; of no meaning for a log that was read
   * @param study the study
   */
  public record Noisy(double noise, Study study) {}

  /**
   * Runs everything.
   *
   * @param out the directory to write into, made here
   * @param terminal where the tables go
   * @throws IOException if something cannot be written
   */
  public void run(Path out, PrintWriter terminal) throws IOException {
    Summary summary = new Summary();
    Map<String, List<Point>> sweep = new LinkedHashMap<>();
    for (Noisy noisy : studies) {
      boolean alone = studies.size() == 1;
      String name = "noise-" + text(noisy.noise());
      Path directory = alone ? out : out.resolve(name);
      LOG.info("{}", noisy.study().experiment().description());
      Files.createDirectories(directory);
      Findings findings;
      try (Records records = Records.create(directory)) {
        findings =
            noisy.study().run(records, SavedModels.in(directory, noisy.study().experiment()));
      }
      if (!alone) {
        terminal.println();
        terminal.println("Noise " + noisy.noise());
      }
      terminal.println();
      terminal.println(noisy.study().experiment().description());
      terminal.println(findings.rewardModels().verdict());
      terminal.println();
      terminal.print(StudyTable.of(findings, seed, summary, alone ? "" : name + "."));
      terminal.flush();
      warnOfCollapse(findings, terminal);
      StudyCharts.draw(directory, findings);
      addTo(sweep, noisy.noise(), findings);
      summary.write(out.resolve("summary.json"));
    }
    if (studies.size() > 1) {
      Charts.lines(
          out.resolve("sweep.png"),
          new Axes(
              "True satisfaction over noise",
              "strength of noise",
              "satisfaction with the first ten"),
          sweep);
    }
    terminal.println();
    terminal.println("Written to " + out + ": summary.json, metrics.jsonl, models and pictures");
    terminal.flush();
  }

  private static void warnOfCollapse(Findings findings, PrintWriter terminal) {
    for (Outcome outcome : findings.outcomes()) {
      if (outcome.effectiveShare() < LEAST_SHARE) {
        terminal.printf(
            Locale.ROOT,
            "The weights of %s have collapsed: events count as %.1f %% of their number.%n",
            outcome.method().name(),
            100 * outcome.effectiveShare());
      }
    }
    terminal.flush();
  }

  private static void addTo(Map<String, List<Point>> sweep, double noise, Findings findings) {
    for (Outcome outcome : findings.outcomes()) {
      double mean =
          outcome.reported().stream()
              .map(Measured::satisfaction)
              .flatMap(Optional::stream)
              .mapToDouble(values -> values.mean())
              .average()
              .orElse(Double.NaN);
      sweep
          .computeIfAbsent(outcome.method().name(), method -> new ArrayList<>())
          .add(new Point(noise, mean));
    }
  }

  private static String text(double noise) {
    return String.format(Locale.ROOT, "%s", noise).replace('.', '_');
  }
}
