package org.temper.evaluation.offpolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.base.Splitter;
import com.google.common.collect.HashMultiset;
import com.google.common.collect.Multiset;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two policies that a shop ran beside one another, each estimated from the other's log. */
@Tag("shared")
class OpenBanditTest {
  private static final Path FOLDER =
      Path.of(
          System.getProperty("temper.shared", "../shared"), "data", "open-bandit-dataset-small");

  /** Index, time, item, position, click, propensity. */
  private static List<List<String>> rows(String name) throws IOException {
    Path file = FOLDER.resolve(name + ".csv.gz");
    assumeTrue(Files.exists(file), "skipped: the shared data are not here");
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      return lines.lines().skip(1).map(Splitter.on(',').limit(7)::splitToList).toList();
    }
  }

  private static double[] column(List<List<String>> rows, int index) {
    return rows.stream().mapToDouble(row -> Double.parseDouble(row.get(index))).toArray();
  }

  private static double clicks(List<List<String>> rows) {
    double sum = 0;
    for (double click : column(rows, 4)) {
      sum += click;
    }
    return sum / rows.size();
  }

  private static LoggedFeedback feedback(List<List<String>> rows, double[] targets) {
    return LoggedFeedback.of(column(rows, 4), column(rows, 5), targets);
  }

  @Test
  void thompsonSamplingIsEstimatedFromARandomLog() throws IOException {
    List<List<String>> random = rows("random-men");
    List<List<String>> thompson = rows("bts-men");
    // What it showed on the whole, by position: its probabilities changed from hour to hour.
    Multiset<String> shown = HashMultiset.create();
    thompson.forEach(row -> shown.add(row.get(3) + " " + row.get(2)));
    Multiset<String> positions = HashMultiset.create();
    thompson.forEach(row -> positions.add(row.get(3)));
    double[] targets =
        random.stream()
            .mapToDouble(
                row ->
                    (double) shown.count(row.get(3) + " " + row.get(2))
                        / positions.count(row.get(3)))
            .toArray();
    ValueEstimate snips = OffPolicyEstimators.snips(feedback(random, targets)).estimate(0.95);
    assertThat(clicks(thompson)).isEqualTo(0.0069);
    assertThat(snips.lower()).isLessThan(0.0069);
    assertThat(snips.upper()).isGreaterThan(0.0069);
    assertThat(snips.weights().mean()).isCloseTo(1, within(0.05));
    assertThat(snips.warning()).isEmpty();
  }

  @Test
  void theRandomPolicyIsEstimatedFromThompsonSampling() throws IOException {
    List<List<String>> thompson = rows("bts-men");
    double[] targets = thompson.stream().mapToDouble(row -> 1.0 / 34).toArray();
    ValueEstimate snips = OffPolicyEstimators.snips(feedback(thompson, targets)).estimate(0.95);
    double random = clicks(rows("random-men"));
    assertThat(random).isEqualTo(0.0046);
    assertThat(snips.lower()).isLessThan(random);
    assertThat(snips.upper()).isGreaterThan(random);
  }
}
