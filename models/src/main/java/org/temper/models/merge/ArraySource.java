package org.temper.models.merge;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import java.util.Map;
import java.util.Objects;
import org.temper.api.Excerpt;

/** Arrays in memory as a source. */
final class ArraySource implements TensorSource {
  private final String name;
  private final ImmutableMap<String, NDArray> arrays;
  private final ImmutableMap<String, Shape> shapes;

  private ArraySource(String name, Map<String, NDArray> arrays) {
    this.name = name;
    this.arrays = ImmutableMap.copyOf(arrays);
    shapes = ImmutableMap.copyOf(Maps.transformValues(arrays, NDArray::getShape));
  }

  static ArraySource of(String name, Map<String, NDArray> arrays) {
    arrays.forEach(
        (tensor, array) ->
            checkArgument(
                array.getDataType() == DataType.FLOAT32,
                "%s: %s: expected float32, got %s",
                name,
                Excerpt.of(tensor, 80),
                array.getDataType()));
    return new ArraySource(name, arrays);
  }

  @Override
  public Map<String, Shape> shapes() {
    return shapes;
  }

  @Override
  public void read(String tensor, long start, int count, float[] into) {
    NDArray array = Objects.requireNonNull(arrays.get(tensor));
    try (NDArray flat = array.reshape(-1);
        NDArray piece = flat.get(new NDIndex("{}:{}", start, start + count))) {
      System.arraycopy(piece.toFloatArray(), 0, into, 0, count);
    }
    for (int i = 0; i < count; i++) {
      if (!Float.isFinite(into[i])) {
        throw new IllegalArgumentException(
            String.format(
                "%s: %s: expected finite numbers, got %s at element %d",
                name, Excerpt.of(tensor, 80), into[i], start + i));
      }
    }
  }
}
