package org.temper.models.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.temper.models.kernel.Kernel.Argument.tensor;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenScores;
import org.temper.models.decoder.DecoderOptions.Precision;
import org.temper.models.kernel.GradientMode;
import org.temper.models.kernel.Kernel;
import org.temper.models.kernel.Products;
import org.temper.models.scoring.TokenLayout;

/** The way back that is written out, against libtorch's own graph of the same layers. */
class LayersPassTest {
  // The longest row is three blocks of queries, which have 32 at least, and a part of one.
  private static final int[] LENGTHS = {97, 40, 1, 66};

  // In bfloat16 sizes are rounded up, and these are round.
  private static final int[] ROUND_LENGTHS = {96, 40, 1, 55};

  private static final Dropout DROPOUT =
      (scope, layout, count) ->
          IntStream.range(0, count)
              .mapToObj(
                  i ->
                      scope
                          .arange((float) layout.ids().length * TinyDecoders.llama().width())
                          .add(i)
                          .mod(3)
                          .sign()
                          .mul(1.5f)
                          .reshape(layout.ids().length, TinyDecoders.llama().width()))
              .toList();

  static Stream<DecoderConfig> configs() {
    return Stream.concat(
        TinyDecoders.all().stream(),
        Stream.of(
            // The window's edge falls within a block, and beyond the first one.
            TinyDecoders.llama().withWindow(new SlidingWindow(40, Set.of(1)))));
  }

  @ParameterizedTest
  @MethodSource("configs")
  void writtenOutItGivesWhatTheGraphGives(DecoderConfig config) {
    Outcome graph = outcome(config, Precision.FLOAT32, Subject::graph);
    for (long bytes : new long[] {0, oneLayer(config), Long.MAX_VALUE}) {
      Outcome written = outcome(config, Precision.FLOAT32, subject -> subject.written(bytes));
      written.assertCloseTo(graph, 2e-5);
    }
    outcome(config, Precision.FLOAT32, Subject::layerGraphs).assertCloseTo(graph, 2e-5);
  }

  @ParameterizedTest
  @MethodSource("configs")
  void whereRowsBeginAlikeItGivesWhatTheGraphGives(DecoderConfig config) {
    SequenceBatch batch = SequenceBatch.of(TinyDecoders.beginningAlike());
    Outcome graph = outcome(config, Precision.FLOAT32, batch, Dropout.NONE, Subject::graph);
    // Fewer than there are tokens in the rows.
    assertThat(graph.output().length / config.width()).isLessThan(240);
    for (long bytes : new long[] {0, oneLayer(config), Long.MAX_VALUE}) {
      outcome(config, Precision.FLOAT32, batch, Dropout.NONE, subject -> subject.written(bytes))
          .assertCloseTo(graph, 2e-5);
    }
    outcome(config, Precision.BFLOAT16, batch, Dropout.NONE, Subject::held)
        .assertCloseTo(
            outcome(config, Precision.BFLOAT16, batch, Dropout.NONE, Subject::graph), 0.1);
  }

  @ParameterizedTest
  @MethodSource("configs")
  void withDropoutItGivesWhatTheGraphGives(DecoderConfig config) {
    Outcome graph = outcome(config, Precision.FLOAT32, LENGTHS, DROPOUT, Subject::graph);
    assertThat(graph.output())
        .isNotEqualTo(outcome(config, Precision.FLOAT32, Subject::graph).output());
    for (long bytes : new long[] {0, oneLayer(config), Long.MAX_VALUE}) {
      outcome(config, Precision.FLOAT32, LENGTHS, DROPOUT, subject -> subject.written(bytes))
          .assertCloseTo(graph, 2e-5);
    }
    outcome(config, Precision.FLOAT32, LENGTHS, DROPOUT, Subject::layerGraphs)
        .assertCloseTo(graph, 2e-5);
  }

  @ParameterizedTest
  @MethodSource("configs")
  void layersThatAreComputedAgainGiveTheSameBits(DecoderConfig config) {
    for (Precision precision : Precision.values()) {
      Outcome held = outcome(config, precision, LENGTHS, DROPOUT, Subject::held);
      for (long bytes : new long[] {0, oneLayer(config)}) {
        Outcome again =
            outcome(config, precision, LENGTHS, DROPOUT, subject -> subject.written(bytes));
        assertThat(again.output()).containsExactly(held.output());
        assertThat(again.inputGradient()).containsExactly(held.inputGradient());
        again
            .gradients()
            .forEach(
                (name, values) ->
                    assertThat(values).as(name).containsExactly(held.gradients().get(name)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("configs")
  void productsOfTurnedCopiesGiveWhatTheGraphGives(DecoderConfig config) {
    Products products = Products.on(Device.cpu());
    Products turned = new Products(products.product(), products.pack(), 1, true, true);
    outcome(config, Precision.FLOAT32, TinyDecoders.batch(LENGTHS), DROPOUT, turned, Subject::held)
        .assertCloseTo(outcome(config, Precision.FLOAT32, LENGTHS, DROPOUT, Subject::graph), 2e-5);
  }

  @ParameterizedTest
  @MethodSource("configs")
  void inBfloat16ItComesCloseToFloat32(DecoderConfig config) {
    Outcome whole = outcome(config, Precision.FLOAT32, ROUND_LENGTHS, Subject::held);
    Outcome half = outcome(config, Precision.BFLOAT16, ROUND_LENGTHS, Subject::held);
    // Eight digits of two, through three layers of products and back.
    half.assertCloseTo(whole, 0.1);
  }

  @ParameterizedTest
  @MethodSource("configs")
  void sizesThatAreRoundedUpChangeNothing(DecoderConfig config) {
    // Products of other sizes are summed in another order.
    DecoderOptions options = DecoderOptions.defaults().withPrecision(Precision.BFLOAT16);
    try (DecoderPolicy policy = TinyDecoders.policy(config, options);
        TokenScores ragged = policy.evaluate(TinyDecoders.batch(97, 40));
        TokenScores alone = policy.evaluate(TinyDecoders.batch(97))) {
      float[] expected = alone.tokenLogProbs().toFloatArray();
      assertThat(Arrays.copyOf(ragged.tokenLogProbs().toFloatArray(), expected.length))
          .containsExactly(expected, within(0.1f));
    }
  }

  @Test
  void asManyLayersAreHeldAsFit() {
    ActivationSizes sizes = ActivationSizes.of(TinyDecoders.llama(), Precision.FLOAT32);
    // 24 states; 4 query and 2 key-value heads of 6, twice each; 2 × 40 of the feed-forward part.
    assertThat(sizes.input()).isEqualTo(4 * 24);
    assertThat(sizes.whole()).isEqualTo(2 * 4 * 24 + 4 * (2 * 24 + 2 * 12 + 80));
    long inputs = 10L * 3 * sizes.input();
    long more = 10 * (sizes.whole() - sizes.input());
    assertThat(sizes.wholeLayers(10, 0)).isZero();
    assertThat(sizes.wholeLayers(10, inputs + more - 1)).isZero();
    assertThat(sizes.wholeLayers(10, inputs + more)).isEqualTo(1);
    assertThat(sizes.wholeLayers(10, inputs + 3 * more)).isEqualTo(3);
    assertThat(sizes.wholeLayers(10, Long.MAX_VALUE)).isEqualTo(3);
    assertThat(sizes.held(10, inputs + more)).isEqualTo(inputs + more);
    assertThat(sizes.held(10, Long.MAX_VALUE)).isEqualTo(10 * 3 * sizes.whole());
    // Queries, keys and values stand in each row that shares a token.
    assertThat(sizes.rows()).isEqualTo(4 * (24 + 2 * 12));
    long spread = more + 5 * sizes.rows();
    assertThat(sizes.wholeLayers(10, 15, inputs + spread - 1)).isZero();
    assertThat(sizes.wholeLayers(10, 15, inputs + spread)).isEqualTo(1);
  }

  /** What the inputs of all layers and one layer whole take of the batch. */
  private static long oneLayer(DecoderConfig config) {
    ActivationSizes sizes = ActivationSizes.of(config, Precision.FLOAT32);
    return 204L * (3 * sizes.input() + sizes.whole());
  }

  private static Outcome outcome(
      DecoderConfig config, Precision precision, Function<Subject, LayersPass> way) {
    return outcome(config, precision, LENGTHS, Dropout.NONE, way);
  }

  private static Outcome outcome(
      DecoderConfig config, Precision precision, int[] lengths, Function<Subject, LayersPass> way) {
    return outcome(config, precision, lengths, Dropout.NONE, way);
  }

  private static Outcome outcome(
      DecoderConfig config,
      Precision precision,
      int[] lengths,
      Dropout dropout,
      Function<Subject, LayersPass> way) {
    return outcome(config, precision, TinyDecoders.batch(lengths), dropout, way);
  }

  private static Outcome outcome(
      DecoderConfig config,
      Precision precision,
      SequenceBatch batch,
      Dropout dropout,
      Function<Subject, LayersPass> way) {
    Products products =
        precision == Precision.BFLOAT16
            ? Products.ofBfloat16(Device.cpu())
            : Products.on(Device.cpu());
    return outcome(config, precision, batch, dropout, products, way);
  }

  private static Outcome outcome(
      DecoderConfig config,
      Precision precision,
      SequenceBatch batch,
      Dropout dropout,
      Products products,
      Function<Subject, LayersPass> way) {
    DecoderOptions options = DecoderOptions.defaults().withPrecision(precision);
    try (DecoderPolicy policy = TinyDecoders.policy(config, options);
        NDManager scope = policy.parameters().asList().get(0).array().getManager().newSubManager();
        DecoderKernels kernels = DecoderKernels.compile(scope, config, options, 1, products)) {
      DecoderWeights weights = DecoderWeights.of(scope, config, policy.weights());
      weights.train();
      weights.allocateGradients();
      TokenLayout layout = TokenLayout.of(batch, config.vocabularySize(), config.maxLength());
      TrunkInputs inputs = TrunkInputs.of(scope, layout, weights, options, dropout);
      NDArray embedded;
      try (GradientMode off = GradientMode.off()) {
        embedded =
            kernels
                .trunk()
                .call(
                    scope,
                    "embed",
                    tensor(inputs.ids()),
                    tensor(weights.embedding()),
                    tensor(inputs.embeddingMask()))
                .head();
      }
      LayersPass pass =
          way.apply(new Subject(kernels.trunk(), weights, scope, inputs, embedded, options));
      NDArray slope;
      try (GradientMode off = GradientMode.off()) {
        slope = pass.output().duplicate().sin();
      }
      float[] output = pass.output().duplicate().toFloatArray();
      NDArray gradient;
      if (pass instanceof LayersPass.Graph) {
        JniUtils.backward((PtNDArray) pass.output(), (PtNDArray) slope, false, false);
        gradient = pass.back(pass.leaf().getGradient());
      } else {
        gradient = pass.back(slope);
      }
      Map<String, float[]> gradients = new TreeMap<>();
      for (Map.Entry<String, NDArray> entry : weights.arrays().entrySet()) {
        if (entry.getKey().startsWith("model.layers.")) {
          gradients.put(entry.getKey(), entry.getValue().getGradient().toFloatArray());
        }
      }
      return new Outcome(output, gradient.toFloatArray(), gradients);
    }
  }

  /** What a pass goes through. */
  private record Subject(
      Kernel kernel,
      DecoderWeights weights,
      NDManager manager,
      TrunkInputs inputs,
      NDArray embedded,
      DecoderOptions options) {

    LayersPass held() {
      return written(Long.MAX_VALUE);
    }

    LayersPass written(long bytes) {
      return LayersPass.Written.of(
          kernel,
          weights,
          manager,
          inputs,
          embedded,
          options.withActivations(ActivationLimit.of(bytes)));
    }

    LayersPass graph() {
      return LayersPass.Graph.of(kernel, weights, manager, inputs, embedded);
    }

    LayersPass layerGraphs() {
      return LayersPass.LayerGraphs.of(kernel, weights, manager, inputs, embedded);
    }
  }

  /** States after the layers, and the gradients of those before them and of the weights. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Outcome(float[] output, float[] inputGradient, Map<String, float[]> gradients) {

    void assertCloseTo(Outcome expected, double tolerance) {
      assertThat(TinyDecoders.distance(output, expected.output))
          .as("output")
          .isCloseTo(0, within(tolerance));
      assertThat(TinyDecoders.distance(inputGradient, expected.inputGradient))
          .as("gradient of the input")
          .isCloseTo(0, within(tolerance));
      for (String name : expected.gradients.keySet()) {
        assertThat(TinyDecoders.distance(gradients.get(name), expected.gradients.get(name)))
            .as(name)
            .isCloseTo(0, within(tolerance));
      }
    }
  }
}
