package org.temper.evaluation.confidence;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import java.util.OptionalDouble;
import org.temper.evaluation.recalibration.LabeledConfidences;

/**
 * Confidences that answers state, by {@link VerbalConfidence}, with what stands for those that
 * state none, and their count.
 *
 * @param confidences [N], each from 0 to 1
 * @param missing how many of them stated none
 */
public record VerbalConfidences(ImmutableDoubleArray confidences, int missing) {

  /**
   * Reads texts.
   *
   * @param texts [N], any
   * @param missing what stands for a confidence that is not stated, from 0 to 1: 0 costs a correct
   *     answer the most, ½ says that nothing is known
   * @return the confidences
   * @throws IllegalArgumentException if {@code missing} is NaN or outside [0, 1]
   */
  public static VerbalConfidences of(List<String> texts, double missing) {
    checkArgument(missing >= 0 && missing <= 1, "missing: expected from 0 to 1, got %s", missing);
    ImmutableDoubleArray.Builder confidences = ImmutableDoubleArray.builder(texts.size());
    int count = 0;
    for (String text : texts) {
      OptionalDouble stated = VerbalConfidence.of(text);
      confidences.add(stated.orElse(missing));
      count += stated.isPresent() ? 0 : 1;
    }
    return new VerbalConfidences(confidences.build(), count);
  }

  /**
   * Held-out answers to fit a recalibrator on. Stated numbers are often 0 % or 100 %: give {@code
   * fit} a margin such as 0.01.
   *
   * @param outcomes [N], 1 where the answer is correct, else 0
   * @return the confidences with their outcomes
   * @throws IllegalArgumentException if there is none, the lengths differ, or an outcome is neither
   *     0 nor 1
   */
  public LabeledConfidences labeled(int[] outcomes) {
    return new LabeledConfidences(confidences, ImmutableIntArray.copyOf(outcomes));
  }
}
