package org.temper.models.recommender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.temper.api.SequenceBatch;
import org.temper.api.SideInput;
import org.temper.api.TokenSequence;
import org.temper.api.items.ItemInputs;
import org.temper.models.kernel.GradientMode;
import org.temper.models.kernel.Kernel;
import org.temper.models.kernel.Kernel.Argument;

class RecommenderScriptTest {
  @TempDir private Path directory;

  static List<RecommenderConfig> configs() {
    List<RecommenderConfig> configs = new ArrayList<>(TinyRecommenders.all());
    configs.add(
        HstuConfig.of(TinyRecommenders.ITEMS, 8, 2, 2, TinyRecommenders.MAX_LENGTH)
            .withTime(TimeSignal.PAST));
    return configs;
  }

  @ParameterizedTest
  @MethodSource("configs")
  void aFileSaysWhatTheModelSays(RecommenderConfig config) throws IOException {
    Path file = directory.resolve("model.pt");
    try (NDManager manager = TinyRecommenders.newManager();
        RecommenderPolicy policy =
            RecommenderPolicy.create(
                config, TinyRecommenders.weights(manager, config), TinyRecommenders.options())) {
      Files.writeString(file, "another");
      RecommenderScript.write(policy, file);
      try (Kernel script = Kernel.open(manager, file);
          GradientMode off = GradientMode.off()) {
        for (int length : new int[] {1, 2, 9, TinyRecommenders.MAX_LENGTH}) {
          assertSame(policy, script, manager, length);
        }
      }
    }
  }

  private static void assertSame(
      RecommenderPolicy policy, Kernel script, NDManager manager, int length) {
    int rows = 5;
    long[] items = new long[rows * length];
    long[] times = new long[items.length];
    long[] next = new long[items.length];
    long[] asked = new long[rows];
    List<TokenSequence> sequences = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      long[] own = new long[length];
      long now = 1_700_000_000L;
      for (int i = 0; i < length; i++) {
        own[i] = (row * 5L + i * 7L) % TinyRecommenders.ITEMS;
        items[row * length + i] = own[i];
        times[row * length + i] = now;
        now += 60L << ((row + i) % 13);
        next[row * length + i] = now;
      }
      asked[row] = now;
      sequences.add(TokenSequence.ofText(own));
    }
    SequenceBatch batch = SequenceBatch.of(sequences);
    batch =
        batch
            .withSideInput(ItemInputs.TIMESTAMPS, SideInput.of(times, batch.shape()))
            .withSideInput(ItemInputs.NEXT_TIMESTAMPS, SideInput.of(next, batch.shape()));
    Shape shape = new Shape(rows, length);
    List<Argument> arguments = new ArrayList<>();
    arguments.add(Argument.tensor(manager.create(items, shape)));
    TimeSignal signal = policy.config().time();
    if (signal != TimeSignal.NONE) {
      arguments.add(Argument.tensor(manager.create(times, shape)));
    }
    if (signal == TimeSignal.TARGET) {
      arguments.add(Argument.tensor(manager.create(asked)));
    }
    NDArray logits = script.call(manager, "forward", arguments.toArray(Argument[]::new)).head();
    float[][] expected = policy.nextItems(batch);
    NDArray logProbs = logits.logSoftmax(1);
    for (int row = 0; row < rows; row++) {
      assertThat(logProbs.get(row).toFloatArray()).containsExactly(expected[row], within(2e-5f));
    }
  }
}
