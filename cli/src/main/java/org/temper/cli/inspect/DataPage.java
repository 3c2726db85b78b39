package org.temper.cli.inspect;

import static com.google.common.html.HtmlEscapers.htmlEscaper;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.temper.cli.inspect.MaskedText.Kind;

/**
 * A page on data: its counts, the lengths of its examples, and some of them, what is learned
 * highlighted. One file of HTML, which needs no other and no network.
 *
 * @param title what was looked at
 * @param counts the counts
 * @param reader puts examples in words
 */
record DataPage(String title, DataCounts counts, MaskedText.Reader reader) {
  private static final String STYLE =
      """
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
             color: #1b1b1b; background: #fff }
      table { border-collapse: collapse } td { padding: .1rem 1rem .1rem 0 } td.n { text-align: right }
      .bar { background: #4a7fb5; height: .8rem } h2 { margin-top: 2rem }
      .example { border: 1px solid #ccc; border-radius: 4px; margin: 1rem 0 }
      .example h3 { margin: 0; padding: .3rem .8rem; font-size: .9rem; background: #f2f2f2;
                    border-bottom: 1px solid #ccc }
      pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; padding: .8rem; font-size: .9rem;
            color: #555 }
      mark { background: #cdeccd; color: #123d12 }
      """;

  /** The page with these examples. */
  String of(List<Inspected> examples) {
    StringBuilder page = new StringBuilder();
    page.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
        .append(htmlEscaper().escape(title))
        .append("</title>\n<style>\n")
        .append(STYLE)
        .append("</style></head>\n<body>\n<h1>")
        .append(htmlEscaper().escape(title))
        .append("</h1>\n");
    figures(page);
    histogram(page);
    page.append("<h2>Examples</h2>\n<p>What the loss looks at is <mark>marked</mark>.</p>\n");
    examples.forEach(example -> example(page, example));
    return page.append("</body></html>\n").toString();
  }

  private void figures(StringBuilder page) {
    page.append("<table>\n");
    for (Map.Entry<String, Long> figure : counts.figures().entrySet()) {
      page.append("<tr><td>")
          .append(figure.getKey().replace('_', ' '))
          .append("</td><td class=\"n\">")
          .append(String.format(Locale.ROOT, "%,d", figure.getValue()))
          .append("</td></tr>\n");
    }
    page.append("</table>\n");
  }

  private void histogram(StringBuilder page) {
    List<Lengths.Bin> bins = counts.lengths().histogram();
    int most = bins.stream().mapToInt(Lengths.Bin::count).max().orElse(1);
    page.append("<h2>Tokens of an example</h2>\n<table>\n");
    for (Lengths.Bin bin : bins) {
      page.append(
          String.format(
              Locale.ROOT,
              "<tr><td class=\"n\">%,d to %,d</td><td class=\"n\">%,d</td>"
                  + "<td><div class=\"bar\" style=\"width:%.1frem\"></div></td></tr>%n",
              bin.from(),
              bin.to(),
              bin.count(),
              30.0 * bin.count() / most));
    }
    page.append("</table>\n");
  }

  private void example(StringBuilder page, Inspected inspected) {
    page.append("<div class=\"example\"><h3>")
        .append(htmlEscaper().escape(ExampleText.heading(inspected)))
        .append("</h3><pre>");
    inspected
        .example()
        .ifPresent(
            sequence ->
                reader
                    .read(sequence)
                    .runs()
                    .forEach(
                        run -> {
                          String text = htmlEscaper().escape(run.text());
                          page.append(
                              run.kind() == Kind.LEARNED ? "<mark>" + text + "</mark>" : text);
                        }));
    page.append("</pre></div>\n");
  }
}
