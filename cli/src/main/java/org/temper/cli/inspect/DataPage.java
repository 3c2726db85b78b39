package org.temper.cli.inspect;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.temper.cli.inspect.MaskedText.Kind;
import org.temper.data.html.HtmlPage;

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
      .bar { background: #4a7fb5; height: .8rem }
      mark { background: #cdeccd; color: #123d12 }
      """;

  /** The page with these examples. */
  String of(List<Inspected> examples) {
    HtmlPage page = new HtmlPage(title, STYLE);
    figures(page);
    histogram(page);
    page.tags("<h2>Examples</h2>\n<p>What the loss looks at is <mark>marked</mark>.</p>\n");
    examples.forEach(example -> example(page, example));
    return page.finish();
  }

  private void figures(HtmlPage page) {
    page.tags("<table>\n");
    for (Map.Entry<String, Long> figure : counts.figures().entrySet()) {
      page.tags("<tr><td>")
          .text(figure.getKey().replace('_', ' '))
          .tags("</td><td class=\"n\">")
          .text(String.format(Locale.ROOT, "%,d", figure.getValue()))
          .tags("</td></tr>\n");
    }
    page.tags("</table>\n");
  }

  private void histogram(HtmlPage page) {
    List<Lengths.Bin> bins = counts.lengths().histogram();
    int most = bins.stream().mapToInt(Lengths.Bin::count).max().orElse(1);
    page.tags("<h2>Tokens of an example</h2>\n<table>\n");
    for (Lengths.Bin bin : bins) {
      page.tags(
          String.format(
              Locale.ROOT,
              "<tr><td class=\"n\">%,d to %,d</td><td class=\"n\">%,d</td>"
                  + "<td><div class=\"bar\" style=\"width:%.1frem\"></div></td></tr>%n",
              bin.from(),
              bin.to(),
              bin.count(),
              30.0 * bin.count() / most));
    }
    page.tags("</table>\n");
  }

  private void example(HtmlPage page, Inspected inspected) {
    page.tags("<div class=\"example\"><h3>")
        .text(ExampleText.heading(inspected))
        .tags("</h3><pre>");
    inspected
        .example()
        .ifPresent(
            sequence ->
                reader
                    .read(sequence)
                    .runs()
                    .forEach(
                        run -> {
                          boolean learned = run.kind() == Kind.LEARNED;
                          page.tags(learned ? "<mark>" : "")
                              .text(run.text())
                              .tags(learned ? "</mark>" : "");
                        }));
    page.tags("</pre></div>\n");
  }
}
