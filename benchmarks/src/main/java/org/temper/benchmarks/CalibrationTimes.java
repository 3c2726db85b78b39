package org.temper.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.Preconditions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.temper.evaluation.calibration.CalibrationData;
import org.temper.evaluation.calibration.CalibrationMetric;
import org.temper.evaluation.calibration.CalibrationMetrics;

/**
 * Temper's side of {@code benchmarks/peers/compare_calibration.py}: times calibration metrics from
 * two arrays to the value, the check of the points included, and says the values.
 *
 * <p>Reads a file of n little-endian float64 confidences and n bytes of outcomes; then, from its
 * input, a line with a metric's name and a number of runs at a time, and answers each with a line
 * {@code {"milliseconds": of the fastest run, "value": number}}. Before the first it lists the
 * names.
 */
public final class CalibrationTimes {
  private static final int POINT_BYTES = Double.BYTES + 1;

  private CalibrationTimes() {}

  /**
   * Times the metrics.
   *
   * @param arguments the file
   * @throws IOException if the file or the input cannot be read
   */
  public static void main(String[] arguments) throws IOException {
    Preconditions.checkArgument(
        arguments.length == 1, "arguments: expected FILE, got %s", Arrays.toString(arguments));
    ByteBuffer bytes =
        ByteBuffer.wrap(Files.readAllBytes(Path.of(arguments[0]))).order(ByteOrder.LITTLE_ENDIAN);
    double[] confidences = new double[bytes.capacity() / POINT_BYTES];
    int[] outcomes = new int[confidences.length];
    for (int i = 0; i < confidences.length; i++) {
      confidences[i] = bytes.getDouble(i * Double.BYTES);
      outcomes[i] = bytes.get(confidences.length * Double.BYTES + i);
    }
    ObjectMapper json = new ObjectMapper();
    System.out.println(json.writeValueAsString(CalibrationMetrics.byName().keySet()));
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      int space = line.indexOf(' ');
      CalibrationMetric metric = CalibrationMetrics.named(line.substring(0, space));
      int runs = Integer.parseInt(line.substring(space + 1));
      System.out.println(json.writeValueAsString(timed(metric, confidences, outcomes, runs)));
    }
  }

  private static Map<String, Double> timed(
      CalibrationMetric metric, double[] confidences, int[] outcomes, int runs) {
    double least = Double.POSITIVE_INFINITY;
    double value = Double.NaN;
    for (int run = 0; run < runs; run++) {
      long start = System.nanoTime();
      value = metric.of(CalibrationData.of(confidences, outcomes));
      least = Math.min(least, (System.nanoTime() - start) / 1e6);
    }
    return Map.of("milliseconds", least, "value", value);
  }
}
