package org.temper.evaluation.recalibration;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.temper.api.Excerpt;

/**
 * The form in which one kind of recalibrator is saved.
 *
 * @param name its name in the file
 * @param kind the kind
 * @param fields the names of its fields
 * @param writer puts the fields
 * @param reader makes one of them
 */
record RecalibratorForm<R extends Recalibrator>(
    String name,
    Class<R> kind,
    ImmutableSet<String> fields,
    BiConsumer<R, ObjectNode> writer,
    Function<RecalibratorFields, R> reader) {

  static final ImmutableList<RecalibratorForm<?>> ALL =
      ImmutableList.of(
          new RecalibratorForm<>(
              "temperature",
              TemperatureScaling.class,
              ImmutableSet.of("temperature"),
              (scaling, node) -> node.put("temperature", scaling.temperature()),
              fields -> new TemperatureScaling(fields.number("temperature"))),
          new RecalibratorForm<>(
              "vector",
              VectorScaling.class,
              ImmutableSet.of("weights", "biases"),
              (scaling, node) -> {
                node.set("weights", RecalibratorFields.array(scaling.weights()));
                node.set("biases", RecalibratorFields.array(scaling.biases()));
              },
              fields -> new VectorScaling(fields.numbers("weights"), fields.numbers("biases"))),
          new RecalibratorForm<>(
              "matrix",
              MatrixScaling.class,
              ImmutableSet.of("weights", "biases"),
              (scaling, node) -> {
                node.set("weights", RecalibratorFields.array(scaling.weights()));
                node.set("biases", RecalibratorFields.array(scaling.biases()));
              },
              fields -> new MatrixScaling(fields.rows("weights"), fields.numbers("biases"))),
          new RecalibratorForm<>(
              "confidence-temperature",
              ConfidenceTemperature.class,
              ImmutableSet.of("temperature", "margin"),
              (scaling, node) ->
                  node.put("temperature", scaling.temperature()).put("margin", scaling.margin()),
              fields ->
                  new ConfidenceTemperature(fields.number("temperature"), fields.number("margin"))),
          new RecalibratorForm<>(
              "platt",
              PlattScaling.class,
              ImmutableSet.of("input", "slope", "intercept", "margin"),
              (platt, node) ->
                  node.put("input", platt.input().name())
                      .put("slope", platt.slope())
                      .put("intercept", platt.intercept())
                      .put("margin", platt.margin()),
              fields ->
                  new PlattScaling(
                      plattInput(fields.text("input")),
                      fields.number("slope"),
                      fields.number("intercept"),
                      fields.number("margin"))),
          new RecalibratorForm<>(
              "beta",
              BetaCalibration.class,
              ImmutableSet.of("a", "b", "c", "margin"),
              (beta, node) ->
                  node.put("a", beta.a())
                      .put("b", beta.b())
                      .put("c", beta.c())
                      .put("margin", beta.margin()),
              fields ->
                  new BetaCalibration(
                      fields.number("a"),
                      fields.number("b"),
                      fields.number("c"),
                      fields.number("margin"))),
          new RecalibratorForm<>(
              "histogram",
              HistogramBinning.class,
              ImmutableSet.of("edges", "values"),
              (histogram, node) -> {
                node.set("edges", RecalibratorFields.array(histogram.edges()));
                node.set("values", RecalibratorFields.array(histogram.values()));
              },
              fields -> new HistogramBinning(fields.numbers("edges"), fields.numbers("values"))),
          new RecalibratorForm<>(
              "isotonic",
              IsotonicRegression.class,
              ImmutableSet.of("thresholds", "values"),
              (isotonic, node) -> {
                node.set("thresholds", RecalibratorFields.array(isotonic.thresholds()));
                node.set("values", RecalibratorFields.array(isotonic.values()));
              },
              fields ->
                  new IsotonicRegression(fields.numbers("thresholds"), fields.numbers("values"))));

  static RecalibratorForm<?> named(String name) {
    return ALL.stream()
        .filter(form -> form.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "type: expected one of "
                        + ALL.stream().map(RecalibratorForm::name).toList()
                        + ", got "
                        + Excerpt.of(name)));
  }

  static ObjectNode write(Recalibrator recalibrator) {
    return ALL.stream()
        .filter(form -> form.kind().isInstance(recalibrator))
        .findFirst()
        .orElseThrow()
        .written(recalibrator);
  }

  private ObjectNode written(Recalibrator recalibrator) {
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("type", name);
    writer.accept(kind.cast(recalibrator), node);
    return node;
  }

  private static PlattInput plattInput(String name) {
    PlattInput[] inputs = PlattInput.values();
    checkArgument(
        Arrays.stream(inputs).anyMatch(input -> input.name().equals(name)),
        "input: expected one of %s, got %s",
        Arrays.toString(inputs),
        Excerpt.of(name));
    return PlattInput.valueOf(name);
  }
}
