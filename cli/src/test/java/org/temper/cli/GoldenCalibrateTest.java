package org.temper.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code calibrate --json} prints of data whose values others computed. */
@Tag("shared")
class GoldenCalibrateTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path FILE =
      Path.of(System.getProperty("temper.shared", "../shared"), "golden", "calibration.json");

  /** Where a value is in the file, and its name here. */
  private static final String NAMES =
      """
      /torchmetrics.ece.l1.10.float32 ece.l1.10.torchmetrics
      /torchmetrics.ece.l1.10.float64 ece.l1.10.float64
      /torchmetrics.ece.l2.10.float32 ece.l2.10.torchmetrics
      /torchmetrics.ece.l2.10.float64 ece.l2.10.float64
      /torchmetrics.ece.max.10.float32 ece.max.10.torchmetrics
      /torchmetrics.ece.max.10.float64 ece.max.10.float64
      /torchmetrics.ece.l1.15.float32 ece.l1.15.torchmetrics
      /torchmetrics.ece.l1.15.float64 ece.l1.15.float64
      /torchmetrics.ece.l2.15.float32 ece.l2.15.torchmetrics
      /torchmetrics.ece.l2.15.float64 ece.l2.15.float64
      /torchmetrics.ece.max.15.float32 ece.max.15.torchmetrics
      /torchmetrics.ece.max.15.float64 ece.max.15.float64
      /netcal.ece.10 ece.10.netcal
      /netcal.mce.10 mce.10.netcal
      /netcal.ace.10 ace.10.netcal
      /netcal.ece.15 ece.15.netcal
      /netcal.mce.15 mce.15.netcal
      /netcal.ace.15 ace.15.netcal
      /uc.get_ece ece.15.guo
      /uc.debiased_top_l2_15 debiased_l2.15
      /uc.plugin_l1 plugin_l1
      /uc.plugin_l2 plugin_l2
      /relplot.smECE smooth_ece
      /relplot.smECE_sigma.05 smooth_ece.sigma_05
      /sklearn.brier brier
      /murphy/reliability brier.reliability
      /murphy/resolution brier.resolution
      /murphy/uncertainty brier.uncertainty
      /nll.eps=2^-52 nll
      /sklearn.auroc auroc
      /sklearn.average_precision average_precision
      /aurc.stable_order aurc
      /e_aurc.stable_order e_aurc
      /augrc.stable_order augrc
      """;

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"over", "edges"})
  void everyMetricIsAsOthersHaveIt(String name) throws IOException {
    assumeTrue(Files.exists(FILE), "skipped: the shared data are not here");
    JsonNode set = JSON.readTree(FILE.toFile()).path(name);
    JsonNode printed = printed(set);
    assertThat(NAMES.lines())
        .allSatisfy(
            line -> {
              List<String> names = Splitter.on(' ').splitToList(line);
              JsonNode theirs = set.at(names.get(0));
              JsonNode ours = printed.path(names.get(1));
              assertThat(theirs.isNumber()).isTrue();
              assertThat(ours.isNumber()).isTrue();
              assertThat(ours.doubleValue()).isCloseTo(theirs.doubleValue(), within(1e-6));
            });
  }

  private JsonNode printed(JsonNode set) throws IOException {
    StringBuilder csv = new StringBuilder("confidence,correct\n");
    for (int i = 0; i < set.path("confidence").size(); i++) {
      csv.append(set.path("confidence").get(i)).append(',');
      csv.append(set.path("correct").get(i)).append('\n');
    }
    Path data = Files.writeString(directory.resolve("golden.csv"), csv);
    return JSON.readTree(
        Run.of(
                "calibrate",
                "--data",
                data,
                "--confidence",
                "confidence",
                "--correct",
                "correct",
                "--json")
            .succeeds()
            .out());
  }
}
