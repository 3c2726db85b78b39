package org.temper.models.recommender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Streams;
import com.google.common.io.Resources;
import com.google.common.primitives.Floats;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.temper.api.ScoredBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.SideInput;
import org.temper.api.TokenSequence;
import org.temper.api.items.ItemInputs;
import org.temper.models.kernel.GradientMode;
import org.temper.models.kernel.TinyGradients;
import org.temper.models.scoring.ScoreRequest;
import org.temper.models.scoring.TokenLayout;

/**
 * HSTU against numbers that Meta's public research code computed; the resource names its source.
 */
class HstuMetaTest {
  private static final JsonNode META = read();
  private static final float TOLERANCE = 1e-5f;
  private static final double TEMPERATURE = 0.05;

  private static JsonNode read() {
    try {
      return new ObjectMapper()
          .readTree(
              Resources.toByteArray(Resources.getResource(HstuMetaTest.class, "hstu-meta.json")));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource({"next-time, TARGET", "own-time, PAST", "position-only, NONE", "full-row, TARGET"})
  void encodesAsTheirs(String name, TimeSignal time) {
    JsonNode meta = named(name);
    SequenceBatch batch = batch(meta);
    HstuConfig config = config(time);
    try (NDManager manager = TinyRecommenders.newManager();
        ItemNetwork network =
            ItemNetwork.create(
                manager, config, weights(manager, time), TinyRecommenders.options());
        GradientMode off = GradientMode.off()) {
      List<Long> sources = new ArrayList<>();
      List<Float> expected = new ArrayList<>();
      long token = 0;
      for (int row = 0; row < batch.rows(); row++) {
        for (int position = 0; position < batch.length(row); position++) {
          if (position < meta.get("lengths").get(row).asInt()) {
            sources.add(token);
            expected.addAll(Floats.asList(floats(meta.get("encoded").get(row).get(position))));
          }
          token++;
        }
      }
      TokenLayout plain = network.layout(batch);
      long[] predicting = sources.stream().mapToLong(Long::longValue).toArray();
      TokenLayout layout =
          new TokenLayout(
              plain.ids(),
              plain.positions(),
              plain.rows(),
              plain.columns(),
              plain.cells(),
              plain.tokenCells(),
              plain.shared(),
              predicting,
              predicting,
              predicting);
      // States go to the head over the temperature.
      NDArray states =
          network.unrecorded(manager, batch, layout, ItemReader.plain()).hidden().mul(TEMPERATURE);
      assertThat(states.toFloatArray())
          .containsExactly(Floats.toArray(expected), within(TOLERANCE));
    }
  }

  @ParameterizedTest
  @CsvSource({"next-time, TARGET", "own-time, PAST", "position-only, NONE"})
  void losesAndGoesBackAsTheirs(String name, TimeSignal time) {
    JsonNode meta = named(name);
    SequenceBatch batch = batch(meta);
    for (JsonNode loss : meta.get("losses")) {
      try (NDManager manager = TinyRecommenders.newManager();
          RecommenderPolicy policy =
              RecommenderPolicy.create(
                  config(time), weights(manager, time), TinyRecommenders.options());
          SampledSoftmaxPolicy sampled = policy.sampledSoftmax(4)) {
        TokenLayout layout =
            TokenLayout.of(batch, policy.config().items(), policy.config().maxLength());
        try (ScoredBatch scored =
            sampled.amongOwn(
                ScoreRequest.tokens(batch, layout, Set.of()),
                0,
                (scope, draws) -> items(scope, layout))) {
          NDArray losses = scored.tokenLogProbs().neg();
          assertClose(scoredValues(batch, losses), flat(meta.get("positionLosses")), "losses");
          NDArray weights = perToken(scored.manager(), batch, loss.get("weights"));
          NDArray mean = losses.mul(weights).sum().div(weights.sum());
          assertThat(mean.getFloat()).isCloseTo((float) loss.get("loss").asDouble(), within(2e-5f));
          scored.backward(mean);
        }
        names(time)
            .forEach(
                (ours, theirs) -> {
                  float[] expected = floats(loss.get("gradients").get(theirs));
                  if (theirs.endsWith("_uvqk")) {
                    expected = transposed(expected, META.get("parameters").get(theirs));
                  }
                  NDArray parameter = policy.parameters().get(ours).array();
                  assertClose(TinyGradients.of(parameter), expected, ours);
                });
      }
    }
  }

  @Test
  void hasAsManyParametersAsTheirsInTheConfigurationForMovieLens() {
    HstuConfig config = HstuConfig.of(3953, 50, 2, 1, 211);
    assertThat(config.parameterShapes().values().stream().mapToLong(Shape::size).sum())
        .isEqualTo(META.get("ml1m").get("parameterCount").asLong())
        .isEqualTo(234_400);
  }

  @Test
  void putsTimesIntoTheirBuckets() {
    long[] seconds =
        Streams.stream(META.get("bucketization").get("seconds"))
            .mapToLong(JsonNode::asLong)
            .toArray();
    float[] expected = floats(META.get("bucketization").get("bucket"));
    assertThat(TinyRecommenders.buckets(seconds)).containsExactly(expected);
  }

  private static JsonNode named(String name) {
    return Streams.stream(META.get("cases"))
        .filter(node -> node.get("name").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static HstuConfig config(TimeSignal time) {
    return new HstuConfig(13, 6, 2, 2, 4, 3, 8, time, TEMPERATURE);
  }

  private static Map<String, String> names(TimeSignal time) {
    ImmutableMap.Builder<String, String> names = ImmutableMap.builder();
    names.put("items.weight", "_embedding_module._item_emb.weight");
    names.put("positions.weight", "_input_features_preproc._pos_emb.weight");
    for (int layer = 0; layer < 2; layer++) {
      String ours = "layers." + layer + ".";
      String theirs = "_hstu._attention_layers." + layer + ".";
      names.put(ours + "projection.weight", theirs + "_uvqk");
      names.put(ours + "output.weight", theirs + "_o.weight");
      names.put(ours + "output.bias", theirs + "_o.bias");
      names.put(ours + "positions.bias", theirs + "_rel_attn_bias._pos_w");
      if (time != TimeSignal.NONE) {
        names.put(ours + "times.bias", theirs + "_rel_attn_bias._ts_w");
      }
    }
    return names.buildOrThrow();
  }

  private static Map<String, NDArray> weights(NDManager manager, TimeSignal time) {
    ImmutableMap.Builder<String, NDArray> weights = ImmutableMap.builder();
    names(time)
        .forEach(
            (ours, theirs) -> {
              JsonNode parameter = META.get("parameters").get(theirs);
              float[] values = floats(parameter.get("values"));
              weights.put(
                  ours,
                  theirs.endsWith("_uvqk")
                      ? manager.create(transposed(values, parameter), new Shape(28, 6))
                      : manager.create(
                          values,
                          new Shape(
                              Streams.stream(parameter.get("shape"))
                                  .mapToLong(JsonNode::asLong)
                                  .toArray())));
            });
    return weights.buildOrThrow();
  }

  private static float[] transposed(float[] values, JsonNode parameter) {
    int rows = parameter.get("shape").get(0).asInt();
    int columns = parameter.get("shape").get(1).asInt();
    float[] result = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i % columns * rows + i / columns] = values[i];
    }
    return result;
  }

  /** Histories with the item after each, where there is one. */
  private static SequenceBatch batch(JsonNode meta) {
    List<TokenSequence> sequences = new ArrayList<>();
    for (int row = 0; row < meta.get("lengths").size(); row++) {
      int maxLength = meta.get("ids").get(row).size();
      int length = Math.min(maxLength, meta.get("lengths").get(row).asInt() + 1);
      sequences.add(TokenSequence.ofText(Arrays.copyOf(longs(meta.get("ids").get(row)), length)));
    }
    SequenceBatch batch = SequenceBatch.of(sequences);
    long[] times = new long[batch.rows() * batch.columns()];
    long[] next = new long[times.length];
    for (int row = 0; row < batch.rows(); row++) {
      long[] given = longs(meta.get("timestamps").get(row));
      for (int column = 0; column < batch.columns(); column++) {
        int cell = row * batch.columns() + column;
        times[cell] = given[column];
        // For want of a next one the last position of a full row takes its own.
        next[cell] = given[Math.min(column + 1, given.length - 1)];
      }
    }
    return batch
        .withSideInput(ItemInputs.TIMESTAMPS, SideInput.of(times, batch.shape()))
        .withSideInput(ItemInputs.NEXT_TIMESTAMPS, SideInput.of(next, batch.shape()));
  }

  private static NDArray items(NDManager manager, TokenLayout layout) {
    JsonNode negatives = META.get("loss").get("negatives");
    long[] items = new long[layout.targets().length * 5];
    for (int m = 0; m < layout.targets().length; m++) {
      items[m * 5] = layout.targets()[m];
      System.arraycopy(longs(negatives.get(m)), 0, items, m * 5 + 1, 4);
    }
    return manager.create(items, new Shape(layout.targets().length, 5));
  }

  private static NDArray perToken(NDManager manager, SequenceBatch batch, JsonNode weights) {
    float[] values = new float[batch.rows() * batch.columns()];
    for (int row = 0; row < batch.rows(); row++) {
      for (int i = 0; i < weights.get(row).size(); i++) {
        values[row * batch.columns() + i + 1] = (float) weights.get(row).get(i).asDouble();
      }
    }
    return manager.create(values, batch.shape());
  }

  private static float[] scoredValues(SequenceBatch batch, NDArray values) {
    float[] all = values.toFloatArray();
    List<Float> scored = new ArrayList<>();
    for (int row = 0; row < batch.rows(); row++) {
      for (int column = 0; column < batch.columns(); column++) {
        if (batch.isScored(row, column)) {
          scored.add(all[row * batch.columns() + column]);
        }
      }
    }
    return Floats.toArray(scored);
  }

  private static float[] flat(JsonNode rows) {
    return Floats.concat(Streams.stream(rows).map(HstuMetaTest::floats).toArray(float[][]::new));
  }

  private static float[] floats(JsonNode array) {
    float[] values = new float[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) array.get(i).asDouble();
    }
    return values;
  }

  private static long[] longs(JsonNode array) {
    return Streams.stream(array).mapToLong(JsonNode::asLong).toArray();
  }

  /** Within the tolerance, relative to the largest of the expected numbers where that is over 1. */
  private static void assertClose(float[] actual, float[] expected, String what) {
    float largest = 1;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertThat(actual).as(what).containsExactly(expected, within(TOLERANCE * largest));
  }
}
