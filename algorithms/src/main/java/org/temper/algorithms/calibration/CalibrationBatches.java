package org.temper.algorithms.calibration;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Lists;
import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import java.util.Map;
import org.temper.algorithms.calibration.ReferenceScores.Choices;
import org.temper.api.ContentHash;
import org.temper.api.updates.UpdateBatch;
import org.temper.api.updates.UpdateSource;
import org.temper.data.BatchConfig;
import org.temper.data.SampledUpdates;

/** Batches of answers whose correctness is asked, shuffled and of like length. */
public final class CalibrationBatches implements UpdateSource<CalibrationBatch> {
  private final AnswerOptions options;
  private final SampledUpdates<CalibrationBatch> updates;

  private CalibrationBatches(AnswerOptions options, SampledUpdates<CalibrationBatch> updates) {
    this.options = options;
    this.updates = updates;
  }

  /**
   * Batches for training.
   *
   * @param examples the answers, at least one
   * @param options what may be said of them
   * @param config how they become batches
   * @return the batches
   * @throws IllegalArgumentException as {@link org.temper.data.BatchSampler#of} does
   */
  public static CalibrationBatches of(
      List<CalibrationExample> examples, AnswerOptions options, BatchConfig config) {
    ImmutableList<CalibrationExample> copy = ImmutableList.copyOf(examples);
    return new CalibrationBatches(
        options,
        new SampledUpdates<>(
            ImmutableIntArray.copyOf(copy.stream().mapToInt(CalibrationExample::length)),
            config,
            indices -> new CalibrationBatch(indices.stream().mapToObj(copy::get).toList(), options),
            index -> copy.get(index).id(),
            () -> contents(copy)));
  }

  /**
   * Batches for evaluation: in the given order.
   *
   * @param examples the answers
   * @param options what may be said of them
   * @param size the most answers of a batch, at least 1
   * @return the batches
   * @throws IllegalArgumentException if {@code size} is below 1
   */
  public static List<CalibrationBatch> inOrder(
      List<CalibrationExample> examples, AnswerOptions options, int size) {
    checkArgument(size >= 1, "size: expected at least 1, got %s", size);
    return Lists.partition(examples, size).stream()
        .map(part -> new CalibrationBatch(part, options))
        .toList();
  }

  private static String contents(List<CalibrationExample> examples) {
    ContentHash hash = new ContentHash();
    for (CalibrationExample example : examples) {
      hash.add(example.id()).add(example.question().length()).add(example.answer().length());
      example.question().forEach(hash::add);
      example.answer().forEach(hash::add);
      example.asking().forEach(hash::add);
      hash.add(example.correctness());
      example.reference().ifPresent(scores -> add(scores, hash));
    }
    return hash.digits();
  }

  private static void add(ReferenceScores reference, ContentHash hash) {
    if (reference instanceof Choices choices) {
      choices.tokens().forEach(hash::add);
    }
    reference.logProbs().forEach(hash::add);
  }

  @Override
  public long updatesPerEpoch() {
    return updates.updatesPerEpoch();
  }

  @Override
  public UpdateBatch<CalibrationBatch> update(long seed, long index) {
    return updates.update(seed, index);
  }

  /**
   * {@inheritDoc}
   *
   * @return {@code data.*} of the answers, their labels and the reference's log-probabilities
   *     included, and {@code data.options}
   */
  @Override
  public Map<String, String> identity() {
    return ImmutableMap.<String, String>builder()
        .putAll(updates.identity())
        .put("data.options", options.tokens() + " " + options.levels())
        .buildOrThrow();
  }
}
