package org.temper.models.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.primitives.Doubles;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.temper.models.merge.MergeInputs.NamedSource;
import org.temper.models.merge.methods.Average;
import org.temper.models.merge.methods.Dare;
import org.temper.models.merge.methods.ExpertWeights;
import org.temper.models.merge.methods.MergeMethod;
import org.temper.models.merge.methods.Slerp;
import org.temper.models.merge.methods.TaskArithmetic;
import org.temper.models.merge.methods.Ties;

/**
 * What mergekit 0.1.5 joins a random base and experts to, by its own conventions; the numbers are
 * of {@code benchmarks/peers/make_merge_fixtures.py}.
 */
class MergekitParityTest {
  private static final double TOLERANCE = 1e-6;
  private static final JsonNode FIXTURE = read();

  private static JsonNode read() {
    try (InputStream in = MergekitParityTest.class.getResourceAsStream("mergekit.json")) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Stream<JsonNode> cases() {
    return StreamSupport.stream(FIXTURE.path("cases").spliterator(), false);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void numbersAreThose(JsonNode merge) throws IOException {
    double[] weights = doubles(merge.path("weights"));
    List<NamedSource> experts = new ArrayList<>();
    if (merge.path("method").asText().equals("slerp")) {
      // The base of mergekit's is the end at 0.
      experts.add(source("base", FIXTURE.path("base")));
    }
    for (int e = 0; e < weights.length; e++) {
      experts.add(source("expert " + e, FIXTURE.path("experts").path(e)));
    }
    MergeInputs inputs = MergeInputs.of(Optional.of(source("base", FIXTURE.path("base"))), experts);

    Map<String, double[]> joined = joined(merge, weights, inputs);

    merge
        .path("joined")
        .properties()
        .forEach(
            tensor ->
                assertThat(joined.get(tensor.getKey()))
                    .as(tensor.getKey())
                    .containsExactly(doubles(tensor.getValue().path("values")), within(TOLERANCE)));
    assertThat(joined).hasSameSizeAs(merge.path("joined"));
  }

  private static Map<String, double[]> joined(JsonNode merge, double[] weights, MergeInputs inputs)
      throws IOException {
    int experts = inputs.experts().size();
    Join.OfTensor joins =
        merge.path("method").asText().startsWith("dare")
            ? Joins.ofDare(dare(merge, weights), statedMask(merge), experts)
            : Joins.of(method(merge, weights), inputs.model(gone -> {}), experts);
    Map<String, double[]> joined = new LinkedHashMap<>();
    for (Map.Entry<String, Shape> tensor : inputs.shapes().entrySet()) {
      double[] numbers = new double[Math.toIntExact(tensor.getValue().size())];
      Pieces pieces = inputs.tensor(tensor.getKey(), gone -> {});
      Join join = joins.of(tensor.getKey(), pieces);
      pieces.forEach(piece -> join.join(piece, numbers));
      joined.put(tensor.getKey(), numbers);
    }
    return joined;
  }

  private static MergeMethod method(JsonNode merge, double[] weights) {
    ExpertWeights experts = ExpertWeights.of(weights);
    double lambda = merge.path("lambda").asDouble(1);
    return switch (merge.path("method").asText()) {
      case "linear" -> new Average(experts);
      case "task_arithmetic" -> new TaskArithmetic(lambda, experts);
      case "ties" -> Ties.mergekit(merge.path("density").asDouble(), lambda).withWeights(experts);
      case "slerp" -> Slerp.mergekit(merge.path("t").asDouble());
      default -> throw new AssertionError(merge.path("method"));
    };
  }

  private static Dare dare(JsonNode merge, double[] weights) {
    Dare.Sum sum =
        merge.path("method").asText().equals("dare_ties") ? Dare.Sum.TIES : Dare.Sum.LINEAR;
    return Dare.mergekit(
            1 - merge.path("density").asDouble(), 1, sum, merge.path("lambda").asDouble())
        .withWeights(ExpertWeights.of(weights));
  }

  /** The mask that the fixtures were made with. */
  private static DropMask statedMask(JsonNode merge) {
    long kept = Math.round(10 * merge.path("density").asDouble());
    return (expert, tensor) -> index -> (7 * index + 3L * expert) % 10 < kept;
  }

  private static NamedSource source(String name, JsonNode tensors) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    tensors
        .properties()
        .forEach(
            tensor ->
                shapes.put(
                    tensor.getKey(),
                    new Shape(
                        IntStream.range(0, tensor.getValue().path("shape").size())
                            .mapToLong(i -> tensor.getValue().path("shape").path(i).asLong())
                            .toArray())));
    return new NamedSource(
        name,
        new TensorSource() {
          @Override
          public Map<String, Shape> shapes() {
            return shapes;
          }

          @Override
          public void read(String tensor, long start, int count, float[] into) {
            for (int i = 0; i < count; i++) {
              into[i] =
                  (float) tensors.path(tensor).path("values").path((int) start + i).asDouble();
            }
          }
        });
  }

  private static double[] doubles(JsonNode list) {
    List<Double> values = new ArrayList<>();
    list.forEach(value -> values.add(value.asDouble()));
    return Doubles.toArray(values);
  }
}
