package org.temper.evaluation.recalibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.temper.evaluation.recalibration.RecalibrationFixture.doubles;
import static org.temper.evaluation.recalibration.RecalibrationFixture.ints;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("shared")
class GoldenIsotonicTest {
  private static final Path FILE =
      Path.of(System.getProperty("temper.shared", "../shared"), "golden", "calibration.json");

  @ParameterizedTest
  @ValueSource(strings = {"over", "edges"})
  void predictionsAreScikitLearns(String name) throws IOException {
    assumeTrue(Files.exists(FILE), "no " + FILE);
    JsonNode set = new ObjectMapper().readTree(FILE.toFile()).get(name);
    IsotonicRegression fit =
        IsotonicRegression.fit(
            LabeledConfidences.of(doubles(set.get("confidence")), ints(set.get("correct"))));
    for (Map.Entry<String, JsonNode> at : set.get("sklearn.isotonic.at").properties()) {
      assertThat(fit.recalibrate(Double.parseDouble(at.getKey())))
          .as("%s at %s", name, at.getKey())
          .isCloseTo(at.getValue().doubleValue(), within(1e-12));
    }
  }
}
