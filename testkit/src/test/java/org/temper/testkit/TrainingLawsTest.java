package org.temper.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.temper.api.ComposedScores;
import org.temper.api.Policy;
import org.temper.api.ScoredBatch;
import org.temper.testkit.tables.TablePolicy;

/** Each law holds for a right policy and catches the wrong one that it is there for. */
class TrainingLawsTest {
  private final TablePolicy policy = TablePolicy.random(5, 7);
  private final List<NDArray> leaked = new ArrayList<>();

  @AfterEach
  void closeEverything() {
    leaked.forEach(NDArray::close);
    policy.close();
  }

  @Test
  void holdForTheTablePolicyAndLeaveItsParametersAlone() {
    double[] before = HostArrays.doubles(policy.parameters().get("logits").array());
    for (long seed = 0; seed < 5; seed++) {
      TrainingLaws.all(policy, 1e-5, seed);
      TrainingLaws.gradientsMatchFiniteDifferences(policy, 1e-2, 1e-3, seed);
    }
    assertThat(HostArrays.doubles(policy.parameters().get("logits").array())).isEqualTo(before);
  }

  @Test
  void aFrozenPolicyIsNotTrainable() {
    try (Policy frozen = policy.frozenCopy()) {
      assertThatThrownBy(() -> TrainingLaws.backwardAddsGradients(frozen, 1e-5, 1))
          .isInstanceOf(AssertionError.class)
          .hasMessage("policy: expected trainable parameters, got none");
    }
  }

  private Policy withBackward(BiConsumer<ScoredBatch, NDArray> backward) {
    return AlteredPolicy.recording(
        policy, scores -> ComposedScores.of(scores, loss -> backward.accept(scores, loss)));
  }

  @Test
  void addingCatchesABackwardThatOverwrites() {
    Policy overwriting =
        withBackward(
            (scores, loss) -> {
              try (GradientDescent optimizer = GradientDescent.of(policy.parameters(), 1)) {
                optimizer.zeroGradients();
              }
              scores.backward(loss);
            });
    assertThatThrownBy(() -> TrainingLaws.backwardAddsGradients(overwriting, 1e-5, 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("added the second time");
  }

  @Test
  void addingCatchesABackwardThatDoesNothing() {
    assertThatThrownBy(
            () -> TrainingLaws.backwardAddsGradients(withBackward((scores, loss) -> {}), 1e-5, 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("expected one that is not 0");
  }

  @Test
  void finiteDifferencesCatchAGradientOfTheWrongSize() {
    Policy doubling = withBackward((scores, loss) -> scores.backward(loss.add(loss)));
    assertThatThrownBy(() -> TrainingLaws.gradientsMatchFiniteDifferences(doubling, 1e-2, 1e-3, 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("by finite differences");
  }

  @Test
  void guardsCatchABackwardThatTakesAnyArray() {
    Policy careless = withBackward((scores, loss) -> scores.backward(loss.sum()));
    assertThatThrownBy(() -> TrainingLaws.backwardIsGuarded(careless, 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("backward of an array: expected IllegalArgumentException, got none");
  }

  @Test
  void frozenCopyCatchesAViewOfTheLivePolicy() {
    Policy view = AlteredPolicy.freezing(policy, original -> new AlteredPolicyView(original));
    assertThatThrownBy(() -> TrainingLaws.frozenCopyStaysAsItWas(view, 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("after a change of the policy");
  }

  @Test
  void referenceCatchesAViewOfTheLivePolicy() {
    Policy view = AlteredPolicy.freezing(policy, original -> new AlteredPolicyView(original));
    assertThatThrownBy(() -> TrainingLaws.referenceStaysAsItWas(view, 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("log-probs of the reference after a change of the policy");
  }

  @Test
  void frozenCopyCatchesACopyThatStillTrains() {
    Policy trainable =
        AlteredPolicy.freezing(
            policy,
            original -> {
              float[] flat = original.parameters().get("logits").array().toFloatArray();
              float[][] table = new float[5][5];
              for (int i = 0; i < flat.length; i++) {
                table[i / 5][i % 5] = flat[i];
              }
              return TablePolicy.of(table);
            });
    assertThatThrownBy(() -> TrainingLaws.frozenCopyStaysAsItWas(trainable, 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("trainable parameters of the copy");
  }

  @Test
  void leftArraysAreCaught() {
    NDManager manager = policy.parameters().get("logits").array().getManager();
    Policy leaking =
        AlteredPolicy.evaluating(
            policy,
            (batch, scores) -> {
              leaked.add(manager.create(1f));
              return scores.tokenLogProbs();
            });
    assertThatThrownBy(() -> TrainingLaws.arraysAreNotLeftBehind(leaking, 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("evaluate: expected");
  }
}
