package org.temper.cli.semantic;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.Device;
import com.google.common.primitives.ImmutableIntArray;
import java.util.Collections;
import org.jspecify.annotations.Nullable;
import org.temper.api.semantic.Embeddings;
import org.temper.api.semantic.SemanticIds;
import org.temper.cli.options.values.Inapplicable;
import org.temper.cli.options.values.OptionLimits;
import org.temper.models.semantic.KMeansConfig;
import org.temper.models.semantic.KMeansConfig.LastLevel;
import org.temper.models.semantic.KMeansConfig.Sizes;
import org.temper.models.semantic.ResidualKMeans;
import org.temper.models.semantic.RqVae;
import org.temper.models.semantic.RqVaeConfig;
import org.temper.models.semantic.RqVaeConfig.Uniform;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Options for how vectors are quantized. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class QuantizerOptions {
  private static final int ROUNDS = 20;
  private static final int EPOCHS = 50;

  @Option(
      names = "--quantizer",
      paramLabel = "NAME",
      defaultValue = "k-means",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Quantizer quantizer;

  @Option(
      names = "--levels",
      paramLabel = "N",
      defaultValue = "3",
      description = "how many codes an item has (default: ${DEFAULT-VALUE})")
  private int levels;

  @Option(
      names = "--codes",
      paramLabel = "N",
      defaultValue = "256",
      description = "how many codes a level has (default: ${DEFAULT-VALUE})")
  private int codes;

  @Option(
      names = "--balanced",
      description = "with k-means: no code has more items than N/K, rounded up")
  private boolean balanced;

  @Option(
      names = "--last-level",
      paramLabel = "HOW",
      description =
          "with k-means: ${COMPLETION-CANDIDATES}; distinct gives items that share all codes before it"
              + " different ones, as far as there are any (default: distinct)")
  private @Nullable LastLevel lastLevel;

  @Option(
      names = "--iterations",
      paramLabel = "N",
      description = "with k-means: the most rounds of a level (default: " + ROUNDS + ")")
  private @Nullable Integer iterations;

  @Option(
      names = "--sinkhorn",
      paramLabel = "LEVELS",
      description =
          "with rq-vae: the levels whose codes are used about alike: ${COMPLETION-CANDIDATES}"
              + " (default: last)")
  private @Nullable Uniform sinkhorn;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "with rq-vae: how often each item is seen (default: " + EPOCHS + ")")
  private @Nullable Integer epochs;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "decides first centers, weights and orders (default: ${DEFAULT-VALUE})")
  private long seed;

  /** A way to quantize. */
  enum Quantizer {
    K_MEANS("k-means"),
    RQ_VAE("rq-vae");

    private final String label;

    Quantizer(String label) {
      this.label = label;
    }

    @Override
    public String toString() {
      return label;
    }
  }

  /**
   * Checks the options against one another and their least values.
   *
   * @param spec the recipe, for what was given
   * @throws IllegalArgumentException if one does not apply, or is too small
   */
  public void check(CommandSpec spec) {
    if (quantizer == Quantizer.K_MEANS) {
      Inapplicable.check(spec, "with --quantizer k-means", "--sinkhorn", "--epochs");
    } else {
      Inapplicable.check(
          spec, "with --quantizer rq-vae", "--balanced", "--last-level", "--iterations");
    }
    OptionLimits.atLeast("--levels", 1, levels);
    OptionLimits.atLeast("--codes", 1, codes);
    OptionLimits.atLeast("--iterations", 1, rounds());
    OptionLimits.atLeast("--epochs", 1, passes());
  }

  private int rounds() {
    return iterations == null ? ROUNDS : iterations;
  }

  private int passes() {
    return epochs == null ? EPOCHS : epochs;
  }

  /**
   * Quantizes items.
   *
   * @param vectors their vectors
   * @param device where
   * @return ids and what they stand for
   * @throws IllegalArgumentException if there are more codes than items
   */
  public Quantized quantize(Embeddings vectors, Device device) {
    checkArgument(
        codes <= vectors.rows(),
        "--codes: expected at most %s, as many as there are items, got %s",
        vectors.rows(),
        codes);
    ImmutableIntArray sizes = ImmutableIntArray.copyOf(Collections.nCopies(levels, codes));
    if (quantizer == Quantizer.K_MEANS) {
      ResidualKMeans fitted =
          ResidualKMeans.fit(
              vectors,
              sizes,
              new KMeansConfig(
                  balanced ? Sizes.BALANCED : Sizes.FREE,
                  lastLevel == null ? LastLevel.DISTINCT : lastLevel,
                  rounds(),
                  seed),
              device);
      return new Quantized(fitted.ids(), fitted.codebooks().decode(fitted.ids()));
    }
    Uniform uniform = sinkhorn == null ? Uniform.LAST : sinkhorn;
    try (RqVae model = RqVae.fit(vectors, sizes, RqVaeConfig.of(uniform, passes(), seed), device)) {
      SemanticIds ids = model.assign(vectors);
      return new Quantized(ids, model.decode(ids));
    }
  }
}
