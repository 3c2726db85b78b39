package org.temper.data.jinja.evaluation;

import com.google.common.collect.ImmutableList;
import java.time.Clock;
import java.util.Map;
import org.temper.data.jinja.TemplateException;
import org.temper.data.jinja.syntax.ParsedTemplate;

/** A template that was read once and is rendered often, by any number of threads. */
public final class JinjaTemplate {
  private final ParsedTemplate parsed;

  private JinjaTemplate(ParsedTemplate parsed) {
    this.parsed = parsed;
  }

  /**
   * What a rendering gave.
   *
   * @param text the text
   * @param generated its generated parts
   * @param unlocated how many generation blocks wrote where their parts cannot be told
   */
  public record Rendered(String text, ImmutableList<GeneratedPart> generated, int unlocated) {}

  /**
   * Reads a template.
   *
   * @param name what errors call it
   * @param source its source
   * @return the template
   * @throws TemplateException if the source is malformed
   */
  public static JinjaTemplate of(String name, String source) {
    try {
      return new JinjaTemplate(
          ParsedTemplate.of(name, source, Filters.names(), TemplateTests.names()));
    } catch (StackOverflowError tooDeep) {
      throw new TemplateException(name, 1, "nests too deep");
    }
  }

  /**
   * Whether it has generation blocks.
   *
   * @return whether it does
   */
  public boolean marksGeneration() {
    return parsed.marksGeneration();
  }

  /**
   * Renders it.
   *
   * @param variables its variables, as the values of templates have them
   * @param size how many characters the variables have, which the bounds grow with
   * @param clock the clock of {@code strftime_now}
   * @return the text
   * @throws TemplateException if it raises, or goes beyond its bounds
   */
  public Rendered render(Map<String, Object> variables, long size, Clock clock) {
    return new Rendering(parsed, variables, size, clock).run();
  }
}
