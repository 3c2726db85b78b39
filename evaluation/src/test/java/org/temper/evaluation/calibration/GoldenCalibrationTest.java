package org.temper.evaluation.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that others computed with the same packages. */
@Tag("shared")
class GoldenCalibrationTest {
  private static final Path FILE =
      Path.of(System.getProperty("temper.shared", "../shared"), "golden", "calibration.json");

  /** Our names by theirs. */
  private static Map<String, String> names() {
    Map<String, String> names = new HashMap<>();
    for (String bins : new String[] {"10", "15"}) {
      for (String norm : new String[] {"l1", "l2", "max"}) {
        String ours = "ece." + norm + "." + bins + ".";
        names.put("torchmetrics." + ours + "float32", ours + "torchmetrics");
        names.put("torchmetrics." + ours + "float64", ours + "float64");
      }
      for (String metric : new String[] {"ece", "mce", "ace"}) {
        names.put("netcal." + metric + "." + bins, metric + "." + bins + ".netcal");
      }
    }
    names.put("relplot.smECE", "smooth_ece");
    names.put("relplot.smECE_sigma.05", "smooth_ece.sigma_05");
    names.put("uc.debiased_top_l2_15", "debiased_l2.15");
    names.put("uc.plugin_l1", "plugin_l1");
    names.put("uc.plugin_l2", "plugin_l2");
    names.put("uc.get_ece", "ece.15.guo");
    names.put("sklearn.brier", "brier");
    names.put("sklearn.auroc", "auroc");
    names.put("sklearn.average_precision", "average_precision");
    names.put("nll.eps=2^-52", "nll");
    names.put("rlcr.ece10", "ece.10.netcal");
    names.put("aurc.stable_order", "aurc");
    names.put("e_aurc.stable_order", "e_aurc");
    names.put("augrc.stable_order", "augrc");
    return names;
  }

  @ParameterizedTest
  @ValueSource(strings = {"over", "edges"})
  void everyMetricIsAsOthersHaveIt(String name) throws IOException {
    assumeTrue(Files.exists(FILE), "skipped: the shared data are not here");
    JsonNode set = new ObjectMapper().readTree(FILE.toFile()).get(name);
    Map<String, Double> figures = CalibrationMetrics.figures(PeerValues.data(set));
    Map<String, String> names = names();
    assertThat(names).hasSize(32);
    names.forEach(
        (theirs, ours) ->
            assertThat(figures.get(ours))
                .as(theirs)
                .isCloseTo(set.get(theirs).doubleValue(), within(1e-9 + rounding(theirs))));
    for (String part : new String[] {"reliability", "resolution", "uncertainty"}) {
      assertThat(figures.get("brier." + part))
          .as(part)
          .isCloseTo(set.get("murphy").get(part).doubleValue(), within(1e-12));
    }
  }

  private static double rounding(String name) {
    return name.endsWith("float32") ? 1e-6 : 0;
  }
}
