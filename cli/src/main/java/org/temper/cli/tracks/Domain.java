package org.temper.cli.tracks;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.stream.IntStream;
import org.temper.algorithms.rollouts.PromptedTask;
import org.temper.api.TextCodec;
import org.temper.api.rollouts.Trajectory;
import org.temper.api.rollouts.Verdict;
import org.temper.api.rollouts.Verifier;
import org.temper.data.PromptCompletion;
import org.temper.samplers.rewards.RewardSource;

/**
 * Questions of one kind, and goals of their answers.
 *
 * @param name in lower snake case
 * @param training questions to learn from, with reference answers
 * @param heldOut others to measure on
 * @param goals by name
 */
record Domain(
    String name,
    List<PromptCompletion> training,
    List<PromptCompletion> heldOut,
    ImmutableMap<String, Verifier<PromptCompletion>> goals) {

  Domain {
    training = List.copyOf(training);
    heldOut = List.copyOf(heldOut);
  }

  /** Questions as a model is given them. */
  static List<PromptedTask<PromptCompletion>> prompted(
      List<PromptCompletion> questions, TextCodec codec) {
    return IntStream.range(0, questions.size())
        .mapToObj(
            i ->
                PromptedTask.of(
                    id(i), questions.get(i), codec.encodePrompt(questions.get(i).prompt())))
        .toList();
  }

  /** What questions are called. */
  static List<String> ids(List<PromptCompletion> questions) {
    return IntStream.range(0, questions.size()).mapToObj(Domain::id).toList();
  }

  private static String id(int index) {
    return "question " + (index + 1);
  }

  /** 1 where a goal is met, 0 where it is not, NaN where that cannot be told. */
  static RewardSource<PromptCompletion> rewards(Verifier<PromptCompletion> goal, TextCodec codec) {
    return (questions, episodes) ->
        IntStream.range(0, questions.size())
            .mapToDouble(i -> reward(goal, questions.get(i), episodes.get(i), codec))
            .toArray();
  }

  private static double reward(
      Verifier<PromptCompletion> goal,
      PromptCompletion question,
      Trajectory episode,
      TextCodec codec) {
    Verdict verdict = goal.verify(question, episode.completionText(codec));
    return verdict instanceof Verdict.Unverified
        ? Double.NaN
        : verdict instanceof Verdict.Passed ? 1 : 0;
  }
}
