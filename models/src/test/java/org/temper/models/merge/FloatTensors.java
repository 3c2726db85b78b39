package org.temper.models.merge;

import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.temper.models.merge.MergeInputs.NamedSource;
import org.temper.models.merge.methods.MergeMethod;

/**
 * Tensors as arrays of Java, and what becomes of them.
 *
 * @param arrays numbers by name
 */
record FloatTensors(Map<String, float[]> arrays) implements TensorSource {

  static FloatTensors of(float... numbers) {
    return new FloatTensors(ImmutableMap.of("w", numbers));
  }

  FloatTensors and(String name, float... numbers) {
    return new FloatTensors(
        ImmutableMap.<String, float[]>builder().putAll(arrays).put(name, numbers).buildOrThrow());
  }

  float[] only() {
    return Objects.requireNonNull(arrays.get("w"));
  }

  @Override
  public Map<String, Shape> shapes() {
    return ImmutableMap.copyOf(Maps.transformValues(arrays, array -> new Shape(array.length)));
  }

  @Override
  public void read(String tensor, long start, int count, float[] into) {
    System.arraycopy(Objects.requireNonNull(arrays.get(tensor)), (int) start, into, 0, count);
  }

  static MergeInputs inputs(FloatTensors base, List<FloatTensors> experts) {
    List<NamedSource> sources = new ArrayList<>();
    experts.forEach(expert -> sources.add(new NamedSource("expert " + sources.size(), expert)));
    return MergeInputs.of(Optional.of(new NamedSource("base", base)), sources);
  }

  static FloatTensors merged(MergeMethod method, FloatTensors base, FloatTensors... experts) {
    try {
      MergeInputs inputs = inputs(base, Arrays.asList(experts));
      TensorMerge merge = TensorMerge.prepare(method, inputs, MergeProgress.none());
      Map<String, float[]> joined = new LinkedHashMap<>();
      for (Map.Entry<String, Shape> tensor : inputs.shapes().entrySet()) {
        float[] numbers = new float[(int) tensor.getValue().size()];
        int[] filled = new int[1];
        merge.join(
            tensor.getKey(),
            (piece, count) -> {
              System.arraycopy(piece, 0, numbers, filled[0], count);
              filled[0] += count;
            });
        joined.put(tensor.getKey(), numbers);
      }
      return new FloatTensors(joined);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
