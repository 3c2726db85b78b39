package org.temper.models.hf;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import org.temper.models.decoder.DecoderConfig;

/**
 * Weights by a closed formula, so that a model need not be stored to be known elsewhere: element j
 * of tensor i in canonical order is (hash(i, j) / 2^24 − 1/2) / 2, plus 1 in norms.
 *
 * <p>{@code benchmarks/peers/make_parity_fixtures.py} has the same formula.
 */
final class FormulaWeights {
  private static final long MASK = 0xFFFF_FFFFL;

  private FormulaWeights() {}

  static Map<String, NDArray> of(DecoderConfig config, NDManager manager) {
    return of(config.parameterShapes(), manager);
  }

  static Map<String, NDArray> of(Map<String, Shape> shapes, NDManager manager) {
    Map<String, NDArray> weights = new LinkedHashMap<>();
    int tensor = 0;
    for (Map.Entry<String, Shape> entry : shapes.entrySet()) {
      float offset = entry.getKey().contains("norm") ? 1 : 0;
      float[] values = new float[(int) entry.getValue().size()];
      for (int element = 0; element < values.length; element++) {
        values[element] = offset + value(tensor, element);
      }
      weights.put(entry.getKey(), manager.create(values, entry.getValue()));
      tensor++;
    }
    return weights;
  }

  private static float value(long tensor, long element) {
    long bits = (element * 0x9E37_79B9L + tensor * 0x85EB_CA6BL + 1) & MASK;
    bits ^= bits >>> 16;
    bits = (bits * 0x7FEB_352DL) & MASK;
    bits ^= bits >>> 15;
    bits = (bits * 0x846C_A68BL) & MASK;
    bits ^= bits >>> 16;
    return (float) (((bits >>> 8) * 0x1p-24 - 0.5) / 2);
  }
}
