package org.temper.evaluation.confidence;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * The probability P(True) by which a model, asked whether an answer is true, says that it is, given
 * that it says one of two words.
 *
 * <p>Source: <a href="https://arxiv.org/abs/2207.05221">Kadavath et al. 2022</a>, section 3.1.
 *
 * @param probability of the word for true among the two, from 0 to 1
 * @param mass the probability of the two words together, from 0 to 1: where it is small, the model
 *     did not take the question as one that they answer
 */
public record TruthProbability(double probability, double mass) {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is NaN or outside [0, 1]
   */
  public TruthProbability {
    checkArgument(
        probability >= 0 && probability <= 1,
        "probability: expected from 0 to 1, got %s",
        probability);
    checkArgument(mass >= 0 && mass <= 1, "mass: expected from 0 to 1, got %s", mass);
  }

  /**
   * From the log-probabilities of the two words after the question.
   *
   * @param logProbTrue of the word for true, such as {@code " True"} or {@code " A"}, in nats
   * @param logProbFalse of the word for false
   * @return the probability
   * @throws IllegalArgumentException if one is NaN or above 0, or both are −∞
   */
  public static TruthProbability of(double logProbTrue, double logProbFalse) {
    OptionLogProbs words = OptionLogProbs.ofTokens(logProbTrue, logProbFalse);
    return new TruthProbability(words.probabilities(LengthHandling.SUM)[0], words.mass());
  }

  /**
   * The question to ask, which the letters A (true) and B (false) answer.
   *
   * @param question what was asked
   * @param answer what the model, or another, answered
   * @return the text of a prompt without chat template
   */
  public static String question(String question, String answer) {
    return "Question: "
        + question
        + "\nProposed Answer: "
        + answer
        + "\nIs the proposed answer:\n (A) True\n (B) False\nThe proposed answer is:";
  }
}
