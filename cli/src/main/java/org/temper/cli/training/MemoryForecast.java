package org.temper.cli.training;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.Device;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.temper.data.BatchConfig;
import org.temper.models.decoder.ActivationSizes;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderOptions;

/**
 * A forecast of the memory that training a decoder takes, in bytes: what does not depend on the
 * batch, and what each token of a micro-batch adds. From it follows how much is scored at once
 * where nobody says. It is an estimate, good to a fifth for the models that it was compared with
 * (docs/recipes.md).
 *
 * @param fixed weights, gradients, the optimizer's moments, frozen copies, and the JVM
 * @param activations what a token holds for the backward pass
 * @param activationBytes how much may be held
 * @param atWork what a token takes in the layer that is computed
 * @param table what a token's logits take
 * @param tables the most that all of them may take
 * @param cached keys and values of a token in a decoding session
 * @param limit what a run should stay below
 */
public record MemoryForecast(
    double fixed,
    ActivationSizes activations,
    long activationBytes,
    double atWork,
    double table,
    double tables,
    double cached,
    double limit) {
  private static final double MIB = 1 << 20;
  private static final double GIB = 1 << 30;
  private static final int FLOAT = Float.BYTES;

  /** Weights, their gradient and AdamW's two moments. */
  private static final int TRAINED_ARRAYS = 4;

  /**
   * Code, what is loaded of libtorch, and the heap, which grows most while a checkpoint is written.
   */
  private static final double JVM = 700 * MIB;

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
   * @param options how it runs
   * @param limit what the run should stay below
   * @param frozenCopies how many more copies of its weights there are, such as a reference
   * @return the forecast
   */
  public static MemoryForecast of(
      DecoderConfig config, DecoderOptions options, double limit, int frozenCopies) {
    return new MemoryForecast(
        fixed(config, frozenCopies),
        ActivationSizes.of(config, options.precision()),
        options.activations().bytes(config),
        FLOAT * (10.0 * config.width() + 6.0 * config.feedForwardWidth()),
        (double) options.logitBytes() * config.vocabularySize(),
        options.scoringBytes(),
        2.0 * FLOAT * config.layers() * config.keyValueHeads() * config.headSize(),
        limit);
  }

  /**
   * What does not depend on the batch.
   *
   * @param config the decoder's shape
   * @param frozenCopies how many more copies of its weights there are
   * @return bytes
   */
  public static double fixed(DecoderConfig config, int frozenCopies) {
    return (double) FLOAT * config.parameterCount() * (TRAINED_ARRAYS + frozenCopies) + JVM;
  }

  /**
   * The length of sequences that can be trained on one example at a time.
   *
   * @param longest all that the decoder takes
   * @param rows sequences of an example
   * @return tokens, a multiple of 64 or all that the decoder takes
   */
  public int affordedLength(int longest, int rows) {
    int length = LENGTH_STEP;
    while (length < longest && peak((long) rows * (length + LENGTH_STEP)) <= limit) {
      length += LENGTH_STEP;
    }
    return Math.min(length, longest);
  }

  /**
   * The most tokens of a micro-batch of which all that may be is held.
   *
   * @param longest tokens of the largest example, which must fit in any case
   * @return a number, padding included
   */
  public int tokensAtOnce(int longest) {
    return (int) Math.max(longest, Math.min(Integer.MAX_VALUE, tokens()));
  }

  /**
   * Batches in such micro-batches as memory holds.
   *
   * @param batches what an update sees
   * @param rows the most examples of an update
   * @param longest tokens of the largest example
   * @return the same, split where an update is more
   */
  public BatchConfig held(BatchConfig batches, long rows, int longest) {
    int most = tokensAtOnce(longest);
    return most < rows * longest ? batches.withMicroBatchTokens(most) : batches;
  }

  private double tokens() {
    double whole =
        activationBytes > 0
            ? (double) activations.layers() * activations.whole()
            : (double) activations.layers() * activations.input() + activations.whole();
    double left = limit - fixed;
    double tokens = left / (whole + atWork + table);
    return tokens * table <= tables ? tokens : (left - tables) / (whole + atWork);
  }

  /**
   * The most rows that are scored with a graph at once.
   *
   * @param length tokens of a row
   * @param most never more
   * @return at least 1
   */
  public int rowsAtOnce(int length, int most) {
    return rows(tokens(), length, most);
  }

  /**
   * The most rows that are scored without a graph at once.
   *
   * @param length tokens of a row
   * @param most never more
   * @return at least 1
   */
  public int evaluatedRows(int length, int most) {
    return rows((limit - fixed) / (activations.whole() + atWork), length, most);
  }

  /**
   * The most rows of a decoding session.
   *
   * @param length tokens of a row at its end
   * @param most never more
   * @return at least 1
   */
  public int decodedRows(int length, int most) {
    return rows(CACHE_SHARE * limit / cached, length, most);
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

  private static int rows(double tokens, int length, int most) {
    return (int) Math.max(1, Math.min(most, tokens / Math.max(1, length)));
  }

  /**
   * What a run takes at its peak.
   *
   * @param tokens tokens of its largest micro-batch, padding included
   * @return bytes
   */
  public double peak(long tokens) {
    return fixed
        + atWork * tokens
        + activations.held(tokens, activationBytes)
        + Math.min(table * tokens, tables);
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

  /**
   * What a run should stay below where nobody says: 6 GiB, halved until it fits, so that small
   * changes of what is free do not change a run.
   *
   * @return bytes
   */
  public static double usualLimit() {
    double available = available();
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
