package org.temper.cli.tuning;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.temper.cli.options.ComputeOptions;
import org.temper.cli.training.Forecast;
import org.temper.cli.training.MemoryForecast;
import org.temper.models.decoder.DecoderConfig;

/**
 * A forecast of calibration tuning on a question file.
 *
 * @param terminal where it is said
 * @param data what is said of the questions
 * @param compute how the model runs
 */
record ChoiceForecast(PrintWriter terminal, List<String> data, ComputeOptions compute) {

  /**
   * What is going to be done.
   *
   * @param config the model's shape
   * @param memory what it takes
   * @param tuning how it is tuned
   * @param longest tokens of the longest answer with what is asked about it
   * @return says it
   */
  Forecast of(DecoderConfig config, MemoryForecast memory, TuningConfig tuning, int longest) {
    long atOnce =
        Math.min(
            tuning.batches().microBatchTokens(), (long) tuning.batches().batchSize() * longest);
    List<String> lines = new ArrayList<>();
    lines.add(Forecast.model(config));
    lines.addAll(data);
    lines.add(
        String.format(
            Locale.ROOT,
            "run: %,d updates of %,d answers, the longest of %,d tokens, at most %,d tokens at once;"
                + " learning rate %.2g",
            tuning.updates(),
            tuning.batches().batchSize(),
            longest,
            atOnce,
            tuning.rates().of(config.parameterCount())));
    lines.add(Forecast.memory(memory, atOnce));
    compute.trial().ifPresent(lines::add);
    return new Forecast(terminal, lines);
  }
}
