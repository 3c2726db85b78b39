package org.temper.models.recommender;

import static com.google.common.base.Preconditions.checkState;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.temper.api.SequenceBatch;
import org.temper.api.SideInput;
import org.temper.api.TokenSequence;
import org.temper.api.items.ItemInputs;
import org.temper.models.kernel.GradientMode;
import org.temper.models.kernel.Kernel;
import org.temper.models.kernel.Kernel.Argument;
import org.temper.models.kernel.PyTorch;
import org.temper.models.kernel.ScriptFile;

/**
 * A trained recommender as a TorchScript file, which PyTorch, libtorch and DJL run without this
 * library.
 *
 * <p>Its {@code forward(histories)} takes items, int64 [B, T], the oldest first, T at most the
 * model's maximum length, and gives the logit of each item as the next, float32 [B, K]: inner
 * products of {@code states(histories)}, [B, D], and {@code items()}, [K, D]. A model that looks at
 * time takes the events' times too, int64 [B, T], and one that looks at when the next item is asked
 * for ({@link TimeSignal#TARGET}) that time, int64 [B]: {@code forward(histories, times, asked)}.
 *
 * <p>Histories of different lengths are asked about apart. A prior is no part of the file.
 */
public final class RecommenderScript {
  private static final int CHECKED_ROWS = 3;
  private static final int CHECKED_LENGTH = 8;
  private static final double TOLERANCE = 1e-4;

  private RecommenderScript() {}

  /**
   * Writes a recommender, then loads what was written and compares it with the recommender.
   *
   * @param policy the recommender; its prior is left out
   * @param file the file; one that is there is overwritten
   * @throws IOException if it cannot be written or read back
   * @throws IllegalStateException if what was read back says something else, which no file should
   */
  public static void write(RecommenderPolicy policy, Path file) throws IOException {
    RecommenderConfig config = policy.config();
    ImmutableList.Builder<String> code = ImmutableList.builder();
    ImmutableMap.Builder<String, Object> constants = ImmutableMap.builder();
    constants.putAll(arguments(config.time()));
    if (config instanceof HstuConfig hstu) {
      code.addAll(HstuTrunk.CODE).add("script-hstu.py");
      constants.putAll(HstuTrunk.constants(hstu));
      constants.put("layerWeights", config.time() == TimeSignal.NONE ? 4 : 5);
    } else {
      code.addAll(SasRecTrunk.CODE).add("script-sasrec.py");
      constants.putAll(SasRecTrunk.constants((SasRecConfig) config));
    }
    try (NDManager scope = PyTorch.manager(Device.cpu());
        GradientMode off = GradientMode.off()) {
      float[][] vectors = policy.itemVectors(0, config.items());
      List<NDArray> weights = new ArrayList<>(policy.weights().values());
      if (config instanceof HstuConfig) {
        weights.add(scope.create(vectors));
      }
      ScriptFile.write(
          file,
          RecommenderScript.class,
          code.add("script.py").build(),
          constants.buildOrThrow(),
          weights);
      check(scope, policy, vectors, file);
    }
  }

  /** What functions take beside histories, how they hand it on, and what HSTU makes of it. */
  private static ImmutableMap<String, Object> arguments(TimeSignal time) {
    return switch (time) {
      case NONE -> ImmutableMap.of("parameters", "", "arguments", "", "buckets", "none");
      case PAST ->
          ImmutableMap.of(
              "parameters",
              ", times: Tensor",
              "arguments",
              ", times",
              "buckets",
              "(self).buckets(times, times)");
      case TARGET ->
          ImmutableMap.of(
              "parameters",
              ", times: Tensor, asked: Tensor",
              "arguments",
              ", times, asked",
              "buckets",
              "(self).buckets(torch.cat([torch.slice(times, 1, 1), torch.unsqueeze(asked, 1)], 1),"
                  + " times)");
    };
  }

  private static void check(NDManager scope, RecommenderPolicy policy, float[][] vectors, Path file)
      throws IOException {
    RecommenderConfig config = policy.config();
    int length = Math.min(config.maxLength(), CHECKED_LENGTH);
    SplittableRandom random = new SplittableRandom(1);
    long[] items = random.longs((long) CHECKED_ROWS * length, 0, config.items()).toArray();
    long[] next = new long[items.length];
    long[] times = new long[items.length];
    long[] asked = new long[CHECKED_ROWS];
    List<TokenSequence> rows = new ArrayList<>();
    for (int row = 0; row < CHECKED_ROWS; row++) {
      long now = 0;
      for (int i = row * length; i < (row + 1) * length; i++) {
        times[i] = now;
        now += 1L << random.nextInt(1, 20);
        next[i] = now;
      }
      asked[row] = now;
      rows.add(TokenSequence.ofText(Arrays.copyOfRange(items, row * length, (row + 1) * length)));
    }
    SequenceBatch batch = SequenceBatch.of(rows);
    batch =
        batch
            .withSideInput(ItemInputs.TIMESTAMPS, SideInput.of(times, batch.shape()))
            .withSideInput(ItemInputs.NEXT_TIMESTAMPS, SideInput.of(next, batch.shape()));
    Shape shape = new Shape(CHECKED_ROWS, length);
    List<Argument> arguments = new ArrayList<>();
    arguments.add(Argument.tensor(scope.create(items, shape)));
    if (config.time() != TimeSignal.NONE) {
      arguments.add(Argument.tensor(scope.create(times, shape)));
    }
    if (config.time() == TimeSignal.TARGET) {
      arguments.add(Argument.tensor(scope.create(asked)));
    }
    float[][] states = policy.nextStates(batch);
    try (Kernel written = Kernel.open(scope, file)) {
      float[] logits =
          written.call(scope, "forward", arguments.toArray(Argument[]::new)).head().toFloatArray();
      for (int i = 0; i < logits.length; i++) {
        double expected = dot(states[i / vectors.length], vectors[i % vectors.length]);
        checkState(
            Math.abs(logits[i] - expected) <= TOLERANCE * (1 + Math.abs(expected)),
            "%s: expected the logit %s as the model has it, got %s",
            file,
            expected,
            logits[i]);
      }
    }
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return sum;
  }
}
