package org.temper.evaluation.calibration;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.temper.evaluation.calibration.binning.BinConvention;
import org.temper.evaluation.calibration.binning.ErrorNorm;

/** Data and metrics as the fixtures of other packages' values name them. */
final class PeerValues {
  private PeerValues() {}

  static CalibrationData data(JsonNode set) {
    return CalibrationData.of(doubles(set.get("confidence")), ints(set.get("correct")));
  }

  static double[] doubles(JsonNode numbers) {
    return StreamSupport.stream(numbers.spliterator(), false)
        .mapToDouble(JsonNode::doubleValue)
        .toArray();
  }

  static int[] ints(JsonNode numbers) {
    return IntStream.range(0, numbers.size()).map(i -> numbers.get(i).intValue()).toArray();
  }

  /** A metric by its name, with any number of bins or width. */
  static double measured(String name, CalibrationData data) {
    if (CalibrationMetrics.byName().containsKey(name)) {
      return CalibrationMetrics.named(name).of(data);
    }
    if (name.equals("smooth_ece.sigma")) {
      return SmoothCalibration.of(data).sigma();
    }
    String[] parts = name.split("\\.", 3);
    String rest = parts[parts.length - 1];
    if (parts[0].equals("smooth_ece")) {
      return SmoothCalibration.at(data, Double.parseDouble(name.substring("smooth_ece.".length())))
          .error();
    }
    if (name.equals("mmce.netcal")) {
      return KernelCalibration.mmce(data);
    }
    if (parts[0].equals("debiased_l2")) {
      return CalibrationErrors.debiasedL2(data, Integer.parseInt(parts[1]));
    }
    if (rest.equals("equal_mass")) {
      return CalibrationErrors.equalMass(data, Integer.parseInt(parts[1]), ErrorNorm.L1);
    }
    if (rest.equals("netcal") && parts[0].equals("ace")) {
      return CalibrationErrors.tally(data, BinConvention.NETCAL.bins(Integer.parseInt(parts[1])))
          .averageError();
    }
    if (rest.equals("netcal") || rest.equals("guo")) {
      return CalibrationErrors.equalWidth(
          data,
          convention(rest),
          Integer.parseInt(parts[1]),
          parts[0].equals("mce") ? ErrorNorm.MAX : ErrorNorm.L1);
    }
    String[] last = rest.split("\\.", -1);
    return CalibrationErrors.equalWidth(
        data, convention(last[1]), Integer.parseInt(last[0]), norm(parts[1]));
  }

  static ErrorNorm norm(String name) {
    return switch (name) {
      case "l1" -> ErrorNorm.L1;
      case "l2" -> ErrorNorm.L2;
      case "max" -> ErrorNorm.MAX;
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static BinConvention convention(String name) {
    return switch (name) {
      case "torchmetrics" -> BinConvention.TORCHMETRICS;
      case "float64" -> BinConvention.FLOAT64;
      case "netcal" -> BinConvention.NETCAL;
      case "guo" -> BinConvention.GUO;
      default -> throw new IllegalArgumentException(name);
    };
  }
}
