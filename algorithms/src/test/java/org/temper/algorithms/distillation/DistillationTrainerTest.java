package org.temper.algorithms.distillation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.temper.algorithms.ComparedMetrics;
import org.temper.algorithms.Opened;
import org.temper.algorithms.metrics.Metrics;
import org.temper.algorithms.policygradient.MinibatchConfig;
import org.temper.algorithms.policygradient.PolicyMetrics;
import org.temper.algorithms.policygradient.Rollout;
import org.temper.algorithms.rollouts.PromptedTask;
import org.temper.algorithms.rollouts.RolloutConfig;
import org.temper.algorithms.rollouts.TaskRollouts;
import org.temper.api.Policy;
import org.temper.api.Stateful;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.RolloutBatch;
import org.temper.api.rollouts.TrajectoryGroup;
import org.temper.losses.ClipRange;
import org.temper.losses.RatioRange;
import org.temper.samplers.Sampler;
import org.temper.samplers.SamplingConfig;
import org.temper.testkit.GradientDescent;
import org.temper.testkit.LiveArrays;
import org.temper.testkit.tables.TablePolicy;

class DistillationTrainerTest {
  private static final int VOCABULARY = 5;
  private static final DistillationLoss SAMPLED =
      DistillationLoss.sampledReverseKl(ClipRange.symmetric(0.2));
  private static final Routing TWO = Routing.of(Map.of("left", "chat", "right", "logic"));
  @AutoClose private final Opened opened = new Opened();

  private DistillationTrainer trainer(
      Policy policy, Teachers teachers, DistillationConfig config, double learningRate) {
    return new DistillationTrainer(
        policy,
        teachers,
        opened.add(GradientDescent.of(policy.parameters(), learningRate)),
        config,
        1);
  }

  private Teachers two(long first, long second) {
    return Teachers.routed(
        TWO,
        Map.of(
            "chat", opened.add(TablePolicy.random(VOCABULARY, first)),
            "logic", opened.add(TablePolicy.random(VOCABULARY, second))));
  }

  private static float[] table(Policy policy) {
    return policy.parameters().asList().get(0).array().toFloatArray();
  }

  /** Completions of up to four tokens of a prompt of each domain, ended by 4. */
  private static RolloutBatch sampled(Policy policy, int groupSize, long seed) {
    return sampled(policy, groupSize, 4, seed);
  }

  private static RolloutBatch sampled(Policy policy, int groupSize, int length, long seed) {
    TaskRollouts rollouts =
        TaskRollouts.of(
            Sampler.of(
                policy,
                SamplingConfig.defaults().withMaxNewTokens(length).withStopTokens(Set.of(4L))),
            List.of(
                PromptedTask.of("left", "chat", new long[] {0}),
                PromptedTask.of("right", "logic", new long[] {2, 3})),
            (tasks, episodes) -> new double[tasks.size()],
            RolloutConfig.of(2, groupSize));
    return rollouts.update(seed, 0).microBatches().get(0);
  }

  static List<DistillationLoss> losses() {
    return List.of(
        SAMPLED,
        DistillationLoss.reverseKl(),
        DistillationLoss.forwardKl(),
        DistillationLoss.jensenShannon(0.3),
        DistillationLoss.teacherTop(2),
        DistillationLoss.studentTop(2));
  }

  /**
   * One token, 1, after 0, drawn from the uniform policy over five; the teacher's logits there are
   * 0 but for log 4 of token 1: probabilities ½ and ⅛. A = log(½ / ⅕) = log 2.5, and the gradient
   * of −A · log π(1) is −A · (onehot(1) − ⅕).
   */
  @Test
  void oneUpdateByADrawnTokenIsTheOneComputedByHand() {
    TablePolicy policy = opened.add(TablePolicy.uniform(VOCABULARY));
    float[][] logits = new float[VOCABULARY][VOCABULARY];
    logits[0][1] = (float) Math.log(4);
    Teachers teachers =
        Teachers.routed(Routing.all("chat"), Map.of("chat", opened.add(TablePolicy.of(logits))));
    Metrics metrics =
        trainer(policy, teachers, DistillationConfig.of(SAMPLED), 1)
            .iterate(
                List.of(
                    RolloutBatch.of(
                        List.of(
                            TrajectoryGroup.of(
                                "any", List.of(Rollout.after(0).acts(1).worth(0, policy)))))));
    float a = (float) Math.log(2.5);
    assertThat(Arrays.copyOf(table(policy), VOCABULARY))
        .containsExactly(new float[] {-a / 5, 4 * a / 5, -a / 5, -a / 5, -a / 5}, within(1e-6f));
    assertThat(metrics.loss()).isCloseTo(-a, within(1e-6));
    assertThat(metrics.get(DistillationMetrics.KL)).isCloseTo(-a, within(1e-6));
    assertThat(metrics.get(PolicyMetrics.ENTROPY)).isCloseTo(Math.log(5), within(1e-6));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void aStudentThatIsItsTeacherStaysWhereItIs(DistillationLoss loss) {
    TablePolicy policy = opened.add(TablePolicy.random(VOCABULARY, 1));
    Policy teacher = opened.add(policy.frozenCopy());
    float[] before = table(policy);
    Teachers teachers = Teachers.routed(TWO, Map.of("chat", teacher, "logic", teacher));
    Metrics metrics =
        trainer(policy, teachers, DistillationConfig.of(loss), 100)
            .iterate(List.of(sampled(policy, 8, 1)));
    assertThat(table(policy)).containsExactly(before, within(1e-5f));
    assertThat(metrics.gradientNorm()).isCloseTo(0, within(1e-7));
    assertThat(metrics.get(DistillationMetrics.KL)).isZero();
    // The same step moves a student that is not.
    assertThat(
            trainer(policy, two(5, 6), DistillationConfig.of(loss), 1)
                .iterate(List.of(sampled(policy, 8, 1)))
                .gradientNorm())
        .isGreaterThan(1e-2);
  }

  /** Completions of one token, so that chat is what follows 0, and logic what follows 3. */
  @ParameterizedTest
  @MethodSource("losses")
  void aStudentLearnsTheDomainsOfTwoTeachers(DistillationLoss loss) {
    float[][] chat = new float[VOCABULARY][VOCABULARY];
    float[][] logic = new float[VOCABULARY][VOCABULARY];
    chat[0][1] = 3;
    logic[0][4] = 3;
    chat[3][0] = 3;
    logic[3][2] = 3;
    TablePolicy policy = opened.add(TablePolicy.uniform(VOCABULARY));
    Teachers teachers =
        Teachers.routed(
            TWO,
            Map.of(
                "chat",
                opened.add(TablePolicy.of(chat)),
                "logic",
                opened.add(TablePolicy.of(logic))));
    DistillationTrainer trainer = trainer(policy, teachers, DistillationConfig.of(loss), 2);
    // Uniform to ⅚ and four times 1/24, about: log ⅕ − (log T(1) + 4 log T(0)) / 5.
    assertThat(reverseKl(table(policy), 0, chat[0])).isCloseTo(0.973, within(1e-3));
    for (int i = 0; i < 200; i++) {
      Metrics metrics = trainer.iterate(List.of(sampled(policy, 16, 1, i)));
      assertThat(metrics.toMap()).allSatisfy((name, value) -> assertThat(value).isFinite());
    }
    assertThat(reverseKl(table(policy), 0, chat[0])).isLessThan(0.05);
    assertThat(reverseKl(table(policy), 3, logic[3])).isLessThan(0.05);
    assertThat(reverseKl(table(policy), 0, logic[0])).isGreaterThan(1);
    assertThat(reverseKl(table(policy), 3, chat[3])).isGreaterThan(1);
  }

  /** Of a row of a table to logits, in float64. */
  private static double reverseKl(float[] table, int row, float[] teacher) {
    double[] own = logProbs(Arrays.copyOfRange(table, row * VOCABULARY, (row + 1) * VOCABULARY));
    double[] others = logProbs(teacher);
    double kl = 0;
    for (int v = 0; v < VOCABULARY; v++) {
      kl += Math.exp(own[v]) * (own[v] - others[v]);
    }
    return kl;
  }

  private static double[] logProbs(float[] logits) {
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit);
    }
    double[] logProbs = new double[logits.length];
    for (int v = 0; v < logits.length; v++) {
      logProbs[v] = logits[v] - Math.log(sum);
    }
    return logProbs;
  }

  @ParameterizedTest
  @MethodSource("losses")
  void howRowsAreSplitChangesNothing(DistillationLoss loss) {
    TablePolicy whole = opened.add(TablePolicy.random(VOCABULARY, 1));
    TablePolicy split = opened.add(TablePolicy.random(VOCABULARY, 1));
    Teachers teachers = two(2, 3);
    DistillationConfig config = DistillationConfig.of(loss).withShare(TokenShare.EQUAL_BY_DOMAIN);
    RolloutBatch batch = sampled(whole, 8, 7);
    float[] before = table(whole);
    Metrics atOnce = trainer(whole, teachers, config, 1).iterate(List.of(batch));
    Metrics inParts =
        trainer(
                split,
                teachers,
                config.withMinibatches(MinibatchConfig.single().withRowsAtOnce(3)),
                1)
            .iterate(
                List.of(
                    RolloutBatch.of(batch.groups().subList(0, 1)),
                    RolloutBatch.of(batch.groups().subList(1, 2))));
    assertThat(table(whole)).isNotEqualTo(before);
    assertThat(table(split)).containsExactly(table(whole), within(1e-5f));
    ComparedMetrics.assertClose(inParts, atOnce, 1e-4);
  }

  @ParameterizedTest
  @MethodSource("losses")
  void oneExpertOfWeightOneIsTheTeacher(DistillationLoss loss) {
    TablePolicy routed = opened.add(TablePolicy.random(VOCABULARY, 1));
    TablePolicy summed = opened.add(TablePolicy.random(VOCABULARY, 1));
    TablePolicy start = opened.add(TablePolicy.random(VOCABULARY, 2));
    TablePolicy teacher = opened.add(TablePolicy.random(VOCABULARY, 3));
    RolloutBatch batch = sampled(routed, 8, 7);
    Routing routing = Routing.all("chat");
    float[] before = table(routed);
    trainer(
            routed,
            Teachers.routed(routing, Map.of("chat", teacher)),
            DistillationConfig.of(loss),
            1)
        .iterate(List.of(batch));
    trainer(
            summed,
            Teachers.summedRewards(routing, start, Map.of("one", new Expert(teacher, 1))),
            DistillationConfig.of(loss),
            1)
        .iterate(List.of(batch));
    assertThat(table(routed)).isNotEqualTo(before);
    assertThat(table(summed)).containsExactly(table(routed), within(1e-5f));
  }

  /** One domain says eight tokens where the other says one. */
  @Test
  void sharesAreExact() {
    TablePolicy policy = opened.add(TablePolicy.random(VOCABULARY, 1));
    List<RolloutBatch> batches =
        List.of(
            RolloutBatch.of(
                List.of(
                    TrajectoryGroup.of(
                        "left",
                        List.of(
                            Rollout.after(0).acts(1, 2, 3, 1, 2, 3, 1, 4).worth(0, policy),
                            Rollout.after(0).acts(1, 2, 3, 1, 2, 3, 1, 4).worth(0, policy))),
                    TrajectoryGroup.of(
                        "right",
                        List.of(
                            Rollout.after(3).acts(4).worth(0, policy),
                            Rollout.after(3).acts(4).worth(0, policy))))));
    Metrics mean =
        trainer(policy, two(2, 3), DistillationConfig.of(SAMPLED), 0.01).iterate(batches);
    Metrics equal =
        trainer(
                policy,
                two(2, 3),
                DistillationConfig.of(SAMPLED).withShare(TokenShare.EQUAL_BY_DOMAIN),
                0.01)
            .iterate(batches);
    for (Metrics metrics : List.of(mean, equal)) {
      assertThat(metrics.get(DistillationMetrics.tokens("chat"))).isEqualTo(16 / 18.0);
      assertThat(metrics.get(DistillationMetrics.tokens("logic"))).isEqualTo(2 / 18.0);
    }
    assertThat(mean.get(DistillationMetrics.weight("chat"))).isCloseTo(16 / 18.0, within(1e-15));
    assertThat(equal.get(DistillationMetrics.weight("chat"))).isEqualTo(0.5);
    assertThat(equal.get(DistillationMetrics.weight("logic"))).isEqualTo(0.5);
  }

  @ParameterizedTest
  @MethodSource("losses")
  void tokensOutsideTheRangeAreNotLearnedFrom(DistillationLoss loss) {
    TablePolicy policy = opened.add(TablePolicy.random(VOCABULARY, 1));
    // After 0 what was recorded is off by e, after 3 it is what the policy says.
    List<RolloutBatch> batches =
        List.of(
            RolloutBatch.of(
                List.of(
                    TrajectoryGroup.of(
                        "left",
                        List.of(Rollout.after(0).acts(1).recordedOffBy(1).worth(0, policy))),
                    TrajectoryGroup.of(
                        "right", List.of(Rollout.after(3).acts(2).worth(0, policy))))));
    float[] before = table(policy);
    Metrics metrics =
        trainer(
                policy,
                two(2, 3),
                DistillationConfig.of(loss).withRatios(new RatioRange(0.5, 2)),
                1)
            .iterate(batches);
    float[] after = table(policy);
    assertThat(metrics.get(DistillationMetrics.DROPPED)).isEqualTo(0.5);
    assertThat(metrics.get(DistillationMetrics.weight("chat"))).isZero();
    assertThat(metrics.get(DistillationMetrics.weight("logic"))).isEqualTo(1);
    assertThat(Arrays.copyOf(after, VOCABULARY)).isEqualTo(Arrays.copyOf(before, VOCABULARY));
    assertThat(Arrays.copyOfRange(after, 15, 20)).isNotEqualTo(Arrays.copyOfRange(before, 15, 20));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void aResumedTrainerGoesOnBitForBit(DistillationLoss loss) {
    DistillationConfig config =
        DistillationConfig.of(loss)
            .withMinibatches(new MinibatchConfig(2, 3, 2, Double.POSITIVE_INFINITY));
    Teachers teachers = two(2, 3);
    TablePolicy whole = opened.add(TablePolicy.random(VOCABULARY, 1));
    DistillationTrainer uninterrupted = trainer(whole, teachers, config, 0.5);
    for (int i = 0; i < 4; i++) {
      uninterrupted.iterate(List.of(sampled(whole, 8, i)));
    }
    TablePolicy first = opened.add(TablePolicy.random(VOCABULARY, 1));
    DistillationTrainer stopped = trainer(first, teachers, config, 0.5);
    stopped.iterate(List.of(sampled(first, 8, 0)));
    stopped.iterate(List.of(sampled(first, 8, 1)));
    TablePolicy second = opened.add(TablePolicy.random(VOCABULARY, 9));
    DistillationTrainer resumed = trainer(second, teachers, config, 0.5);
    for (Map.Entry<String, Stateful> part : resumed.state().entrySet()) {
      part.getValue().restore(stopped.state().get(part.getKey()).state());
    }
    assertThat(table(second)).isEqualTo(table(first)).isNotEqualTo(table(whole));
    resumed.iterate(List.of(sampled(second, 8, 2)));
    resumed.iterate(List.of(sampled(second, 8, 3)));
    assertThat(table(second)).isEqualTo(table(whole));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void noArrayIsLeftBehind(DistillationLoss loss) {
    TablePolicy policy = opened.add(TablePolicy.random(VOCABULARY, 1));
    Teachers teachers =
        Teachers.summedRewards(
            TWO,
            opened.add(policy.frozenCopy()),
            Map.of("one", new Expert(opened.add(TablePolicy.random(VOCABULARY, 2)), 0.5)));
    DistillationTrainer trainer = trainer(policy, teachers, DistillationConfig.of(loss), 0.1);
    trainer.iterate(List.of(sampled(policy, 4, 0)));
    int before = LiveArrays.count();
    trainer.iterate(List.of(sampled(policy, 4, 1)));
    assertThat(LiveArrays.count()).isEqualTo(before);
  }

  @Test
  void anUnknownRouteIsAnErrorAndNothingIsChanged() {
    TablePolicy policy = opened.add(TablePolicy.random(VOCABULARY, 1));
    float[] before = table(policy);
    Teachers teachers =
        Teachers.routed(
            Routing.of(Map.of("left", "chat")),
            Map.of("chat", opened.add(TablePolicy.random(VOCABULARY, 2))));
    DistillationTrainer trainer = trainer(policy, teachers, DistillationConfig.of(SAMPLED), 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.iterate(List.of(sampled(policy, 2, 1))))
        .withMessage(
            "routing: expected a domain for each task, got none for right; name it in the routing,"
                + " or give Routing.withDefault");
    assertThat(table(policy)).isEqualTo(before);
    Teachers lenient =
        Teachers.routed(
            Routing.of(Map.of("left", "chat")).withDefault("chat"),
            Map.of("chat", opened.add(TablePolicy.random(VOCABULARY, 2))));
    trainer(policy, lenient, DistillationConfig.of(SAMPLED), 1)
        .iterate(List.of(sampled(policy, 2, 1)));
    assertThat(table(policy)).isNotEqualTo(before);
  }

  @Test
  void theMetricsAreThoseThatAreDeclaredAndTheIdentityStatesEverySetting() {
    TablePolicy policy = opened.add(TablePolicy.random(VOCABULARY, 1));
    DistillationTrainer trainer = trainer(policy, two(2, 3), DistillationConfig.of(SAMPLED), 1);
    Metrics metrics = trainer.iterate(List.of(sampled(policy, 4, 0)));
    assertThat(metrics.values().keySet()).containsExactlyElementsOf(trainer.metrics());
    Ending cut = Ending.truncated(Ending.LENGTH);
    assertThat(
            trainer
                .iterate(
                    List.of(
                        RolloutBatch.of(
                            List.of(
                                TrajectoryGroup.of(
                                    "left", List.of(Rollout.after(0).worth(1, policy, cut)))))))
                .values()
                .keySet())
        .containsExactlyElementsOf(trainer.metrics());
    assertThat(trainer.identity())
        .containsEntry("trainer.algorithm", "distillation")
        .containsEntry("trainer.loss", "sampled_reverse_kl")
        .containsEntry("trainer.clip_low", "0.2")
        .containsEntry("trainer.share", "TOKEN_MEAN")
        .containsEntry("trainer.ratio_high", "Infinity")
        .containsEntry("trainer.teachers", "routed")
        .containsEntry("trainer.passes", "1")
        .containsEntry("trainer.seed", "1")
        .containsKey("trainer.routing");
    assertThat(
            losses().stream()
                .map(loss -> trainer(policy, two(2, 3), DistillationConfig.of(loss), 1).identity()))
        .doesNotHaveDuplicates();
  }

  @Test
  void badArgumentsAreNamed() {
    TablePolicy policy = opened.add(TablePolicy.uniform(VOCABULARY));
    TablePolicy small = opened.add(TablePolicy.uniform(3));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Teachers.routed(TWO, Map.of("chat", small)))
        .withMessage(
            "teachers: expected one for each domain of the routing, got none for logic; there are"
                + " [chat]");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Teachers.routed(Routing.all("chat"), Map.of("chat", small, "code", small)))
        .withMessage(
            "routing: expected a task for each teacher, got none for code; leave the teacher out,"
                + " or route tasks to it");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                trainer(
                    policy,
                    Teachers.routed(Routing.all("chat"), Map.of("chat", small)),
                    DistillationConfig.of(SAMPLED),
                    1))
        .withMessage("teachers: expected the policy's vocabulary of 5, got 3");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                trainer(
                    policy,
                    Teachers.routed(Routing.all("chat"), Map.of("chat", policy)),
                    DistillationConfig.of(SAMPLED),
                    1))
        .withMessage("teachers: expected policies that stay as they are, got the trained one");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                trainer(
                    policy, two(1, 2), DistillationConfig.of(DistillationLoss.teacherTop(6)), 1))
        .withMessage("k: expected at most 5, the vocabulary, got 6");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Routing.all("Chat track"))
        .withMessage("domain: expected lower-case letters, digits and _, got Chat track");
  }
}
