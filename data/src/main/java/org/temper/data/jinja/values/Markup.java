package org.temper.data.jinja.values;

/**
 * A text that is marked as safe: what is added to it is escaped.
 *
 * @param text the text
 */
public record Markup(String text) {
  /**
   * A value's text without characters that HTML gives a meaning.
   *
   * @param value a value
   * @param budget what it may use up
   * @return the text, marked as safe
   */
  public static Markup escape(Object value, Budget budget) {
    if (value instanceof Markup markup) {
      return markup;
    }
    String text = Texts.str(value, budget);
    budget.make(text.length());
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&#34;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(c);
      }
    }
    return new Markup(escaped.toString());
  }
}
