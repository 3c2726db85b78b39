package org.temper.data.html;

import static com.google.common.html.HtmlEscapers.htmlEscaper;

/** A page of HTML under construction: one file, which needs no other and no network. */
public final class HtmlPage {
  private static final String STYLE =
      """
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
             color: #1b1b1b; background: #fff }
      table { border-collapse: collapse } td { padding: .1rem 1rem .1rem 0 } td.n { text-align: right }
      h2 { margin-top: 2rem }
      .example { border: 1px solid #ccc; border-radius: 4px; margin: 1rem 0 }
      .example h3 { margin: 0; padding: .3rem .8rem; font-size: .9rem; background: #f2f2f2;
                    border-bottom: 1px solid #ccc }
      pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; padding: .8rem; font-size: .9rem;
            color: #555 }
      """;

  private final StringBuilder page = new StringBuilder();

  /**
   * A page with its title.
   *
   * @param title any text
   * @param style rules beside the usual ones
   */
  public HtmlPage(String title, String style) {
    tags("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
        .text(title)
        .tags("</title>\n<style>\n" + STYLE + style + "</style></head>\n<body>\n<h1>")
        .text(title)
        .tags("</h1>\n");
  }

  /**
   * Adds HTML as it is.
   *
   * @param html of the caller's own making
   * @return this page
   */
  public HtmlPage tags(String html) {
    page.append(html);
    return this;
  }

  /**
   * Adds text.
   *
   * @param text any text; escaped
   * @return this page
   */
  public HtmlPage text(String text) {
    page.append(htmlEscaper().escape(text));
    return this;
  }

  /**
   * The whole page.
   *
   * @return its HTML
   */
  public String finish() {
    return page + "</body></html>\n";
  }
}
