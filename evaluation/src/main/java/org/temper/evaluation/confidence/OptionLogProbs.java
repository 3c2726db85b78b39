package org.temper.evaluation.confidence;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import java.util.List;
import org.temper.evaluation.recalibration.LabeledLogits;

/**
 * The log-probabilities of a question's options, each as the answer after the same prompt. Options
 * may have different numbers of tokens: what that means for their scores is a {@link
 * LengthHandling}, which does not matter where each is one token, such as a letter.
 *
 * @param options [K] options of [T_k] token log-probabilities in nats, at least two options of at
 *     least one token
 */
public record OptionLogProbs(List<ImmutableDoubleArray> options) {

  /**
   * Copies and checks the values.
   *
   * @throws IllegalArgumentException if there are fewer than two options, an option has no token, a
   *     log-probability is NaN or above 0, or all options are impossible
   */
  public OptionLogProbs {
    options = ImmutableList.copyOf(options);
    checkArgument(options.size() >= 2, "options: expected at least two, got %s", options.size());
    int possible = 0;
    for (int k = 0; k < options.size(); k++) {
      checkArgument(
          !options.get(k).isEmpty(), "options[%s]: expected at least one token, got none", k);
      possible += LengthHandling.SUM.of(options.get(k)) > Double.NEGATIVE_INFINITY ? 1 : 0;
    }
    checkArgument(possible > 0, "options: expected a possible one, got -Infinity for each");
  }

  /**
   * Options of one token each.
   *
   * @param logProbs [K], in nats
   * @return the options
   * @throws IllegalArgumentException as the constructor does
   */
  public static OptionLogProbs ofTokens(double... logProbs) {
    return new OptionLogProbs(Arrays.stream(logProbs).mapToObj(ImmutableDoubleArray::of).toList());
  }

  /**
   * The log-probability of each option.
   *
   * @param handling what becomes of lengths
   * @return [K], unnormalized; also the logits that a recalibrator takes
   */
  public double[] scores(LengthHandling handling) {
    return options.stream().mapToDouble(handling::of).toArray();
  }

  /**
   * The probability of each option given that it is one of them: softmax of the scores.
   *
   * @param handling what becomes of lengths
   * @return [K], with sum 1
   */
  public double[] probabilities(LengthHandling handling) {
    double[] scores = scores(handling);
    double largest = Arrays.stream(scores).max().orElseThrow();
    double[] weights = Arrays.stream(scores).map(score -> Math.exp(score - largest)).toArray();
    double sum = Arrays.stream(weights).sum();
    return Arrays.stream(weights).map(weight -> weight / sum).toArray();
  }

  /**
   * The option with the largest score.
   *
   * @param handling what becomes of lengths
   * @return its index; the first of equal ones
   */
  public int answer(LengthHandling handling) {
    double[] scores = scores(handling);
    int best = 0;
    for (int k = 1; k < scores.length; k++) {
      if (scores[k] > scores[best]) {
        best = k;
      }
    }
    return best;
  }

  /**
   * The probability of the answer: the confidence that it is correct.
   *
   * @param handling what becomes of lengths
   * @return from 1 / K to 1
   */
  public double confidence(LengthHandling handling) {
    return probabilities(handling)[answer(handling)];
  }

  /**
   * The probability that the model gives to any of the options: how far the question was understood
   * as one with these answers. Options must not begin alike for it to mean that.
   *
   * @return from 0 to 1
   */
  public double mass() {
    return Math.min(1, Arrays.stream(scores(LengthHandling.SUM)).map(Math::exp).sum());
  }

  /**
   * Held-out questions to fit a recalibrator on.
   *
   * @param questions [N], of any numbers of options
   * @param handling what becomes of lengths
   * @param labels [N], the index of the right option
   * @return their scores as logits
   * @throws IllegalArgumentException if there is none, a label is no option, or an option is
   *     impossible
   */
  public static LabeledLogits labeled(
      List<OptionLogProbs> questions, LengthHandling handling, int[] labels) {
    return new LabeledLogits(
        questions.stream()
            .map(question -> ImmutableDoubleArray.copyOf(question.scores(handling)))
            .toList(),
        ImmutableIntArray.copyOf(labels));
  }
}
