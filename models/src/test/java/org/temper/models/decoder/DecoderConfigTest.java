package org.temper.models.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.temper.models.decoder.DecoderConfig.Feature;

class DecoderConfigTest {

  @Test
  void parametersAreListedInCanonicalOrder() {
    Map<String, Shape> shapes =
        config(4, 2, 6, Set.of(Feature.QUERY_KEY_VALUE_BIAS, Feature.QUERY_KEY_NORM))
            .parameterShapes();

    assertThat(shapes)
        .containsExactly(
            Map.entry("model.embed_tokens.weight", new Shape(16, 8)),
            Map.entry("model.layers.0.input_layernorm.weight", new Shape(8)),
            Map.entry("model.layers.0.self_attn.q_proj.weight", new Shape(24, 8)),
            Map.entry("model.layers.0.self_attn.k_proj.weight", new Shape(12, 8)),
            Map.entry("model.layers.0.self_attn.v_proj.weight", new Shape(12, 8)),
            Map.entry("model.layers.0.self_attn.q_proj.bias", new Shape(24)),
            Map.entry("model.layers.0.self_attn.k_proj.bias", new Shape(12)),
            Map.entry("model.layers.0.self_attn.v_proj.bias", new Shape(12)),
            Map.entry("model.layers.0.self_attn.q_norm.weight", new Shape(6)),
            Map.entry("model.layers.0.self_attn.k_norm.weight", new Shape(6)),
            Map.entry("model.layers.0.self_attn.o_proj.weight", new Shape(8, 24)),
            Map.entry("model.layers.0.post_attention_layernorm.weight", new Shape(8)),
            Map.entry("model.layers.0.mlp.gate_proj.weight", new Shape(12, 8)),
            Map.entry("model.layers.0.mlp.up_proj.weight", new Shape(12, 8)),
            Map.entry("model.layers.0.mlp.down_proj.weight", new Shape(8, 12)),
            Map.entry("model.norm.weight", new Shape(8)),
            Map.entry("lm_head.weight", new Shape(16, 8)));
  }

  @Test
  void aTiedHeadIsNoParameter() {
    assertThat(config(4, 2, 2, Set.of(Feature.TIED_HEAD)).parameterShapes())
        .doesNotContainKey("lm_head.weight");
  }

  @Test
  void badSizesAreNamed() {
    assertThatThrownBy(() -> config(4, 3, 2, Set.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("keyValueHeads: expected a divisor of heads (4), got 3");
    assertThatThrownBy(() -> config(4, 2, 3, Set.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("headSize: expected a positive even number, got 3");
    assertThatThrownBy(() -> config(0, 2, 2, Set.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("heads: expected a positive number, got 0");
  }

  private static DecoderConfig config(
      int heads, int keyValueHeads, int headSize, Set<Feature> features) {
    return new DecoderConfig(
        16, 8, 12, 1, heads, keyValueHeads, headSize, 32, 1e-5, RotaryConfig.of(10_000), features);
  }
}
