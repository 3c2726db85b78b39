package org.temper.cli.midtrain;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.temper.algorithms.run.Summary;
import org.temper.cli.training.TextTable;
import org.temper.reporting.Charts;
import org.temper.reporting.Charts.Axes;
import org.temper.reporting.Charts.Point;

/**
 * A comparison of replay shares, over the same seeds, with the run without replay: what is kept of
 * the new data's gain, and what is left of the old data's loss.
 *
 * <pre>
 * new_gain_kept  = (new loss before − after with replay) / (before − after without)
 * old_rise_share = (old loss after with replay − before) / (after without − before)
 * </pre>
 *
 * <p>of held-out losses, at the same number of updates: replay displaces new data, and what that
 * costs is in the first figure. Each is computed by seed, and its mean and interval over seeds.
 */
public final class ReplayComparison {
  /** The share that the others are compared with. */
  public static final String WITHOUT = "0";

  private final List<String> freshBuckets;
  private final Map<String, List<Forgetting>> trials = new LinkedHashMap<>();

  /**
   * A comparison without trials.
   *
   * @param data what is trained and measured on
   */
  public ReplayComparison(Midtraining.Data data) {
    this.freshBuckets = data.freshBuckets();
  }

  /**
   * Adds a trial; each share has the same seeds in the same order.
   *
   * @param share the replay's share, as it was given
   * @param outcome the run
   */
  public void add(String share, Midtraining.Outcome outcome) {
    List<String> buckets =
        ImmutableList.<String>builder().addAll(freshBuckets).add(Source.OLD).build();
    trials
        .computeIfAbsent(share, key -> new ArrayList<>())
        .add(Forgetting.of(outcome.trained().history(), buckets));
  }

  private double newDrop(Forgetting trial) {
    return trial.before(freshBuckets) - trial.after(freshBuckets);
  }

  private static double oldRise(Forgetting trial) {
    return trial.after(Source.OLD) - trial.before(Source.OLD);
  }

  private List<Forgetting> of(String share) {
    return trials.getOrDefault(share, List.of());
  }

  private SeedInterval over(String share, ToDoubleFunction<Forgetting> figure) {
    return SeedInterval.of(of(share).stream().mapToDouble(figure).toArray());
  }

  private boolean differs(ToDoubleFunction<Forgetting> figure) {
    return of(WITHOUT).stream().allMatch(trial -> figure.applyAsDouble(trial) > 0);
  }

  /** A figure of each seed relative to that of the run of the same seed without replay. */
  private SeedInterval relative(String share, ToDoubleFunction<Forgetting> figure) {
    double[] values = new double[of(share).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = figure.applyAsDouble(of(share).get(i)) / figure.applyAsDouble(of(WITHOUT).get(i));
    }
    return SeedInterval.of(values);
  }

  /**
   * Puts all figures into a summary. Where without replay the new loss did not fall, or the old one
   * did not rise, in each seed, there is nothing to be relative to, and the figure is left out.
   *
   * @param summary takes them
   */
  public void put(Summary summary) {
    over(WITHOUT, trial -> trial.before(freshBuckets)).put(summary, "before", "new_loss");
    over(WITHOUT, trial -> trial.before(Source.OLD)).put(summary, "before", "old_loss");
    for (String share : trials.keySet()) {
      String stage = "replay_" + share;
      if (differs(this::newDrop)) {
        relative(share, this::newDrop).put(summary, stage, "new_gain_kept");
      }
      if (differs(ReplayComparison::oldRise)) {
        relative(share, ReplayComparison::oldRise).put(summary, stage, "old_rise_share");
      }
      over(share, trial -> trial.after(freshBuckets)).put(summary, stage, "new_loss");
      over(share, trial -> trial.after(Source.OLD)).put(summary, stage, "old_loss");
    }
    summary.put("seeds", of(WITHOUT).size());
  }

  /**
   * Lays the figures out.
   *
   * @return a row for each share
   */
  public TextTable table() {
    TextTable table =
        new TextTable(
            List.of(
                "replay", "new loss", "old loss", "new gain kept, 95 %", "old rise share, 95 %"));
    table.add(
        List.of(
            "before",
            TextTable.number(over(WITHOUT, trial -> trial.before(freshBuckets)).mean()),
            TextTable.number(over(WITHOUT, trial -> trial.before(Source.OLD)).mean()),
            "",
            ""));
    for (String share : trials.keySet()) {
      table.add(
          List.of(
              share,
              TextTable.number(over(share, trial -> trial.after(freshBuckets)).mean()),
              TextTable.number(over(share, trial -> trial.after(Source.OLD)).mean()),
              differs(this::newDrop) ? relative(share, this::newDrop).toString() : "",
              differs(ReplayComparison::oldRise)
                  ? relative(share, ReplayComparison::oldRise).toString()
                  : ""));
    }
    return table;
  }

  /**
   * Draws what is kept and what is left against the share, and the old data's loss during the runs
   * of the first seed.
   *
   * @param out the directory
   */
  public void draw(Path out) {
    Map<String, List<Point>> figures = new LinkedHashMap<>();
    if (differs(this::newDrop)) {
      figures.put("new gain kept", points(this::newDrop));
    }
    if (differs(ReplayComparison::oldRise)) {
      figures.put("old rise share", points(ReplayComparison::oldRise));
    }
    if (!figures.isEmpty()) {
      Charts.lines(
          out.resolve("replay.png"),
          new Axes(
              "Replay: the new data's gain and the old data's rise, relative to none",
              "share of old data",
              "mean over seeds"),
          figures);
    }
    Map<String, List<Point>> losses = new LinkedHashMap<>();
    trials.forEach(
        (share, bySeed) -> {
          losses.put("old, replay " + share, bySeed.get(0).curves().get(Source.OLD));
          losses.put("new, replay " + share, bySeed.get(0).curves().get(freshBuckets.get(0)));
        });
    Charts.lines(
        out.resolve("forgetting.png"),
        new Axes("Held-out losses during the runs of the first seed", "update", "nats per token"),
        losses);
  }

  private List<Point> points(ToDoubleFunction<Forgetting> figure) {
    return trials.keySet().stream()
        .map(share -> new Point(Double.parseDouble(share), relative(share, figure).mean()))
        .sorted(Comparator.comparingDouble(Point::x))
        .toList();
  }
}
