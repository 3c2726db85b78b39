package org.temper.algorithms.calibration;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableLongArray;
import java.util.Optional;

/**
 * An answer that a model gave, and how right it was.
 *
 * @param id what the example is called where a run has to name it
 * @param question token ids of what the model was asked, at least one
 * @param answer token ids of what it said, may be empty
 * @param asking token ids of what asks whether the answer is correct, after which one of the
 *     options stands; at least one
 * @param correctness 1 where the answer is right, 0 where it is wrong, or a share of right answers,
 *     in [0, 1]
 * @param reference what the reference said at each token of the answer, where it is known
 */
public record CalibrationExample(
    String id,
    ImmutableLongArray question,
    ImmutableLongArray answer,
    ImmutableLongArray asking,
    double correctness,
    Optional<ReferenceScores> reference) {

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if question or asking is empty, the correctness is out of
   *     range, or the reference's scores are not of as many tokens
   */
  public CalibrationExample {
    checkArgument(!question.isEmpty(), "question: expected at least one token in %s, got none", id);
    checkArgument(!asking.isEmpty(), "asking: expected at least one token in %s, got none", id);
    checkArgument(
        correctness >= 0 && correctness <= 1,
        "correctness: expected a number in [0, 1] in %s, got %s",
        id,
        correctness);
    int tokens = answer.length();
    reference.ifPresent(
        scores ->
            checkArgument(
                scores.length() == tokens,
                "reference: expected scores of %s tokens, those of the answer of %s, got %s",
                tokens,
                id,
                scores.length()));
  }

  /**
   * An example without the reference's scores.
   *
   * @param id what it is called
   * @param question token ids of what the model was asked
   * @param answer token ids of what it said
   * @param asking token ids of what asks whether the answer is correct
   * @param correctness in [0, 1]
   * @return the example
   */
  public static CalibrationExample of(
      String id, long[] question, long[] answer, long[] asking, double correctness) {
    return new CalibrationExample(
        id,
        ImmutableLongArray.copyOf(question),
        ImmutableLongArray.copyOf(answer),
        ImmutableLongArray.copyOf(asking),
        correctness,
        Optional.empty());
  }

  /**
   * This example with the reference's scores.
   *
   * @param scores at each token of the answer
   * @return a new example
   */
  public CalibrationExample withReference(ReferenceScores scores) {
    return new CalibrationExample(id, question, answer, asking, correctness, Optional.of(scores));
  }

  /**
   * This example with another label.
   *
   * @param label in [0, 1]
   * @return a new example
   */
  public CalibrationExample withCorrectness(double label) {
    return new CalibrationExample(id, question, answer, asking, label, reference);
  }

  /**
   * The tokens up to and with the option.
   *
   * @return how many there are
   */
  public int length() {
    return question.length() + answer.length() + asking.length() + 1;
  }
}
