package org.temper.algorithms.distillation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.temper.algorithms.metrics.Metrics;
import org.temper.algorithms.policygradient.Rollout;
import org.temper.api.Policy;
import org.temper.api.rollouts.RolloutBatch;
import org.temper.api.rollouts.TrajectoryGroup;
import org.temper.testkit.GradientDescent;
import org.temper.testkit.tables.TablePolicy;

/** Distillation on episodes of several turns, in which an environment writes too. */
class TurnsDistillationTest {
  private static final int VOCABULARY = 6;
  private static final Routing TWO = Routing.of(Map.of("left", "chat", "right", "logic"));
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  private <T extends AutoCloseable> T open(T closeable) {
    opened.add(closeable);
    return closeable;
  }

  private Metrics learn(Policy policy, Teachers teachers, DistillationLoss loss) {
    // The policy writes after 0 and 3, and after 4 and 5; the environment after 1 and 2 alone.
    RolloutBatch episodes =
        RolloutBatch.of(
            List.of(
                TrajectoryGroup.of(
                    "left", List.of(Rollout.after(0).acts(1).sees(2, 3).acts(4).worth(0, policy))),
                TrajectoryGroup.of(
                    "right",
                    List.of(Rollout.after(4).acts(1).sees(2, 5).acts(0).worth(0, policy)))));
    return new DistillationTrainer(
            policy,
            teachers,
            open(GradientDescent.of(policy.parameters(), 1)),
            DistillationConfig.of(loss),
            1)
        .iterate(List.of(episodes));
  }

  /** What follows a token. */
  private static float[] after(Policy policy, int token) {
    float[] table = policy.parameters().asList().get(0).array().toFloatArray();
    return Arrays.copyOfRange(table, token * VOCABULARY, (token + 1) * VOCABULARY);
  }

  static List<DistillationLoss> losses() {
    return DistillationTrainerTest.losses();
  }

  /**
   * Four tokens drawn from the uniform policy over six. The chat teacher's logits are 0 but for log
   * 5 of token 1 after 0 and of token 4 after 3, which have ½ and not ⅙: A = log 3. The logic
   * teacher is uniform: A = 0. The loss is the mean of the four tokens, so that the gradient after
   * 0 is −A / 4 · (onehot(1) − ⅙).
   */
  @Test
  void everyTurnOfThePolicyIsLearnedFromAsComputedByHand() {
    TablePolicy policy = open(TablePolicy.uniform(VOCABULARY));
    float[][] chat = new float[VOCABULARY][VOCABULARY];
    chat[0][1] = (float) Math.log(5);
    chat[3][4] = (float) Math.log(5);
    Teachers teachers =
        Teachers.routed(
            TWO,
            Map.of(
                "chat", open(TablePolicy.of(chat)),
                "logic", open(TablePolicy.uniform(VOCABULARY))));
    learn(policy, teachers, DistillationTrainerTest.losses().get(0));
    float a = (float) Math.log(3) / 4;
    assertThat(after(policy, 0))
        .containsExactly(
            new float[] {-a / 6, 5 * a / 6, -a / 6, -a / 6, -a / 6, -a / 6}, within(1e-6f));
    assertThat(after(policy, 3))
        .containsExactly(
            new float[] {-a / 6, -a / 6, -a / 6, -a / 6, 5 * a / 6, -a / 6}, within(1e-6f));
    for (int token : List.of(1, 2, 4, 5)) {
      assertThat(after(policy, token)).as("after %s", token).containsOnly(0);
    }
  }

  @ParameterizedTest
  @MethodSource("losses")
  void eachEpisodeIsTaughtByItsTasksTeacherAndTheEnvironmentsTokensByNone(DistillationLoss loss) {
    TablePolicy policy = open(TablePolicy.random(VOCABULARY, 1));
    Policy before = open(TablePolicy.random(VOCABULARY, 1));
    // The teacher of the right task says what the policy says.
    learn(
        policy,
        Teachers.routed(
            TWO, Map.of("chat", open(TablePolicy.random(VOCABULARY, 2)), "logic", before)),
        loss);
    for (int token : List.of(0, 3)) {
      assertThat(after(policy, token)).as("after %s", token).isNotEqualTo(after(before, token));
    }
    for (int token : List.of(1, 2, 4, 5)) {
      assertThat(after(policy, token))
          .as("after %s", token)
          .containsExactly(after(before, token), within(1e-6f));
    }
  }
}
