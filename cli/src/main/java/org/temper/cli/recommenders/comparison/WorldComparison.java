package org.temper.cli.recommenders.comparison;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.temper.algorithms.run.Summary;
import org.temper.cli.recommenders.training.TrainingStages;
import org.temper.interactions.InteractionLog;

/**
 * Comparisons of methods in worlds that are drawn anew: items, users, logs and trainings. Settings
 * are chosen in each world by itself.
 *
 * @param presets at least one
 * @param seed of the bootstrap
 */
public record WorldComparison(ImmutableList<Preset> presets, long seed) implements Comparisons {
  private static final Logger LOG = LoggerFactory.getLogger(WorldComparison.class);

  /**
   * Worlds of one kind.
   *
   * @param name in summaries
   * @param description what is true in them
   * @param worlds the comparisons, each made when it is its turn
   */
  public record Preset(
      String name, String description, ImmutableList<Supplier<MethodComparison>> worlds) {}

  /** {@inheritDoc} None: worlds follow from the options. */
  @Override
  public List<InteractionLog> logs() {
    return List.of();
  }

  @Override
  public void run(Path out, Map<String, String> settings, PrintWriter terminal) throws IOException {
    Summary summary = new Summary();
    Map<String, WorldFigures> all = new LinkedHashMap<>();
    for (Preset preset : presets) {
      List<WorldFindings> findings = new ArrayList<>();
      for (int world = 1; world <= preset.worlds().size(); world++) {
        Path directory = out.resolve(preset.name()).resolve("world-" + world);
        findings.add(findings(preset.worlds().get(world - 1).get(), directory, settings));
        LOG.info("{}: world {} of {} measured", preset.name(), world, preset.worlds().size());
      }
      WorldFigures figures = WorldFigures.of(preset.name(), findings, seed, summary);
      all.put(preset.name(), figures);
      terminal.println();
      terminal.println(preset.name() + ": " + preset.description());
      figures.remarks().forEach(terminal::println);
      terminal.println();
      terminal.print(figures.table());
      terminal.flush();
      summary.write(out.resolve("summary.json"));
    }
    if (all.size() > 1) {
      terminal.println();
      terminal.println("satisfaction@10 over cloning, 95 %");
      terminal.print(WorldFigures.across(all));
    }
    terminal.println();
    terminal.println("Written to " + out + ": summary.json, and a directory for each world");
    terminal.flush();
  }

  private static WorldFindings findings(
      MethodComparison comparison, Path directory, Map<String, String> settings)
      throws IOException {
    LOG.info("{}", comparison.experiment().description());
    try (TrainingStages stages = TrainingStages.in(directory, settings)) {
      return WorldFindings.of(
          comparison.run(stages, SavedModels.none()),
          comparison.search().choice(),
          comparison.experiment().predictability());
    }
  }
}
