package org.temper.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.Preconditions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.temper.evaluation.calibration.CalibrationData;
import org.temper.evaluation.calibration.CalibrationMetric;
import org.temper.evaluation.calibration.CalibrationMetrics;

/**
 * Temper's side of {@code benchmarks/peers/compare_calibration.py}: times every calibration metric
 * from two arrays to its value, the check of the points included, and says the values.
 *
 * <p>Reads a file of n little-endian float64 confidences and n bytes of outcomes, and prints {@code
 * {metric: {"milliseconds": the least of the timed runs, "value": number}, ...}}.
 */
public final class CalibrationTimes {
  private static final int POINT_BYTES = Double.BYTES + 1;

  private CalibrationTimes() {}

  /**
   * Times the metrics.
   *
   * @param arguments the file, how many runs warm up, and how many are timed
   * @throws IOException if the file cannot be read
   */
  public static void main(String[] arguments) throws IOException {
    Preconditions.checkArgument(
        arguments.length == 3,
        "arguments: expected FILE WARMUPS RUNS, got %s",
        Arrays.toString(arguments));
    ByteBuffer bytes =
        ByteBuffer.wrap(Files.readAllBytes(Path.of(arguments[0]))).order(ByteOrder.LITTLE_ENDIAN);
    int warmups = Integer.parseInt(arguments[1]);
    int runs = Integer.parseInt(arguments[2]);
    double[] confidences = new double[bytes.capacity() / POINT_BYTES];
    int[] outcomes = new int[confidences.length];
    for (int i = 0; i < confidences.length; i++) {
      confidences[i] = bytes.getDouble(i * Double.BYTES);
      outcomes[i] = bytes.get(confidences.length * Double.BYTES + i);
    }
    Map<String, Map<String, Double>> times = new LinkedHashMap<>();
    for (CalibrationMetric metric : CalibrationMetrics.byName().values()) {
      double least = Double.POSITIVE_INFINITY;
      double value = Double.NaN;
      for (int run = 0; run < warmups + runs; run++) {
        long start = System.nanoTime();
        value = metric.of(CalibrationData.of(confidences, outcomes));
        double milliseconds = (System.nanoTime() - start) / 1e6;
        least = run < warmups ? least : Math.min(least, milliseconds);
      }
      times.put(metric.name(), Map.of("milliseconds", least, "value", value));
    }
    System.out.println(new ObjectMapper().writeValueAsString(times));
  }
}
