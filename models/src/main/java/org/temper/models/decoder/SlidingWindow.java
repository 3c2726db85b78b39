package org.temper.models.decoder;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ContiguousSet;
import com.google.common.collect.ImmutableSortedSet;
import java.util.Set;

/**
 * Attention over a window: in some layers a token sees itself and the tokens just before it, no
 * others.
 *
 * <p>Source: Jiang et al., Mistral 7B (arXiv 2310.06825), section 2; as in transformers, the token
 * itself counts.
 *
 * @param size how many tokens a token sees, itself included, positive
 * @param layers the layers with a window, counted from 0; at least one
 */
public record SlidingWindow(int size, Set<Integer> layers) {

  /** Checks the size and copies the layers. */
  public SlidingWindow {
    checkArgument(size > 0, "size: expected a positive number, got %s", size);
    ImmutableSortedSet<Integer> sorted = ImmutableSortedSet.copyOf(layers);
    checkArgument(
        !sorted.isEmpty() && sorted.first() >= 0,
        "layers: expected at least one layer, counted from 0, got %s",
        layers);
    layers = sorted;
  }

  /** The last layer with a window. */
  int lastLayer() {
    return ImmutableSortedSet.copyOf(layers).last();
  }

  /**
   * A window in all layers from one on.
   *
   * @param size how many tokens a token sees, itself included, positive
   * @param first the first layer with a window, not negative
   * @param layers the number of layers of the model, above {@code first}
   * @return the window
   */
  public static SlidingWindow from(int size, int first, int layers) {
    return new SlidingWindow(size, ContiguousSet.closedOpen(first, layers));
  }
}
