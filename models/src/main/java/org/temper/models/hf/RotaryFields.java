package org.temper.models.hf;

import static com.google.common.base.Preconditions.checkArgument;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableSet;
import java.util.Optional;
import java.util.OptionalDouble;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.RotaryConfig;
import org.temper.models.decoder.RotaryScaling;
import org.temper.models.decoder.RotaryScaling.Dynamic;
import org.temper.models.decoder.RotaryScaling.Linear;
import org.temper.models.decoder.RotaryScaling.Llama3;
import org.temper.models.decoder.RotaryScaling.Yarn;

/**
 * The rotary embedding in a {@code config.json}: {@code rope_theta} and {@code rope_scaling} of
 * transformers 4, {@code rope_parameters} of transformers 5.
 */
final class RotaryFields {
  private static final double DEFAULT_THETA = 10_000;

  /** That a model was trained with its scaling does not change what it computes. */
  private static final ImmutableSet<String> HARMLESS = ImmutableSet.of("finetuned");

  private RotaryFields() {}

  /** Of a model with {@code max_position_embeddings}. */
  static RotaryConfig read(JsonFields fields, int positions) {
    OptionalDouble outer = fields.number("rope_theta");
    Optional<JsonFields> scaling = fields.object("rope_scaling");
    Optional<JsonFields> parameters = fields.object("rope_parameters");
    fields.check(
        scaling.isEmpty() || parameters.isEmpty(),
        "rope_scaling",
        "none beside rope_parameters",
        "both");
    Optional<JsonFields> rope = scaling.or(() -> parameters);
    if (rope.isEmpty()) {
      return RotaryConfig.of(outer.orElse(DEFAULT_THETA));
    }
    JsonFields inner = rope.get();
    double theta = inner.number("rope_theta").orElse(outer.orElse(DEFAULT_THETA));
    inner.check(
        outer.isEmpty() || outer.getAsDouble() == theta,
        "rope_theta",
        "the same number as outside",
        theta);
    String type = inner.string("rope_type").or(() -> inner.string("type")).orElse("default");
    inner.expect("type", type);
    inner.expect("partial_rotary_factor", 1);
    Optional<RotaryScaling> read =
        switch (type) {
          case "default" -> Optional.empty();
          case "linear" -> Optional.of(new Linear(inner.requiredNumber("factor")));
          case "dynamic" -> Optional.of(new Dynamic(inner.requiredNumber("factor"), positions));
          case "yarn" -> Optional.of(yarn(inner, positions));
          case "llama3" ->
              Optional.of(
                  new Llama3(
                      inner.requiredNumber("factor"),
                      inner.requiredNumber("low_freq_factor"),
                      inner.requiredNumber("high_freq_factor"),
                      inner.requiredInt("original_max_position_embeddings")));
          default -> {
            inner.check(false, "rope_type", "one of default, linear, dynamic, yarn, llama3", type);
            yield Optional.empty();
          }
        };
    inner.rejectUnread(HARMLESS);
    return new RotaryConfig(theta, read);
  }

  private static Yarn yarn(JsonFields fields, int positions) {
    int original = fields.positiveInt("original_max_position_embeddings").orElse(positions);
    double factor = fields.number("factor").orElse((double) positions / original);
    double strength = orDefault(fields.number("mscale"), 0);
    double strengthOfAll = orDefault(fields.number("mscale_all_dim"), 0);
    double sharpening =
        strength != 0 && strengthOfAll != 0
            ? Yarn.sharpening(factor, strength) / Yarn.sharpening(factor, strengthOfAll)
            : Yarn.sharpening(factor, 1);
    return new Yarn(
        factor,
        original,
        orDefault(fields.number("beta_fast"), Yarn.DEFAULT_BETA_FAST),
        orDefault(fields.number("beta_slow"), Yarn.DEFAULT_BETA_SLOW),
        fields.bool("truncate").orElse(true) ? Yarn.Bounds.WHOLE : Yarn.Bounds.EXACT,
        fields.number("attention_factor").orElse(sharpening));
  }

  /** To transformers a zero is as good as nothing here. */
  private static double orDefault(OptionalDouble number, double otherwise) {
    return number.orElse(0) == 0 ? otherwise : number.getAsDouble();
  }

  /** Writes the scaling, and the positions that it begins from. */
  static void write(ObjectNode root, DecoderConfig config) {
    root.put("max_position_embeddings", positions(config));
    root.put("rope_theta", config.rotary().theta());
    config.rotary().scaling().ifPresent(scaling -> write(root.putObject("rope_scaling"), scaling));
  }

  private static void write(ObjectNode rope, RotaryScaling scaling) {
    if (scaling instanceof Linear linear) {
      rope.put("rope_type", "linear").put("factor", linear.factor());
    } else if (scaling instanceof Dynamic dynamic) {
      rope.put("rope_type", "dynamic").put("factor", dynamic.factor());
    } else if (scaling instanceof Yarn yarn) {
      rope.put("rope_type", "yarn")
          .put("factor", yarn.factor())
          .put("original_max_position_embeddings", yarn.originalMaxLength())
          .put("beta_fast", yarn.betaFast())
          .put("beta_slow", yarn.betaSlow())
          .put("truncate", yarn.bounds() == Yarn.Bounds.WHOLE)
          .put("attention_factor", yarn.attentionFactor());
    } else if (scaling instanceof Llama3 llama3) {
      rope.put("rope_type", "llama3")
          .put("factor", llama3.factor())
          .put("low_freq_factor", llama3.lowFrequencyFactor())
          .put("high_freq_factor", llama3.highFrequencyFactor())
          .put("original_max_position_embeddings", llama3.originalMaxLength());
    }
  }

  /** The {@code max_position_embeddings} from which the config's length is read again. */
  private static int positions(DecoderConfig config) {
    int maxLength = config.maxLength();
    Optional<RotaryScaling> scaling = config.rotary().scaling();
    if (scaling.isEmpty()) {
      return maxLength;
    }
    int positions =
        scaling.get() instanceof Linear linear
            ? (int) Math.max(1, Math.ceil(maxLength / linear.factor()))
            : Math.min(maxLength, config.rotary().steadyLength());
    int readAgain = scaling.get().maxLength(positions);
    checkArgument(
        readAgain == maxLength,
        "maxLength: expected %s tokens, which is what a model directory can say beside the rotary"
            + " scaling, got %s",
        readAgain,
        maxLength);
    return positions;
  }
}
