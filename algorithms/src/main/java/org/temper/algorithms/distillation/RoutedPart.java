package org.temper.algorithms.distillation;

import java.util.List;
import java.util.stream.IntStream;
import org.temper.algorithms.policygradient.EpisodeTable.Column;
import org.temper.algorithms.policygradient.EpisodeTable.Part;

/**
 * Rows of one domain that are scored at once.
 *
 * @param domain the domain
 * @param part the rows, with the column {@code IMPORTANCE}
 */
record RoutedPart(String domain, Part part) {

  /** The rows of a part, apart by domain. */
  static List<RoutedPart> of(Part part, List<String> domainsOfRows) {
    return IntStream.of(part.indices())
        .mapToObj(domainsOfRows::get)
        .distinct()
        .map(domain -> new RoutedPart(domain, ofDomain(part, domainsOfRows, domain)))
        .toList();
  }

  private static Part ofDomain(Part part, List<String> domainsOfRows, String domain) {
    return new Part(
        part.table(),
        IntStream.of(part.indices())
            .filter(row -> domainsOfRows.get(row).equals(domain))
            .toArray());
  }

  /** How many tokens are learned from: those that the importance mask does not leave out. */
  long kept() {
    float[][] importance = part.table().column(Column.IMPORTANCE);
    long kept = 0;
    for (int row : part.indices()) {
      for (float weight : importance[row]) {
        kept += weight > 0 ? 1 : 0;
      }
    }
    return kept;
  }
}
