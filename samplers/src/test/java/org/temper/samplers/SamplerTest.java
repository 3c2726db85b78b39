package org.temper.samplers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.temper.api.Policy;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenScores;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.Segment;
import org.temper.api.rollouts.Trajectory;
import org.temper.testkit.LetterCodec;
import org.temper.testkit.tables.TablePolicy;

class SamplerTest {
  private static final int VOCABULARY = 29;
  private static final SamplingConfig TEN = SamplingConfig.defaults().withMaxNewTokens(10);

  @AutoClose private final TinyPolicy policy = new TinyPolicy(VOCABULARY, 64, 3);
  private final LetterCodec codec = new LetterCodec();
  private final List<long[]> prompts =
      List.of(
          new long[] {1},
          new long[] {2, 3, 4, 5},
          new long[] {6, 7},
          new long[] {8, 9, 10, 11, 12});

  @Test
  void greedyTakesTheMostProbableTokenAtEachStep() {
    Trajectory trajectory =
        Sampler.of(policy, SamplingConfig.greedy(5)).sample(List.of(new long[] {1, 2}), 0).get(0);
    long[] tokens = trajectory.tokens().toArray();
    assertThat(tokens).hasSize(7).startsWith(1, 2);
    for (int t = 2; t < 7; t++) {
      float[] logits = policy.logitsAfter(tokens, t);
      for (float other : logits) {
        assertThat(logits[(int) tokens[t]]).isGreaterThanOrEqualTo(other);
      }
    }
    assertThat(trajectory.ending()).isEqualTo(Ending.truncated(Ending.LENGTH));
    assertThat(trajectory.actions().get(0).behaviorLogProbs().asList()).containsOnly(0.0);
  }

  @Test
  void recordedLogProbsAreThoseThatThePolicyGives() {
    SamplingConfig config =
        TEN.withTemperature(0.6).withTopK(9).withTopP(0.9).withRepetitionPenalty(1.2);
    List<Trajectory> trajectories = Sampler.of(policy, config).sample(prompts, 5);
    assertScoresEqual(policy, trajectories);
  }

  @Test
  void aTrainablePolicyIsSampledWithTheLogProbsThatItGives() {
    try (TablePolicy table = TablePolicy.random(VOCABULARY, 4)) {
      SamplingConfig config = TEN.withTemperature(0.8).withMinP(0.05).withMaxRows(2);
      assertScoresEqual(table, Sampler.of(table, config).sample(prompts, 5));
      assertScoresEqual(table, Sampler.of(table, SamplingConfig.greedy(10)).sample(prompts, 5));
    }
  }

  @Test
  void theBehaviorIsThePolicyWhereNothingChangesIt() {
    for (Trajectory trajectory : Sampler.of(policy, TEN).sample(prompts, 5)) {
      Segment.Action action = trajectory.actions().get(0);
      assertThat(action.behaviorLogProbs()).isEqualTo(action.logProbs());
    }
  }

  @Test
  void theBehaviorLogProbIsThatOfTheDistributionDrawnFrom() {
    double temperature = 0.5;
    Trajectory trajectory =
        Sampler.of(policy, TEN.withTemperature(temperature)).sample(prompts, 5).get(1);
    long[] tokens = trajectory.tokens().toArray();
    ImmutableDoubleArray recorded = trajectory.actions().get(0).behaviorLogProbs();
    for (int t = 4; t < tokens.length; t++) {
      float[] logits = policy.logitsAfter(tokens, t).clone();
      for (int v = 0; v < logits.length; v++) {
        logits[v] /= (float) temperature;
      }
      assertThat(recorded.get(t - 4))
          .isCloseTo(TinyPolicy.logSoftmax(logits)[(int) tokens[t]], Offset.offset(1e-5));
    }
  }

  @Test
  void rowsDoNotDependOnThoseBesideThem() {
    List<Trajectory> together = Sampler.of(policy, TEN).sample(prompts, 7);
    for (int rows = 1; rows <= 3; rows++) {
      assertThat(Sampler.of(policy, TEN.withMaxRows(rows)).sample(prompts, 7)).isEqualTo(together);
    }
    assertThat(Sampler.of(policy, TEN).sample(prompts.subList(0, 2), 7))
        .isEqualTo(together.subList(0, 2));
  }

  @Test
  void noMoreRowsAreDecodedAtOnceThanAllowed() {
    Sampler.of(policy, TEN.withMaxRows(3)).sample(prompts, 7);
    // Prompts that wait take the rows of those that are done.
    assertThat(policy.sessions).isEqualTo(1);
    assertThat(policy.largestSession).isEqualTo(3);
  }

  @Test
  void theSameSeedDrawsTheSameAndAnotherSeedDoesNot() {
    Sampler sampler = Sampler.of(policy, TEN);
    assertThat(sampler.sample(prompts, 1)).isEqualTo(sampler.sample(prompts, 1));
    assertThat(sampler.sample(prompts, 1)).isNotEqualTo(sampler.sample(prompts, 2));
  }

  @Test
  void tokensAreDrawnAsOftenAsTheyAreProbable() {
    List<long[]> repeated = new ArrayList<>();
    for (int i = 0; i < 4000; i++) {
      repeated.add(new long[] {4, 4});
    }
    SamplingConfig config = SamplingConfig.defaults().withMaxNewTokens(1).withMaxRows(1000);
    double[] counts = new double[VOCABULARY];
    for (Trajectory trajectory : Sampler.of(policy, config).sample(repeated, 13)) {
      counts[(int) trajectory.completion().get(0)]++;
    }
    double[] logProbs = TinyPolicy.logSoftmax(policy.logitsAfter(new long[] {4, 4}, 2));
    double chiSquare = 0;
    for (int v = 0; v < VOCABULARY; v++) {
      double expected = 4000 * Math.exp(logProbs[v]);
      chiSquare += (counts[v] - expected) * (counts[v] - expected) / expected;
    }
    // Of 28 degrees of freedom: exceeded by chance once in a thousand.
    assertThat(chiSquare).isLessThan(56.9);
  }

  @Test
  void aStopTokenEndsACompletionAndBelongsToIt() {
    SamplingConfig config = TEN.withMaxNewTokens(60).withStopTokens(List.of(5L, 6L, 7L));
    List<Trajectory> trajectories = Sampler.of(policy, config).sample(prompts, 21);
    assertThat(trajectories)
        .anySatisfy(t -> assertThat(t.ending().reason()).isEqualTo(Ending.END_TOKEN));
    for (Trajectory trajectory : trajectories) {
      List<Long> completion = trajectory.completion().asList();
      boolean stopped = trajectory.ending().equals(Ending.terminated(Ending.END_TOKEN));
      List<Long> before = stopped ? completion.subList(0, completion.size() - 1) : completion;
      assertThat(before).doesNotContain(5L, 6L, 7L);
      if (stopped) {
        assertThat(completion.get(completion.size() - 1)).isIn(5L, 6L, 7L);
      }
    }
    assertScoresEqual(policy, trajectories);
  }

  @Test
  void aStopStringEndsACompletionAsSoonAsItIsThere() {
    Trajectory free = Sampler.of(policy, TEN).sample(prompts, 2).get(0);
    String text = codec.decode(free.completion().toArray());
    String stop = text.substring(3, 5);
    Trajectory stopped =
        Sampler.of(policy, codec, TEN.withStopStrings(List.of(stop, "zzzzzz")))
            .sample(prompts, 2)
            .get(0);
    String stoppedText = codec.decode(stopped.completion().toArray());
    assertThat(stopped.ending()).isEqualTo(Ending.terminated(Ending.STOP_STRING));
    assertThat(stoppedText).isEqualTo(text.substring(0, text.indexOf(stop) + 2));
    assertThat(StopStrings.textBefore(stoppedText, List.of(stop)))
        .isEqualTo(text.substring(0, text.indexOf(stop)));
  }

  @Test
  void stopStringsWithoutACodecAreAnError() {
    assertThatThrownBy(() -> Sampler.of(policy, TEN.withStopStrings(List.of("a"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("stopStrings: expected none without a codec, got [a]");
  }

  @Test
  void aStopTokenOutsideTheVocabularyIsAnError() {
    assertThatThrownBy(() -> Sampler.of(policy, TEN.withStopTokens(List.of(29L))))
        .hasMessage("stopTokens: expected ids below 29, got 29");
  }

  @Test
  void theModelsLimitTruncates() {
    try (TinyPolicy small = new TinyPolicy(VOCABULARY, 6, 3)) {
      List<Trajectory> trajectories =
          Sampler.of(small, TEN)
              .sample(List.of(new long[] {1, 2, 3, 4, 5, 6}, new long[] {1, 2, 3, 4}), 0);
      assertThat(trajectories)
          .allSatisfy(t -> assertThat(t.ending()).isEqualTo(Ending.truncated(Ending.LENGTH)));
      assertThat(trajectories.get(0).completion().length()).isZero();
      assertThat(trajectories.get(1).completion().length()).isEqualTo(2);
    }
  }

  @Test
  void noNewTokensGiveEmptyCompletions() {
    for (Trajectory trajectory : Sampler.of(policy, TEN.withMaxNewTokens(0)).sample(prompts, 0)) {
      assertThat(trajectory.completion().length()).isZero();
      assertThat(trajectory.ending()).isEqualTo(Ending.truncated(Ending.LENGTH));
    }
  }

  @Test
  void noPromptsGiveNoTrajectories() {
    assertThat(Sampler.of(policy, TEN).sample(List.of(), 0)).isEmpty();
  }

  @Test
  void anEmptyPromptIsAnError() {
    assertThatThrownBy(
            () -> Sampler.of(policy, TEN).sample(List.of(new long[] {1}, new long[0]), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("prompts[1]: expected at least one token, got none");
  }

  @Test
  void aRepetitionPenaltyAvoidsWhatTheRowHolds() {
    Trajectory trajectory =
        Sampler.of(policy, SamplingConfig.greedy(20).withRepetitionPenalty(1e6))
            .sample(List.of(new long[] {0, 1, 2}, new long[] {3}), 0)
            .get(0);
    // 20 of 26 unseen tokens; a penalty that large leaves a positive logit to none that was seen,
    // and some unseen token always has a positive one.
    assertThat(trajectory.tokens().asList()).doesNotHaveDuplicates();
  }

  @Test
  void aGroupHoldsSeveralCompletionsOfOnePrompt() {
    List<List<Trajectory>> groups = Sampler.of(policy, TEN).sampleGroups(prompts, 3, 9);
    assertThat(groups).hasSize(4).allSatisfy(group -> assertThat(group).hasSize(3));
    for (int i = 0; i < prompts.size(); i++) {
      long[] prompt = prompts.get(i);
      assertThat(groups.get(i)).doesNotHaveDuplicates();
      assertThat(groups.get(i))
          .allSatisfy(t -> assertThat(t.segments().get(0).tokens().toArray()).isEqualTo(prompt));
    }
    assertThatThrownBy(() -> Sampler.of(policy, TEN).sampleGroups(prompts, 0, 9))
        .hasMessage("groupSize: expected at least 1, got 0");
  }

  @Test
  void samplingLeavesNoArraysBehind() {
    Sampler sampler = Sampler.of(policy, TEN.withTopP(0.9));
    sampler.sample(prompts, 0);
    int before = policy.manager.getManagedArrays().size();
    LongStream.range(0, 5).forEach(seed -> sampler.sample(prompts, seed));
    assertThat(policy.manager.getManagedArrays()).hasSize(before);
  }

  /** Checks that what was recorded of each action is what the policy says of its tokens. */
  static void assertScoresEqual(Policy policy, List<Trajectory> trajectories) {
    for (Trajectory trajectory : trajectories) {
      SequenceBatch batch = SequenceBatch.of(List.of(trajectory.toSequence()));
      List<Double> recorded = new ArrayList<>();
      trajectory.actions().forEach(action -> recorded.addAll(action.logProbs().asList()));
      try (TokenScores scores = policy.evaluate(batch)) {
        float[] scored = scores.tokenLogProbs().toFloatArray();
        int next = 0;
        for (int t = 0; t < batch.columns(); t++) {
          if (batch.isScored(0, t)) {
            assertThat((double) scored[t]).isCloseTo(recorded.get(next++), Offset.offset(1e-4));
          }
        }
        assertThat(next).isEqualTo(recorded.size());
      }
    }
  }
}
