package org.temper.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.temper.api.ItemInputs;
import org.temper.api.SequenceBatch;
import org.temper.api.SideInput;
import org.temper.api.TokenSequence;
import org.temper.models.kernel.Kernel.Argument;

/** Small recommenders and batches. */
final class TinyRecommenders {
  static final int ITEMS = 17;
  static final int MAX_LENGTH = 80;

  private TinyRecommenders() {}

  static List<RecommenderConfig> all() {
    return List.of(
        new SasRecConfig(ITEMS, 8, 2, 2, MAX_LENGTH),
        HstuConfig.of(ITEMS, 8, 2, 1, MAX_LENGTH).withTime(TimeSignal.NONE),
        HstuConfig.of(ITEMS, 8, 2, 2, MAX_LENGTH),
        new HstuConfig(ITEMS, 6, 1, 2, 4, 3, MAX_LENGTH, TimeSignal.TARGET, 0.1));
  }

  static RecommenderOptions options() {
    return RecommenderOptions.on(DecoderOptions.defaults().device());
  }

  static NDManager newManager() {
    return NDManager.newBaseManager(options().device(), "PyTorch");
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
    return batch
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
      try (HstuTrunk trunk = HstuTrunk.compile(manager, config, weights, 0)) {
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
