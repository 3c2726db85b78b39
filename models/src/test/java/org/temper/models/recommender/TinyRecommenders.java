package org.temper.models.recommender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.temper.api.NamedParameter;
import org.temper.api.ParameterSet;
import org.temper.api.SequenceBatch;
import org.temper.api.SideInput;
import org.temper.api.TokenSequence;
import org.temper.api.items.ItemInputs;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.kernel.GradientMode;
import org.temper.models.kernel.Kernel.Argument;
import org.temper.models.kernel.NamedWeights;

/** Small recommenders and batches. */
public final class TinyRecommenders {
  static final int ITEMS = 17;
  static final int MAX_LENGTH = 80;

  private TinyRecommenders() {}

  public static List<RecommenderConfig> all() {
    return List.of(
        new SasRecConfig(ITEMS, 8, 2, 2, MAX_LENGTH),
        HstuConfig.of(ITEMS, 8, 2, 1, MAX_LENGTH).withTime(TimeSignal.NONE),
        HstuConfig.of(ITEMS, 8, 2, 2, MAX_LENGTH),
        new HstuConfig(ITEMS, 6, 1, 2, 4, 3, MAX_LENGTH, TimeSignal.TARGET, 0.1));
  }

  public static RecommenderOptions options() {
    return RecommenderOptions.on(DecoderOptions.defaults().device());
  }

  static NDManager newManager() {
    return NDManager.newBaseManager(options().device(), "PyTorch");
  }

  /** Weights large enough for everything to matter, the biases too. */
  static Map<String, NDArray> weights(NDManager manager, RecommenderConfig config) {
    return weights(manager, config.parameterShapes());
  }

  /** The same for other shapes. */
  static Map<String, NDArray> weights(NDManager manager, Map<String, Shape> shapes) {
    ImmutableMap.Builder<String, NDArray> weights = ImmutableMap.builder();
    shapes.forEach(
        (name, shape) -> weights.put(name, NamedWeights.normal(manager, name, shape, 5, 0.4)));
    return weights.buildOrThrow();
  }

  /** One row of a batch, without padding. */
  static SequenceBatch row(SequenceBatch batch, int row) {
    return part(batch, row, row + 1, batch.length(row));
  }

  /** The first columns of a batch. */
  static SequenceBatch prefix(SequenceBatch batch, int columns) {
    return part(batch, 0, batch.rows(), columns);
  }

  private static SequenceBatch part(SequenceBatch batch, int from, int to, int columns) {
    List<TokenSequence> rows = new ArrayList<>();
    for (int row = from; row < to; row++) {
      long[] tokens = new long[Math.min(columns, batch.length(row))];
      for (int column = 0; column < tokens.length; column++) {
        tokens[column] = batch.token(row, column);
      }
      rows.add(TokenSequence.ofText(tokens));
    }
    SequenceBatch part = SequenceBatch.of(rows);
    for (String name : batch.sideInputs().keySet()) {
      boolean whole = batch.sideInputs().get(name) instanceof SideInput.Longs;
      Object given =
          whole
              ? ((SideInput.Longs) batch.sideInputs().get(name)).values()
              : ((SideInput.Floats) batch.sideInputs().get(name)).values();
      long[] longs = new long[part.rows() * part.columns()];
      float[] floats = new float[longs.length];
      for (int row = 0; row < part.rows(); row++) {
        System.arraycopy(
            given,
            (from + row) * batch.columns(),
            whole ? longs : floats,
            row * part.columns(),
            part.columns());
      }
      part =
          part.withSideInput(
              name, whole ? SideInput.of(longs, part.shape()) : SideInput.of(floats, part.shape()));
    }
    return part;
  }

  /** Checks each parameter's steepest slope by finite differences. */
  public static void assertSlopes(
      ParameterSet parameters, Map<String, float[]> gradients, Supplier<Float> loss) {
    for (NamedParameter parameter : parameters) {
      float[] gradient = gradients.get(parameter.name());
      int steepest = 0;
      for (int i = 1; i < gradient.length; i++) {
        if (Math.abs(gradient[i]) > Math.abs(gradient[steepest])) {
          steepest = i;
        }
      }
      double step = 0.005;
      double slope =
          (with(parameter.array(), steepest, step, loss)
                  - with(parameter.array(), steepest, -step, loss))
              / (2 * step);
      assertThat(slope)
          .as(parameter.name())
          .isCloseTo(gradient[steepest], within(0.03 * Math.abs(gradient[steepest]) + 0.05));
    }
  }

  private static double with(NDArray array, int index, double change, Supplier<Float> loss) {
    float[] before = array.toFloatArray();
    float[] values = before.clone();
    values[index] += (float) change;
    write(array, values);
    try {
      return loss.get();
    } finally {
      write(array, before);
    }
  }

  private static void write(NDArray array, float[] values) {
    try (GradientMode off = GradientMode.off();
        NDManager scope = array.getManager().newSubManager()) {
      scope.create(values, array.getShape()).copyTo(array);
    }
  }

  /** Rows of random items, padded on the right, with times that never descend. */
  static SequenceBatch batch(int... lengths) {
    List<TokenSequence> rows = new ArrayList<>();
    Random random = new Random(7);
    for (int length : lengths) {
      rows.add(TokenSequence.ofText(random.longs(length, 0, ITEMS).toArray()));
    }
    return timed(SequenceBatch.of(rows), 11);
  }

  /** With times from a seed, a row's the same however far it is padded. */
  static SequenceBatch timed(SequenceBatch batch, long seed) {
    long[] times = new long[batch.rows() * batch.columns()];
    long[] next = new long[times.length];
    for (int row = 0; row < batch.rows(); row++) {
      Random random = new Random(seed + row);
      long time = 1_500_000_000L;
      for (int column = batch.start(row); column < batch.start(row) + batch.length(row); column++) {
        times[row * batch.columns() + column] = time;
        time += random.nextInt(4) * (long) Math.pow(10, random.nextInt(7));
        next[row * batch.columns() + column] = time;
      }
    }
    float[] rewards = new float[times.length];
    for (int i = 0; i < rewards.length; i++) {
      rewards[i] = i % 5 == 4 ? Float.NaN : (i * 7 % 11 - 5) / 4f;
    }
    return batch
        .withSideInput(ItemInputs.REWARDS, SideInput.of(rewards, batch.shape()))
        .withSideInput(ItemInputs.TIMESTAMPS, SideInput.of(times, batch.shape()))
        .withSideInput(ItemInputs.NEXT_TIMESTAMPS, SideInput.of(next, batch.shape()));
  }

  /** The buckets that HSTU puts differences of time into. */
  static float[] buckets(long[] seconds) {
    try (NDManager manager = newManager()) {
      HstuConfig config = HstuConfig.of(ITEMS, 8, 1, 1, MAX_LENGTH);
      NamedWeights weights =
          NamedWeights.of(
              manager,
              config.parameterShapes(),
              ItemNetwork.initial(manager, config, config.parameterShapes(), 1));
      try (HstuTrunk trunk = HstuTrunk.compile(manager, config, weights)) {
        NDArray queries = manager.create(seconds, new Shape(1, seconds.length));
        NDArray buckets =
            trunk
                .kernel()
                .call(
                    manager,
                    "buckets",
                    Argument.tensor(queries),
                    Argument.tensor(manager.zeros(new Shape(1, 1), DataType.INT64)))
                .head();
        return buckets.toType(DataType.FLOAT32, false).toFloatArray();
      }
    }
  }
}
