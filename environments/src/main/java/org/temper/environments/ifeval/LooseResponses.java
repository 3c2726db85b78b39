package org.temper.environments.ifeval;

import java.util.List;
import java.util.stream.Stream;
import org.temper.environments.ifeval.text.UnicodeText;

/**
 * A response and what is left of it without its first line, its last line, both, and the asterisks
 * of markdown: IFEval's loose accuracy holds an instruction for followed where any of them follows
 * it, since models like to begin with "Sure, here is" and to stress words.
 */
final class LooseResponses {
  private LooseResponses() {}

  /** The eight variants, those that are alike once; the response itself first. */
  static List<String> of(String response) {
    int first = response.indexOf('\n') + 1;
    int last = response.lastIndexOf('\n');
    String withoutFirst = first > 0 ? response.substring(first) : "";
    String withoutLast = last >= 0 ? response.substring(0, last) : "";
    String withoutBoth = last >= first && first > 0 ? response.substring(first, last) : "";
    List<String> parts =
        List.of(
            response,
            UnicodeText.strip(withoutFirst),
            UnicodeText.strip(withoutLast),
            UnicodeText.strip(withoutBoth));
    return Stream.concat(parts.stream(), parts.stream().map(part -> part.replace("*", "")))
        .distinct()
        .toList();
  }
}
