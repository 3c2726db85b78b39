package org.temper.api;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * Sequences that were each given a number: what a reward model learns to predict.
 *
 * @param sequences the sequences
 * @param labels one finite number for each row
 */
public record LabeledBatch(SequenceBatch sequences, List<Double> labels) implements TokenCount {

  /** Checks and copies. */
  public LabeledBatch {
    labels = ImmutableList.copyOf(labels);
    checkArgument(
        labels.size() == sequences.rows(),
        "labels: expected %s, one for each row, got %s",
        sequences.rows(),
        labels.size());
    checkArgument(
        labels.stream().allMatch(Double::isFinite),
        "labels: expected finite numbers, got %s",
        labels);
  }

  /**
   * A sequence and its label.
   *
   * @param sequence the sequence
   * @param label the number it was given, finite
   */
  public record Labeled(TokenSequence sequence, double label) {

    /** Checks. */
    public Labeled {
      checkArgument(Double.isFinite(label), "label: expected a finite number, got %s", label);
    }
  }

  /**
   * A batch.
   *
   * @param examples sequences with their labels, at least one
   * @return the batch
   * @throws IllegalArgumentException if there is none, or a sequence is empty
   */
  public static LabeledBatch of(List<Labeled> examples) {
    return new LabeledBatch(
        SequenceBatch.of(examples.stream().map(Labeled::sequence).toList()),
        examples.stream().map(Labeled::label).toList());
  }

  @Override
  public long tokenCount() {
    return sequences.tokenCount();
  }
}
