package org.temper.data.jinja.evaluation;

import com.google.common.collect.ImmutableList;
import org.temper.data.jinja.values.Budget;

/** Text that is written, and which parts of it were generated. */
final class Output {
  private final Budget budget;
  private final StringBuilder text = new StringBuilder();
  private final ImmutableList.Builder<GeneratedPart> generated = ImmutableList.builder();

  /** How many generation blocks are being written. */
  private int open;

  private int start;

  Output(Budget budget) {
    this.budget = budget;
  }

  void write(String part) {
    budget.make(part.length());
    text.append(part);
  }

  void beginGenerated() {
    if (open++ == 0) {
      start = text.length();
    }
  }

  void endGenerated() {
    if (--open == 0) {
      generated.add(new GeneratedPart(start, text.length()));
    }
  }

  String text() {
    return text.toString();
  }

  ImmutableList<GeneratedPart> generated() {
    return generated.build();
  }
}
