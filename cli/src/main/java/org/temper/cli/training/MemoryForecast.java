package org.temper.cli.training;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.Device;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.temper.models.decoder.ActivationLimit;
import org.temper.models.decoder.DecoderConfig;

/**
 * A forecast of the memory that training a decoder takes, in bytes: what does not depend on the
 * batch, and what each token of a micro-batch adds. From it follows how much is scored at once
 * where nobody says. It is an estimate, good to a fifth for the models that it was compared with
 * (docs/recipes.md).
 *
 * @param fixed weights, gradients, the optimizer's moments, frozen copies, a chunk of the head, and
 *     the JVM
 * @param perToken what a token holds for the backward pass, where sequences are of the length asked
 *     about
 * @param perTokenWithoutGraph what a token takes where nothing is held for a backward pass
 * @param perCachedToken keys and values of a token in a decoding session
 * @param limit what a run should stay below
 */
public record MemoryForecast(
    double fixed,
    double perToken,
    double perTokenWithoutGraph,
    double perCachedToken,
    double limit) {
  private static final double MIB = 1 << 20;
  private static final double GIB = 1 << 30;
  private static final int FLOAT = Float.BYTES;

  /** Weights, their gradient and AdamW's two moments. */
  private static final int TRAINED_ARRAYS = 4;

  private static final double JVM = 400 * MIB;
  private static final int HEAD_ROWS = 512;

  /** What is aimed at where memory is plenty: it feeds the processor, and more is not faster. */
  private static final double USUAL_LIMIT = 6 * GIB;

  private static final int LENGTH_STEP = 64;

  private static final double LEAST_LIMIT = 0.5 * GIB;
  private static final double SHARE_OF_AVAILABLE = 0.8;

  /** Of the limit, what a decoding session's cache may take. */
  private static final double CACHE_SHARE = 0.25;

  /**
   * The forecast of a decoder.
   *
   * @param config its shape
   * @param activations what the forward pass holds
   * @param frozenCopies how many more copies of its weights there are, such as a reference
   * @param length tokens of the longest sequence
   * @return the forecast, with a limit that this machine's memory allows now
   */
  public static MemoryForecast of(
      DecoderConfig config, ActivationLimit activations, int frozenCopies, int length) {
    return of(config, activations, frozenCopies, length, limit(available()));
  }

  private static MemoryForecast of(
      DecoderConfig config,
      ActivationLimit activations,
      int frozenCopies,
      int length,
      double limit) {
    double block =
        FLOAT
            * (8.0 * config.width()
                + 4.0 * config.feedForwardWidth()
                + 2.0 * config.heads() * length);
    double kept =
        activations.bytes(config) > 0
            ? config.layers() * block
            : block + FLOAT * (double) config.layers() * config.width();
    return new MemoryForecast(
        (double) FLOAT * config.parameterCount() * (TRAINED_ARRAYS + frozenCopies)
            + 2.0 * FLOAT * HEAD_ROWS * config.vocabularySize()
            + JVM,
        kept,
        2 * block,
        2.0 * FLOAT * config.layers() * config.keyValueHeads() * config.headSize(),
        limit);
  }

  /**
   * The length of sequences that can be trained on one example at a time.
   *
   * @param config the decoder's shape
   * @param activations what the forward pass holds
   * @param frozenCopies how many more copies of its weights there are
   * @param rows sequences of an example
   * @return tokens, a multiple of 64 or all that the decoder takes
   */
  public static int affordedLength(
      DecoderConfig config, ActivationLimit activations, int frozenCopies, int rows) {
    double limit = limit(available());
    int length = LENGTH_STEP;
    while (length < config.maxLength()) {
      int next = Math.min(config.maxLength(), length + LENGTH_STEP);
      MemoryForecast memory = of(config, activations, frozenCopies, next, limit);
      if (memory.peak((long) rows * (length + LENGTH_STEP)) > limit) {
        break;
      }
      length += LENGTH_STEP;
    }
    return Math.min(length, config.maxLength());
  }

  /**
   * The most tokens of a micro-batch.
   *
   * @param longest tokens of the largest example, which must fit in any case
   * @return a number, padding included
   */
  public int tokensAtOnce(int longest) {
    double tokens = (limit - fixed) / perToken;
    return (int) Math.max(longest, Math.min(Integer.MAX_VALUE, tokens));
  }

  /**
   * The most rows that are scored with a graph at once.
   *
   * @param length tokens of a row
   * @param most never more
   * @return at least 1
   */
  public int rowsAtOnce(int length, int most) {
    return rows(limit - fixed, perToken, length, most);
  }

  /**
   * The most rows that are scored without a graph at once.
   *
   * @param length tokens of a row
   * @param most never more
   * @return at least 1
   */
  public int evaluatedRows(int length, int most) {
    return rows(limit - fixed, perTokenWithoutGraph, length, most);
  }

  /**
   * The most rows of a decoding session.
   *
   * @param length tokens of a row at its end
   * @param most never more
   * @return at least 1
   */
  public int decodedRows(int length, int most) {
    return rows(CACHE_SHARE * limit, perCachedToken, length, most);
  }

  /**
   * Checks that a new model can be trained in the memory that is free.
   *
   * @param options what its size comes of
   * @param parameters its size
   * @param device where it shall lie; of another's memory than the processor's nothing is known
   * @throws IllegalArgumentException if it takes more
   */
  public static void checkFits(String options, double parameters, Device device) {
    double needed = FLOAT * parameters * TRAINED_ARRAYS;
    double available = available();
    checkArgument(
        device.isGpu() || needed <= available,
        "%s: expected a model that can be trained in the %s that are free, got %s parameters, which"
            + " take %s",
        options,
        describe(available),
        String.format(Locale.ROOT, "%.3g", parameters),
        describe(needed));
  }

  private static int rows(double bytes, double perToken, int length, int most) {
    return (int) Math.max(1, Math.min(most, bytes / (perToken * Math.max(1, length))));
  }

  /**
   * What a run takes at its peak.
   *
   * @param tokens tokens of its largest micro-batch, padding included
   * @return bytes
   */
  public double peak(long tokens) {
    return fixed + perToken * tokens;
  }

  /**
   * A size in words.
   *
   * @param bytes the size
   * @return such as {@code 3.1 GiB}
   */
  public static String describe(double bytes) {
    return bytes >= GIB
        ? String.format(Locale.ROOT, "%.1f GiB", bytes / GIB)
        : String.format(Locale.ROOT, "%.0f MiB", bytes / MIB);
  }

  /** Halved until it fits, so that small changes of what is free do not change a run. */
  private static double limit(double available) {
    double limit = USUAL_LIMIT;
    while (limit > SHARE_OF_AVAILABLE * available && limit > LEAST_LIMIT) {
      limit /= 2;
    }
    return limit;
  }

  /**
   * The memory that this machine or container can give a process now.
   *
   * @return bytes
   */
  public static double available() {
    double total =
        ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
            .getTotalMemorySize();
    try {
      return Files.readAllLines(Path.of("/proc/meminfo")).stream()
          .filter(line -> line.startsWith("MemAvailable:"))
          .mapToDouble(line -> 1024 * Double.parseDouble(line.replaceAll("\\D", "")))
          .map(bytes -> Math.min(bytes, total))
          .findFirst()
          .orElse(total);
    } catch (IOException e) {
      return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
          .getFreeMemorySize();
    }
  }
}
