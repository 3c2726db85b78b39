package org.temper.evaluation.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.temper.evaluation.calibration.binning.BinConvention;
import org.temper.evaluation.calibration.binning.ErrorNorm;

/**
 * Values of torchmetrics, netcal, scikit-learn, relplot and uncertainty-calibration, whose versions
 * are in the resource, on random and edge data. benchmarks/peers/make_calibration_fixtures.py makes
 * them.
 */
class PeerFixturesTest {
  private static JsonNode fixtures() throws IOException {
    try (InputStream json =
        Objects.requireNonNull(PeerFixturesTest.class.getResourceAsStream("peers.json"))) {
      return new ObjectMapper().readTree(json);
    }
  }

  @TestFactory
  List<DynamicTest> everyMetricOfADataSetEqualsThePeers() throws IOException {
    return fixtures().get("sets").properties().stream()
        .map(set -> DynamicTest.dynamicTest(set.getKey(), () -> check(set.getValue())))
        .toList();
  }

  private static void check(JsonNode set) {
    CalibrationData data = PeerValues.data(set);
    assertThat(set.get("values").size()).isGreaterThan(70);
    for (Map.Entry<String, JsonNode> value : set.get("values").properties()) {
      double measured = PeerValues.measured(value.getKey(), data);
      if (value.getValue().isNull()) {
        assertThat(measured).as(value.getKey()).isNaN();
      } else {
        assertThat(measured)
            .as(value.getKey())
            .isCloseTo(value.getValue().doubleValue(), within(tolerance(value.getKey())));
      }
    }
  }

  /** Float32 has seven digits; what is computed in float64 agrees to twelve. */
  private static double tolerance(String name) {
    return name.endsWith(".torchmetrics") ? 1e-6 : 1e-12;
  }

  @Test
  void classwiseErrorsEqualThePeers() throws IOException {
    JsonNode set = fixtures().get("classwise");
    ClasswiseTally fifteen = new ClasswiseTally(4, BinConvention.GUO.bins(15));
    ClasswiseTally ten = new ClasswiseTally(4, BinConvention.GUO.bins(10));
    for (int i = 0; i < set.get("labels").size(); i++) {
      double[] probabilities = PeerValues.doubles(set.get("probabilities").get(i));
      fifteen.add(probabilities, set.get("labels").get(i).intValue());
      ten.add(probabilities, set.get("labels").get(i).intValue());
    }
    assertThat(fifteen.error(ErrorNorm.L1))
        .isCloseTo(set.get("ece.l1.15.guo").doubleValue(), within(1e-12));
    assertThat(ten.error(ErrorNorm.L2))
        .isCloseTo(set.get("ece.l2.10.guo").doubleValue(), within(1e-12));
  }
}
