package org.temper.cli.tracks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.temper.algorithms.checkpoints.AtomicFiles;
import org.temper.cli.training.TextTable;
import org.temper.data.html.HtmlPage;
import org.temper.reporting.Charts;

/**
 * The report of a run of tracks for people: a table, and one page with the table and a picture,
 * {@code report.html}, which needs no other file.
 *
 * @param title what was run
 * @param outcome what came of it
 */
public record TracksReport(String title, TracksOutcome outcome) {
  private static final String PICTURE = "goals.png";
  private static final String STYLE = "img { max-width: 100% } th { text-align: left }\n";

  /**
   * Writes {@code goals.png} and {@code report.html}.
   *
   * @param out the recipe's directory
   * @throws IOException if a file cannot be read or written
   */
  public void write(Path out) throws IOException {
    draw(out.resolve(PICTURE));
    HtmlPage page = new HtmlPage(title, STYLE);
    if (Files.exists(out.resolve(PICTURE))) {
      String bytes = Base64.getEncoder().encodeToString(Files.readAllBytes(out.resolve(PICTURE)));
      page.tags("<img alt=\"goals of each model\" src=\"data:image/png;base64," + bytes + "\">\n");
    }
    table(page, "What each model comes to", goals());
    table(page, "What each model took", efforts());
    table(page, "Task vectors of the experts", vectors());
    byte[] html = page.finish().getBytes(UTF_8);
    AtomicFiles.write(out.resolve("report.html"), stream -> stream.write(html));
  }

  /**
   * The tables for a terminal.
   *
   * @return lines of text, each with its line break
   */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (List<List<String>> rows : List.of(goals(), efforts(), vectors())) {
      TextTable table = new TextTable(rows.get(0));
      rows.subList(1, rows.size()).forEach(table::add);
      text.append(table).append(System.lineSeparator());
    }
    return text.toString();
  }

  private static void table(HtmlPage page, String heading, List<List<String>> rows) {
    page.tags("<h2>").text(heading).tags("</h2>\n<table>\n<tr>");
    rows.get(0).forEach(cell -> page.tags("<th>").text(cell).tags("</th>"));
    page.tags("</tr>\n");
    for (List<String> row : rows.subList(1, rows.size())) {
      page.tags("<tr>");
      for (int i = 0; i < row.size(); i++) {
        page.tags(i == 0 ? "<td>" : "<td class=\"n\">").text(row.get(i)).tags("</td>");
      }
      page.tags("</tr>\n");
    }
    page.tags("</table>\n");
  }

  /**
   * Start, experts and joined models by their figures, and the share of the gains that they have.
   */
  private List<List<String>> goals() {
    List<String> figures =
        List.copyOf(outcome.models().values().iterator().next().figures().keySet());
    List<List<String>> rows = new ArrayList<>();
    List<String> headings = new ArrayList<>(List.of("model"));
    figures.forEach(figure -> headings.add(figure.replace('_', ' ')));
    outcome.goals().keySet().forEach(track -> headings.add("recovery " + track));
    rows.add(headings);
    outcome
        .models()
        .forEach(
            (name, model) -> {
              List<String> row = new ArrayList<>(List.of(name));
              figures.forEach(figure -> row.add(number(model.figure(figure))));
              for (String track : outcome.goals().keySet()) {
                row.add(number(outcome.recovery(track, model).orElse(Double.NaN)));
              }
              rows.add(row);
            });
    return rows;
  }

  private List<List<String>> efforts() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("model", "rollouts", "seconds", "peak MiB"));
    outcome
        .models()
        .forEach(
            (name, model) ->
                model
                    .made()
                    .ifPresent(
                        made ->
                            rows.add(
                                List.of(
                                    name,
                                    String.format(Locale.ROOT, "%,d", made.effort().completions()),
                                    String.format(Locale.ROOT, "%.1f", made.effort().seconds()),
                                    String.format(
                                        Locale.ROOT, "%.0f", made.effort().peakMemoryMib())))));
    return rows;
  }

  private List<List<String>> vectors() {
    List<String> tracks = outcome.goals().keySet().asList();
    List<List<String>> rows = new ArrayList<>();
    List<String> headings = new ArrayList<>(List.of("task vector", "norm"));
    tracks.forEach(track -> headings.add("cosine " + track));
    rows.add(headings);
    for (int i = 0; i < tracks.size(); i++) {
      List<String> row = new ArrayList<>(List.of(tracks.get(i)));
      row.add(number(outcome.vectors().norms().get(i)));
      outcome.vectors().cosines().get(i).forEach(cosine -> row.add(number(cosine)));
      rows.add(row);
    }
    return rows;
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.3f", value);
  }

  /** Every model by the goals of the first two tracks. */
  private void draw(Path file) {
    List<String> tracks = outcome.goals().keySet().asList();
    if (tracks.size() < 2) {
      return;
    }
    String x = tracks.get(0);
    String y = tracks.get(1);
    Map<String, List<Charts.Point>> points = new LinkedHashMap<>();
    outcome
        .models()
        .forEach(
            (name, model) ->
                points.put(
                    name,
                    List.of(
                        new Charts.Point(
                            model.figure(outcome.goal(x)), model.figure(outcome.goal(y))))));
    Charts.lines(file, new Charts.Axes(title, "goal of " + x, "goal of " + y), points);
  }
}
