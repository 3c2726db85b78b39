package org.temper.cli.merge;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.temper.algorithms.run.Summary;
import org.temper.cli.training.TextTable;
import org.temper.models.merge.MergeReport;
import org.temper.models.merge.TaskVectors;

/**
 * The figures of a merge: what the experts changed, and whether they agree.
 *
 * @param report what was merged
 * @param experts the directory of each expert
 * @param seconds how long it took
 */
public record MergeFigures(MergeReport report, List<Path> experts, double seconds) {

  /** Copies. */
  public MergeFigures {
    experts = List.copyOf(experts);
  }

  /**
   * The figures for programs.
   *
   * @return experts are counted from 1, as in {@code expert_1.norm} and {@code
   *     cosine.expert_1.expert_2}
   */
  public Summary summary() {
    Summary summary =
        new Summary()
            .put("tensors", report.tensors())
            .put("parameters", (double) report.parameters())
            .put("seconds", seconds);
    report.taskVectors().ifPresent(vectors -> put(summary, vectors));
    return summary;
  }

  private static void put(Summary summary, TaskVectors vectors) {
    int count = vectors.norms().size();
    for (int e = 0; e < count; e++) {
      summary.put(name(e), "norm", vectors.norms().get(e));
      summary.put(name(e), "changed", vectors.changed().get(e));
    }
    for (int e = 0; e < count; e++) {
      for (int other = e + 1; other < count; other++) {
        summary.put("cosine." + name(e), name(other), vectors.cosines().get(e).get(other));
      }
    }
    summary.put("sign_conflicts", vectors.conflicts());
  }

  private static String name(int expert) {
    return "expert_" + (expert + 1);
  }

  /**
   * The figures for people.
   *
   * @return lines of text, each with its line break
   */
  public String text() {
    String size =
        String.format(
            Locale.ROOT,
            "%,d parameters in %,d tensors, %.1f s%n",
            report.parameters(),
            report.tensors(),
            seconds);
    return report.taskVectors().map(this::table).orElse("") + size;
  }

  private String table(TaskVectors vectors) {
    List<String> columns = new ArrayList<>(List.of("task vector", "norm", "changed"));
    for (int e = 0; e < experts.size(); e++) {
      columns.add("cosine " + (e + 1));
    }
    TextTable table = new TextTable(columns);
    for (int e = 0; e < experts.size(); e++) {
      List<String> cells = new ArrayList<>();
      cells.add((e + 1) + " " + experts.get(e).toAbsolutePath().normalize().getFileName());
      cells.add(TextTable.number(vectors.norms().get(e)));
      cells.add(TextTable.number(vectors.changed().get(e)));
      vectors.cosines().get(e).forEach(cosine -> cells.add(TextTable.number(cosine)));
      table.add(cells);
    }
    return table
        + String.format(
            Locale.ROOT,
            "signs in conflict: %.4f of the parameters that at least two experts changed%n",
            vectors.conflicts());
  }
}
