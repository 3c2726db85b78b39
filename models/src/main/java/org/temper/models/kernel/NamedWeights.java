package org.temper.models.kernel;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Sets;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.ToDoubleBiFunction;
import org.temper.api.Excerpt;
import org.temper.api.NamedParameter;
import org.temper.api.ParameterSet;

/** A model's float32 arrays by name, in the order of its architecture. */
public final class NamedWeights {
  private final ImmutableMap<String, NDArray> arrays;
  private final Set<String> allocated = new HashSet<>();

  private NamedWeights(ImmutableMap<String, NDArray> arrays) {
    this.arrays = arrays;
  }

  /** Takes over the arrays of an architecture once their names, shapes and types are checked. */
  public static NamedWeights of(
      NDManager manager, Map<String, Shape> shapes, Map<String, NDArray> weights) {
    checkArgument(
        shapes.keySet().equals(weights.keySet()),
        "weights: expected the arrays of the architecture, got none of %s and in their stead %s",
        Excerpt.ofAll(Sets.difference(shapes.keySet(), weights.keySet())),
        Excerpt.ofAll(Sets.difference(weights.keySet(), shapes.keySet())));
    ImmutableMap.Builder<String, NDArray> arrays = ImmutableMap.builder();
    shapes.forEach(
        (name, shape) -> {
          NDArray array = requireNonNull(weights.get(name));
          checkArgument(
              array.getShape().equals(shape) && array.getDataType() == DataType.FLOAT32,
              "weights[%s]: expected float32 of %s, got %s of %s",
              name,
              shape,
              array.getDataType(),
              array.getShape());
          arrays.put(name, array);
        });
    NamedWeights result = new NamedWeights(arrays.buildOrThrow());
    result.arrays.values().forEach(array -> array.attach(manager));
    return result;
  }

  /**
   * Random arrays: gains 1, all else from N(0, deviation²).
   *
   * @param seed decides the numbers, each array's by its name, on any device
   * @param deviation of a matrix or a bias, by its name and shape; 0 for zeros
   */
  public static ImmutableMap<String, NDArray> random(
      NDManager manager,
      Map<String, Shape> shapes,
      long seed,
      ToDoubleBiFunction<String, Shape> deviation) {
    ImmutableMap.Builder<String, NDArray> weights = ImmutableMap.builder();
    shapes.forEach(
        (name, shape) ->
            weights.put(
                name,
                shape.dimension() == 1 && name.endsWith(".weight")
                    ? manager.ones(shape)
                    : normal(manager, name, shape, seed, deviation.applyAsDouble(name, shape))));
    return weights.buildOrThrow();
  }

  /** Numbers from N(0, deviation²). */
  public static NDArray normal(
      NDManager manager, String name, Shape shape, long seed, double deviation) {
    long stream =
        Hashing.murmur3_128()
            .newHasher()
            .putLong(seed)
            .putString(name, StandardCharsets.UTF_8)
            .hash()
            .asLong();
    Random random = new Random(stream);
    float[] values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return manager.create(values, shape);
  }

  /** Copies of the arrays, without gradients. */
  public ImmutableMap<String, NDArray> copies(NDManager manager) {
    ImmutableMap.Builder<String, NDArray> copies = ImmutableMap.builder();
    try (GradientMode off = GradientMode.off()) {
      arrays.forEach(
          (name, array) -> {
            NDArray copy = array.duplicate();
            copy.attach(manager);
            copies.put(name, copy);
          });
    }
    return copies.buildOrThrow();
  }

  /** Makes the arrays parameters, of which the matrices decay. */
  public ParameterSet train() {
    List<NamedParameter> parameters = new ArrayList<>();
    arrays.forEach(
        (name, array) -> {
          array.setRequiresGradient(true);
          parameters.add(
              new NamedParameter(
                  name,
                  array,
                  array.getShape().dimension() > 1
                      ? NamedParameter.Decay.DECAYED
                      : NamedParameter.Decay.EXEMPT));
        });
    return ParameterSet.of(parameters);
  }

  /** Makes every gradient exist, as zeros, so that kernels can add to it in place. */
  public void allocateGradients() {
    if (allocated.size() < arrays.size()) {
      arrays.keySet().forEach(this::allocateGradient);
    }
  }

  /** The same for all but one array, whose gradient is sparse unless something made it dense. */
  public void allocateGradientsBut(String sparse) {
    if (allocated.contains(sparse) || allocated.size() < arrays.size() - 1) {
      arrays.keySet().stream().filter(name -> !name.equals(sparse)).forEach(this::allocateGradient);
      allocated.remove(sparse);
    }
  }

  private void allocateGradient(String name) {
    if (allocated.add(name)) {
      Gradients.allocate(get(name));
    }
  }

  public ImmutableMap<String, NDArray> arrays() {
    return arrays;
  }

  public NDArray get(String name) {
    return requireNonNull(arrays.get(name), name);
  }
}
