package org.temper.algorithms.preference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.temper.api.PreferenceBatch;
import org.temper.api.PreferenceBatch.Pair;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;
import org.temper.api.items.Candidates;
import org.temper.testkit.GradientDescent;
import org.temper.testkit.tables.TablePolicy;

/** A loss of one's own takes one class, and trains texts and items. */
class OwnObjectiveTest {

  /** Log-probabilities per token, at least a margin apart; no reference. */
  private record LengthNormalizedHinge(double margin) implements PreferenceObjective {
    @Override
    public NDArray losses(ComparedLogProbs preferences) {
      NDArray chosen = preferences.policy().chosen().div(preferences.chosenTokens());
      NDArray rejected = preferences.policy().rejected().div(preferences.rejectedTokens());
      NDArray missing = chosen.expandDims(1).sub(rejected).sub(margin).neg();
      return preferences.meanOverPairs(missing.maximum(0).flatten());
    }

    @Override
    public double rewardScale() {
      return 1;
    }

    @Override
    public Reference reference() {
      return Reference.UNUSED;
    }

    @Override
    public Map<String, ?> settings() {
      return Map.of("objective", "hinge", "margin", margin);
    }
  }

  private static final PreferenceObjective HINGE = new LengthNormalizedHinge(2);

  private static final List<PreferenceBatch> TEXTS =
      List.of(
          PreferenceBatch.of(
              List.of(
                  new Pair(
                      TokenSequence.of(new long[] {0}, new long[] {1, 2}),
                      TokenSequence.of(new long[] {0}, new long[] {3})))));

  private static List<ItemPreferenceBatch> items() {
    SequenceBatch histories =
        SequenceBatch.of(List.of(TokenSequence.of(new long[] {0}, new long[] {1})));
    long[] items = {0, 0, 0, 1, 2, 3};
    return List.of(ItemPreferenceBatch.of(histories, new Candidates(items, 1, 2, 3)));
  }

  @Test
  void itTrainsTexts() {
    try (TablePolicy policy = TablePolicy.uniform(5);
        GradientDescent optimizer = GradientDescent.of(policy.parameters(), 0.5)) {
      PreferenceTrainer<PreferenceBatch> trainer =
          PreferenceTrainer.ofTexts(policy, optimizer, HINGE);
      assertThat(trainer.evaluate(TEXTS).loss()).isEqualTo(2);
      for (int update = 0; update < 40; update++) {
        trainer.update(TEXTS);
      }
      assertThat(trainer.evaluate(TEXTS).loss()).isZero();
      assertThat(trainer.evaluate(TEXTS).get(PreferenceMetrics.ACCURACY)).isEqualTo(1);
      assertThat(trainer.identity()).containsEntry("trainer.objective", "hinge");
    }
  }

  @Test
  void itTrainsItems() {
    try (TablePolicy policy = TablePolicy.uniform(5);
        GradientDescent optimizer = GradientDescent.of(policy.parameters(), 0.5)) {
      PreferenceTrainer<ItemPreferenceBatch> trainer =
          PreferenceTrainer.ofItems(policy, optimizer, HINGE);
      assertThat(trainer.evaluate(items()).loss()).isEqualTo(2);
      for (int update = 0; update < 40; update++) {
        trainer.update(items());
      }
      assertThat(trainer.evaluate(items()).loss()).isZero();
    }
  }

  @Test
  void aReferenceThatItDoesNotLookAtIsRefused() {
    try (TablePolicy policy = TablePolicy.uniform(5);
        TablePolicy reference = policy.frozenCopy();
        GradientDescent optimizer = GradientDescent.of(policy.parameters(), 0.5)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> PreferenceTrainer.ofTexts(policy, reference, optimizer, HINGE))
          .withMessageStartingWith("reference: expected none, which ");
      PreferenceTrainer<PreferenceBatch> trainer =
          PreferenceTrainer.ofTexts(policy, optimizer, HINGE);
      List<PreferenceBatch> carrying = PreferenceTrainer.precompute(reference, TEXTS);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> trainer.update(carrying))
          .withMessageStartingWith("microBatches[0].reference: expected none");
    }
  }
}
