package org.temper.models.onerec;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.types.Shape;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;

/**
 * Architecture of {@link SessionTowers}.
 *
 * @param stateWidth of a user's state
 * @param vectorWidth of an item's vector
 * @param items how many items there are
 * @param width of what is made of both
 * @param targets names of what is predicted, a tower each
 */
public record SessionTowersConfig(
    int stateWidth, int vectorWidth, int items, int width, List<String> targets) {

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if a size is below 1, or there is no target or one twice
   */
  public SessionTowersConfig {
    targets = List.copyOf(targets);
    Map<String, Integer> sizes =
        ImmutableMap.of(
            "stateWidth", stateWidth, "vectorWidth", vectorWidth, "items", items, "width", width);
    sizes.forEach(
        (name, size) -> checkArgument(size >= 1, "%s: expected at least 1, got %s", name, size));
    checkArgument(!targets.isEmpty(), "targets: expected at least one, got none");
    checkArgument(
        targets.stream().distinct().count() == targets.size(),
        "targets: expected each once, got %s",
        targets);
  }

  /**
   * The trainable arrays.
   *
   * @return shapes by name
   */
  public ImmutableMap<String, Shape> parameterShapes() {
    int towers = targets.size();
    return ImmutableMap.<String, Shape>builder()
        .put("user", new Shape(stateWidth, width))
        .put("vector", new Shape(vectorWidth, width))
        .put("item", new Shape(items, width))
        .put("query", new Shape(width, width))
        .put("key", new Shape(width, width))
        .put("value", new Shape(width, width))
        .put("output", new Shape(width, width))
        .put("tower", new Shape(width, (long) towers * width))
        .put("tower.bias", new Shape((long) towers * width))
        .put("target", new Shape(towers, width))
        .put("target.bias", new Shape(towers))
        .put("fusion", new Shape((towers + 1L) * width, width))
        .put("fusion.bias", new Shape(width))
        .put("preference", new Shape(width))
        .put("preference.bias", new Shape(1))
        .buildOrThrow();
  }
}
