package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.temper.algorithms.asft.AsftMetrics;
import org.temper.algorithms.calibration.CalibrationMetrics;
import org.temper.algorithms.cql.CqlMetrics;
import org.temper.algorithms.distillation.DistillationMetrics;
import org.temper.algorithms.feedback.FeedbackMetrics;
import org.temper.algorithms.items.ItemGroupMetrics;
import org.temper.algorithms.metrics.Metric;
import org.temper.algorithms.policygradient.PolicyMetrics;
import org.temper.algorithms.ppo.PpoMetrics;
import org.temper.algorithms.preference.AlignmentMetrics;
import org.temper.algorithms.preference.PreferenceMetrics;
import org.temper.algorithms.rejection.RejectionMetrics;
import org.temper.algorithms.reward.LabelMetrics;
import org.temper.algorithms.reward.RewardMetrics;
import org.temper.algorithms.reward.SessionRewardMetrics;
import org.temper.algorithms.sft.SftMetrics;

/**
 * Tables of docs/metrics.md, which are those of the trainers' declarations. {@code mvn -q -pl cli
 * -am test -Dtest=MetricsDocTest -Dsurefire.failIfNoSpecifiedTests=false -Dtemper.write=true}
 * writes them anew.
 */
class MetricsDocTest {
  private static final Path PAGE =
      Path.of("").toAbsolutePath().getParent().resolve("docs").resolve("metrics.md");

  private static final Map<String, List<Metric>> SECTIONS =
      ImmutableMap.<String, List<Metric>>builder()
          .put("sft", SftMetrics.ALL)
          .put(
              "sft by label",
              List.of(
                  SftMetrics.loss("label"),
                  SftMetrics.tokens("label"),
                  SftMetrics.examples("label")))
          .put("policy", PolicyMetrics.ALL)
          .put("value", PpoMetrics.OF_VALUES)
          .put("item groups", ItemGroupMetrics.ALL)
          .put("preference of texts", PreferenceMetrics.OF_TEXTS)
          .put("preference of items", PreferenceMetrics.OF_ITEMS)
          .put("alignment", AlignmentMetrics.ALL)
          .put("reward", RewardMetrics.ALL)
          .put("labels", LabelMetrics.ALL)
          .put("session rewards", SessionRewardMetrics.ALL)
          .put("asft", AsftMetrics.ALL)
          .put("cql", CqlMetrics.ALL)
          .put("feedback", FeedbackMetrics.ALL)
          .put("rejection", RejectionMetrics.ofRound(4))
          .put("calibration", CalibrationMetrics.ALL)
          .put("distillation", DistillationMetrics.ofDomains(List.of("domain")))
          .buildOrThrow();

  private static final Pattern TABLE =
      Pattern.compile("<!-- metrics: ([^>]+) -->\\n(.*?)<!-- /metrics -->\\n", Pattern.DOTALL);

  private static String table(List<Metric> metrics) {
    return metrics.stream()
        .map(
            metric ->
                String.format(
                    "| `%s` | %s | %s |\n", metric.name(), metric.unit(), metric.definition()))
        .collect(Collectors.joining("", "| Name | Unit | Meaning |\n|---|---|---|\n", ""));
  }

  private static String written(String page) {
    return TABLE
        .matcher(page)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(
                    String.format(
                        "<!-- metrics: %s -->\n%s<!-- /metrics -->\n",
                        match.group(1),
                        SECTIONS.containsKey(match.group(1))
                            ? table(SECTIONS.get(match.group(1)))
                            : "no trainer declares these\n")));
  }

  @Test
  void thePageHasWhatTheTrainersDeclare() throws IOException {
    String page = Files.readString(PAGE);
    if (Boolean.getBoolean("temper.write")) {
      page = written(page);
      Files.writeString(PAGE, page);
    }
    assertThat(TABLE.matcher(page).results().map(match -> match.group(1)))
        .as("sections of %s", PAGE)
        .containsExactlyInAnyOrderElementsOf(SECTIONS.keySet());
    assertThat(PAGE)
        .as("tables of metrics.md, written anew by -Dtemper.write=true, see %s", getClass())
        .hasContent(written(page));
  }
}
