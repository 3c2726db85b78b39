package org.temper.cli.recommenders.experiment;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import java.util.Locale;
import java.util.Optional;
import org.temper.api.items.FeedbackModel;
import org.temper.api.items.ItemPrior;
import org.temper.cli.training.MemoryForecast;
import org.temper.models.recommender.HstuConfig;
import org.temper.models.recommender.RecommenderConfig;
import org.temper.models.recommender.RecommenderFeedbackModel;
import org.temper.models.recommender.RecommenderOptions;
import org.temper.models.recommender.RecommenderPolicy;
import org.temper.models.recommender.SasRecConfig;

/**
 * A maker of recommenders of one shape.
 *
 * @param shape their sizes
 * @param items the size of the catalog
 * @param device where they are computed
 * @param prior what is added to their logits
 */
public record Models(ModelShape shape, int items, Device device, Optional<ItemPrior> prior) {

  /** Checks that they fit in memory. */
  public Models {
    for (Kind kind : Kind.values()) {
      MemoryForecast.checkFits(
          "--width, --layers and --max-length",
          config(kind, shape, items).parameterShapes().values().stream()
              .mapToDouble(Shape::size)
              .sum(),
          device);
    }
  }

  /** The architectures. */
  public enum Kind {
    /** Self-attention over a user's items. */
    SASREC,
    /** Gated attention, which is told how old events are. */
    HSTU;

    /**
     * The name in tables and summaries.
     *
     * @return the constant's name in lower case
     */
    public String figureName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  RecommenderConfig config(Kind kind) {
    return config(kind, shape, items);
  }

  private static RecommenderConfig config(Kind kind, ModelShape shape, int items) {
    return switch (kind) {
      case SASREC ->
          new SasRecConfig(items, shape.width(), shape.layers(), shape.heads(), shape.maxLength());
      case HSTU ->
          HstuConfig.of(items, shape.width(), shape.layers(), shape.heads(), shape.maxLength());
    };
  }

  /**
   * How models run.
   *
   * @param seed of what is dropped out
   * @return the options
   */
  public RecommenderOptions options(long seed) {
    return RecommenderOptions.on(device).withDropout(shape.dropout(), seed);
  }

  /**
   * A model of random weights.
   *
   * @param kind its architecture
   * @param seed decides the weights, and what is dropped out
   * @return the model, to be closed by the caller
   */
  public RecommenderPolicy random(Kind kind, long seed) {
    return withPrior(RecommenderPolicy.random(config(kind), seed, options(seed)));
  }

  /**
   * A model with what is added to the logits of all.
   *
   * @param plain a model without it, which is closed where another one is made of it
   * @return the model, to be closed by the caller
   */
  public RecommenderPolicy withPrior(RecommenderPolicy plain) {
    if (prior.isEmpty()) {
      return plain;
    }
    try (plain) {
      return plain.withPrior(prior.orElseThrow());
    }
  }

  /**
   * A reward model of random weights: a trunk with a head.
   *
   * @param kind the trunk's architecture
   * @param values how many values a state has
   * @param seed decides the weights, and what is dropped out
   * @return the model, to be closed by the caller
   */
  public FeedbackModel feedback(Kind kind, int values, long seed) {
    return RecommenderFeedbackModel.random(config(kind), values, seed, options(seed));
  }
}
