package org.temper.models.hf;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ContiguousSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.temper.models.decoder.SlidingWindow;

/** The layers in a {@code config.json} that see the latest tokens alone. */
final class WindowFields {
  private static final int DEFAULT_WINDOW = 4096;
  private static final int DEFAULT_FULL_LAYERS = 28;

  private WindowFields() {}

  /** Mistral's. To transformers an absent key means a default, and null no window. */
  static Optional<SlidingWindow> ofAll(JsonFields fields, int layers) {
    return size(fields).map(size -> SlidingWindow.from(size, 0, layers));
  }

  /** Qwen's: of the layers named, else of those from {@code max_window_layers} on. */
  static Optional<SlidingWindow> ofSome(JsonFields fields, int layers) {
    Optional<JsonNode> types = fields.value("layer_types");
    // Both are without effect while use_sliding_window is false.
    Optional<JsonNode> full = fields.value("max_window_layers");
    fields.value("sliding_window");
    boolean used = fields.bool("use_sliding_window").orElse(false);
    Optional<Integer> size = used ? size(fields) : Optional.empty();
    Set<Integer> windowed =
        types.isPresent()
            ? named(fields, types.get(), layers, size.isPresent())
            : size.isPresent() ? from(fields, full, layers) : Set.of();
    return windowed.isEmpty()
        ? Optional.empty()
        : size.map(window -> new SlidingWindow(window, windowed));
  }

  private static Optional<Integer> size(JsonFields fields) {
    boolean isNull = fields.present("sliding_window") && fields.value("sliding_window").isEmpty();
    return isNull
        ? Optional.empty()
        : Optional.of(fields.positiveInt("sliding_window").orElse(DEFAULT_WINDOW));
  }

  private static Set<Integer> named(
      JsonFields fields, JsonNode types, int layers, boolean hasWindow) {
    fields.check(types.size() == layers, "layer_types", layers + " layers", types.size());
    Set<Integer> windowed = new TreeSet<>();
    for (int layer = 0; layer < layers; layer++) {
      String type = types.get(layer).asText();
      if (type.equals("sliding_attention")) {
        windowed.add(layer);
      } else {
        fields.check(
            type.equals("full_attention"),
            "layer_types",
            "full_attention or sliding_attention",
            type);
      }
    }
    fields.check(
        hasWindow || windowed.isEmpty(),
        "layer_types",
        "full_attention alone without use_sliding_window and sliding_window",
        types);
    return windowed;
  }

  private static Set<Integer> from(JsonFields fields, Optional<JsonNode> full, int layers) {
    int first =
        full.map(
                node -> {
                  fields.check(
                      node.canConvertToInt() && node.asInt() >= 0,
                      "max_window_layers",
                      "a number of layers",
                      node);
                  return node.asInt();
                })
            .orElse(DEFAULT_FULL_LAYERS);
    return ContiguousSet.closedOpen(Math.min(first, layers), layers);
  }
}
