package org.temper.cli.options;

import static com.google.common.base.Preconditions.checkArgument;

import org.jspecify.annotations.Nullable;
import org.temper.algorithms.run.NativeMemory;
import org.temper.cli.options.values.SizeConverter;
import org.temper.cli.training.MemoryForecast;
import org.temper.models.decoder.ActivationLimit;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderOptions;
import picocli.CommandLine.Option;

/** Options for the memory that training may take. */
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class MemoryOptions {
  /** Of what the limit leaves beside the model; the rest is for what passes compute with. */
  private static final double HELD_SHARE = 0.8;

  /** Of the limit, what tables of log-probabilities may take: a part of what micro-batches do. */
  private static final double SCORING_SHARE = 1.0 / 12;

  private static final int GIVEN_BACK_FROM = 1 << 20;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      converter = SizeConverter.class,
      description =
          "what training should stay below, such as 6g or 900m: how much is scored at once follows"
              + " from it, and of how many layers activations are held (default: 6g, halved until"
              + " it is free)")
  private @Nullable Double memory;

  @Option(
      names = "--activations",
      paramLabel = "HOW",
      defaultValue = "fitting",
      description =
          "what the forward pass holds for the backward pass: ${COMPLETION-CANDIDATES}; fitting"
              + " holds as many layers as --memory allows, and a layer that is recomputed takes a"
              + " third more time (default: ${DEFAULT-VALUE})")
  private Activations activations;

  private @Nullable Double limit;

  /**
   * Has the C library give back what is freed, where a limit was given: it would keep a gigabyte.
   */
  void hold() {
    if (memory != null) {
      NativeMemory.giveBackFrom(GIVEN_BACK_FROM);
    }
  }

  /** Gives back what reading models and data has left, where a limit was given. */
  void giveBack() {
    if (memory != null) {
      System.gc();
      NativeMemory.trim();
    }
  }

  /** The bound on tables of log-probabilities. */
  long scoringBytes() {
    long usual = DecoderOptions.defaults().scoringBytes();
    return memory == null ? usual : Math.min(usual, (long) Math.ceil(SCORING_SHARE * memory));
  }

  /** What training should stay below, looked at once: what is free changes as a model is loaded. */
  private double limit() {
    if (limit == null) {
      limit = memory == null ? MemoryForecast.usualLimit() : memory;
    }
    return limit;
  }

  /**
   * The limit on activations.
   *
   * @param frozenCopies how many copies of the weights there are beside the trained ones
   * @return for any decoder
   */
  ActivationLimit activations(int frozenCopies) {
    double bytes = limit();
    return switch (activations) {
      case KEPT -> ActivationLimit.none();
      case RECOMPUTED -> ActivationLimit.of(0);
      case FITTING ->
          config -> (long) (HELD_SHARE * (bytes - MemoryForecast.fixed(config, frozenCopies)));
    };
  }

  /**
   * What training takes.
   *
   * @param config the decoder's shape
   * @param options how it runs
   * @param frozenCopies how many copies of the weights there are beside the trained ones
   * @return the forecast
   * @throws IllegalArgumentException if the memory that was given does not hold the model
   */
  MemoryForecast forecast(DecoderConfig config, DecoderOptions options, int frozenCopies) {
    double fixed = MemoryForecast.fixed(config, frozenCopies);
    checkArgument(
        memory == null || fixed < limit(),
        "--memory: expected more than the %s of this model's weights, gradients and moments, got"
            + " %s",
        MemoryForecast.describe(fixed),
        MemoryForecast.describe(limit()));
    return MemoryForecast.of(config, options, limit(), frozenCopies);
  }

  /** What is held from the forward pass for the backward pass. */
  private enum Activations {
    FITTING,
    KEPT,
    RECOMPUTED
  }
}
