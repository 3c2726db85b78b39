package org.temper.data.jinja.evaluation;

import java.util.List;
import java.util.Random;

/** Templates with something cut, doubled, swapped or put in. */
final class TemplateMutations {
  private static final List<String> PIECES =
      List.of(
          "{{",
          "}}",
          "{%",
          "%}",
          "{#",
          "#}",
          "{%-",
          "-%}",
          "'",
          "\"",
          "(",
          ")",
          "[",
          "]",
          "{",
          "}",
          "|",
          ".",
          ",",
          "~",
          "+",
          "-",
          "*",
          "/",
          "%",
          "**",
          "//",
          "==",
          "<",
          " in ",
          " is ",
          " not ",
          " and ",
          " or ",
          " if ",
          " else ",
          "\\",
          "\n",
          "0",
          "1",
          "-1",
          "1e999",
          "10**9",
          "none",
          "true",
          "messages",
          "loop",
          "loop.index",
          "namespace()",
          "range(100000)",
          "messages * 100000",
          "'x' * 1000000",
          "[::-1]",
          "[0]",
          ".items()",
          "|tojson",
          "|list",
          "|map('upper')",
          "|length",
          "|join",
          "|selectattr('role')",
          "|tojson(indent=100000)",
          "{% for a in messages %}",
          "{% endfor %}",
          "{% if 1 %}",
          "{% endif %}",
          "{% else %}",
          "{% set x = x + x %}",
          "{% macro m() %}",
          "{% endmacro %}",
          "{{ m() }}",
          "{% break %}",
          "{% generation %}",
          "{% endgeneration %}",
          "{% raw %}",
          "{% endraw %}",
          "{{ loop([1]) }}",
          "{% for i in range(100000) %}{{ messages }}{% endfor %}",
          "é",
          "\ud83d",
          "😀",
          "\u0000");

  private final List<String> sources;
  private final Random random;

  TemplateMutations(List<String> sources, long seed) {
    this.sources = sources;
    this.random = new Random(seed);
  }

  String next() {
    StringBuilder text = new StringBuilder(any(sources));
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      change(text);
    }
    return text.toString();
  }

  private String any(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  private void change(StringBuilder text) {
    int start = random.nextInt(text.length() + 1);
    int end = Math.min(text.length(), start + 1 + random.nextInt(random.nextInt(60) + 1));
    switch (random.nextInt(6)) {
      case 0 -> text.delete(start, end);
      case 1 -> text.insert(start, any(PIECES));
      case 2 -> text.replace(start, end, any(PIECES));
      case 3 -> text.insert(random.nextInt(text.length() + 1), text.substring(start, end));
      case 4 -> text.insert(start, part(any(sources)));
      default -> {
        if (start < text.length()) {
          text.setCharAt(start, (char) (' ' + random.nextInt(95)));
        }
      }
    }
  }

  private String part(String other) {
    int start = random.nextInt(other.length());
    return other.substring(start, Math.min(other.length(), start + random.nextInt(80)));
  }
}
