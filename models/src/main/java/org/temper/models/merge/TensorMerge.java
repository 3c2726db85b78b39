package org.temper.models.merge;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.temper.api.Excerpt;
import org.temper.models.merge.MergeInputs.NamedSource;
import org.temper.models.merge.methods.MergeMethod;

/**
 * A joining of tensors by their names, wherever they lie. Each number is computed in float64 and
 * rounded to float32 once.
 */
public final class TensorMerge {
  private final MergeInputs inputs;
  private final Join.OfTensor joins;
  private final MergeProgress progress;

  /** A piece as it is computed, and as it is handed on. */
  private final double[] joined = new double[MergeInputs.PIECE];

  private final float[] rounded = new float[MergeInputs.PIECE];

  private TensorMerge(MergeInputs inputs, Join.OfTensor joins, MergeProgress progress) {
    this.inputs = inputs;
    this.joins = joins;
    this.progress = progress;
  }

  /**
   * Finds what a method needs to know of the whole model, such as the thresholds of a trimming.
   *
   * @param method the method
   * @param inputs what is joined
   * @param progress is told of each number that is gone through
   * @return the joining, tensor by tensor
   * @throws IllegalArgumentException if the method needs a base and there is none, takes another
   *     number of experts, or a number is not finite; the message names what is wrong
   * @throws IOException if numbers cannot be read
   */
  public static TensorMerge prepare(MergeMethod method, MergeInputs inputs, MergeProgress progress)
      throws IOException {
    check(method, inputs);
    int experts = inputs.experts().size();
    return new TensorMerge(
        inputs, Joins.of(method, inputs.model(progress::advance), experts), progress);
  }

  /** Checks that a method can join these. */
  static void check(MergeMethod method, MergeInputs inputs) {
    method.checkExperts(inputs.experts().size());
    checkArgument(
        method.baseModelUse() == MergeMethod.BaseModelUse.NONE || inputs.base().isPresent(),
        "base: expected the model that the experts were trained from, which %s needs, got none;"
            + " name it (--base)",
        method.name());
  }

  /**
   * Joins a tensor. Each is joined by itself, in any order.
   *
   * @param tensor its name
   * @param sink takes its numbers
   * @throws IllegalArgumentException if there is no such tensor, or a number of it is not finite
   * @throws IOException if numbers cannot be read or written
   */
  public void join(String tensor, NumberSink sink) throws IOException {
    checkArgument(
        inputs.shapes().containsKey(tensor),
        "tensor: expected one of %s, got %s",
        Excerpt.ofAll(inputs.shapes().keySet()),
        Excerpt.of(tensor));
    Pieces pieces = inputs.tensor(tensor, progress::advance);
    Join join = joins.of(tensor, pieces);
    pieces.forEach(
        piece -> {
          join.join(piece, joined);
          for (int i = 0; i < piece.count(); i++) {
            rounded[i] = (float) joined[i];
          }
          sink.put(rounded, piece.count());
        });
  }

  /**
   * Joins arrays in memory.
   *
   * @param method the method
   * @param base float32 arrays by name that the experts were trained from; empty for a method that
   *     needs none
   * @param experts float32 arrays of the same names and shapes, of each expert
   * @param manager owner of the result, on the device where it shall lie
   * @return float32 arrays of the same names and shapes, in the same order
   * @throws IllegalArgumentException as {@link #prepare} does, or if names, shapes or types differ
   */
  public static Map<String, NDArray> merge(
      MergeMethod method,
      Optional<Map<String, NDArray>> base,
      List<Map<String, NDArray>> experts,
      NDManager manager) {
    List<NamedSource> sources = new ArrayList<>();
    for (int e = 0; e < experts.size(); e++) {
      sources.add(source("experts[" + e + "]", experts.get(e)));
    }
    MergeInputs inputs = MergeInputs.of(base.map(arrays -> source("base", arrays)), sources);
    try (NDManager scope = manager.newSubManager()) {
      TensorMerge merge = prepare(method, inputs, MergeProgress.none());
      ImmutableMap.Builder<String, NDArray> joined = ImmutableMap.builder();
      for (Map.Entry<String, Shape> tensor : inputs.shapes().entrySet()) {
        joined.put(tensor.getKey(), merge.array(tensor.getKey(), tensor.getValue(), scope));
      }
      Map<String, NDArray> arrays = joined.buildOrThrow();
      arrays.values().forEach(array -> array.attach(manager));
      return arrays;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private NDArray array(String tensor, Shape shape, NDManager manager) throws IOException {
    float[] numbers = new float[Math.toIntExact(shape.size())];
    int[] filled = new int[1];
    join(
        tensor,
        (piece, count) -> {
          System.arraycopy(piece, 0, numbers, filled[0], count);
          filled[0] += count;
        });
    return manager.create(numbers, shape);
  }

  private static NamedSource source(String name, Map<String, NDArray> arrays) {
    return new NamedSource(name, TensorSource.of(name, arrays));
  }
}
