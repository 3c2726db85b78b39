package org.temper.cli.tracks;

import java.util.List;
import java.util.stream.IntStream;
import org.temper.algorithms.rollouts.PromptedTask;
import org.temper.algorithms.rollouts.RolloutConfig;
import org.temper.algorithms.rollouts.TaskRollouts;
import org.temper.api.rollouts.RolloutBatch;
import org.temper.api.rollouts.Trajectory;
import org.temper.api.text.TextCodec;
import org.temper.api.updates.OnPolicySource;
import org.temper.data.DataHash;
import org.temper.data.PromptCompletion;
import org.temper.models.hf.HuggingFaceCodec;
import org.temper.samplers.Sampler;
import org.temper.samplers.rewards.RewardSource;

/** Questions that are answered in one turn, each with a reference answer. */
record QuestionPlay() implements Play<PromptCompletion> {

  @Override
  public List<String> ids(List<PromptCompletion> questions) {
    return IntStream.rangeClosed(1, questions.size()).mapToObj(i -> "question " + i).toList();
  }

  @Override
  public String hash(List<PromptCompletion> questions) {
    return DataHash.ofTexts(questions);
  }

  @Override
  public OnPolicySource<RolloutBatch> rollouts(
      Sampler sampler,
      HuggingFaceCodec codec,
      List<PromptCompletion> questions,
      RewardSource<PromptCompletion> rewards,
      RolloutConfig config) {
    return TaskRollouts.of(sampler, prompted(questions, codec), rewards, config);
  }

  private List<PromptedTask<PromptCompletion>> prompted(
      List<PromptCompletion> questions, TextCodec codec) {
    List<String> ids = ids(questions);
    return IntStream.range(0, questions.size())
        .mapToObj(
            i ->
                PromptedTask.of(
                    ids.get(i), questions.get(i), codec.encodePrompt(questions.get(i).prompt())))
        .toList();
  }

  @Override
  public List<Trajectory> episodes(
      Sampler sampler, HuggingFaceCodec codec, List<PromptCompletion> questions, long seed) {
    return sampler.sample(
        questions.stream().map(question -> codec.encodePrompt(question.prompt())).toList(), seed);
  }

  @Override
  public String answer(Trajectory episode, HuggingFaceCodec codec) {
    return episode.completionText(codec);
  }
}
