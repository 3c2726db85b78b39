package org.temper.algorithms.preference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.temper.algorithms.Opened;
import org.temper.algorithms.metrics.Metric;
import org.temper.algorithms.metrics.Metrics;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;
import org.temper.api.items.Candidates;
import org.temper.api.items.ItemPolicy;
import org.temper.testkit.GradientDescent;
import org.temper.testkit.tables.TablePolicy;

class ItemPreferencesTest {
  @AutoClose private final Opened opened = new Opened();

  private PreferenceTrainer<ItemPreferenceBatch> trainer(
      ItemPolicy policy, ItemPolicy reference, PreferenceObjective objective) {
    return PreferenceTrainer.ofItems(
        policy, reference, opened.add(GradientDescent.of(policy.parameters(), 1)), objective);
  }

  private static float[] values(ItemPolicy policy) {
    return policy.parameters().asList().get(0).array().toFloatArray();
  }

  /** One place after item 0, in which some item was logged; then padding. */
  private static ItemPreferenceBatch place(long chosen, long... rejected) {
    SequenceBatch histories =
        SequenceBatch.of(
            1,
            3,
            new long[] {0, 1, 0},
            new boolean[] {true, true, false},
            new boolean[] {false, true, false});
    int width = 1 + rejected.length;
    long[] items = new long[3 * width];
    // What is not scored may be no item at all.
    items[0] = -7;
    items[width] = chosen;
    System.arraycopy(rejected, 0, items, width + 1, rejected.length);
    return ItemPreferenceBatch.of(histories, new Candidates(items, 1, 3, width));
  }

  @Test
  void dpoStartsAtLogTwoAndItsGradientIsThatOfTheEquation() {
    TablePolicy policy = opened.add(TablePolicy.uniform(3));
    Metrics metrics =
        trainer(policy, opened.add(policy.frozenCopy()), PreferenceObjective.dpo(0.1))
            .update(List.of(place(1, 2)));
    assertThat(metrics.loss()).isCloseTo(Math.log(2), within(1e-6));
    assertThat(metrics.get(PreferenceMetrics.ACCURACY)).isZero();
    assertThat(metrics.get(PreferenceMetrics.ITEM_MARGIN)).isZero();
    assertThat(metrics.get(PreferenceMetrics.POSITIONS)).isEqualTo(1);
    assertThat(metrics.get(PreferenceMetrics.PAIRS)).isEqualTo(1);
    // −β · σ(0) · (onehot(1) − onehot(2)) = −0.05 · (0, 1, −1)
    assertThat(values(policy))
        .containsExactly(new float[] {0, 0.05f, -0.05f, 0, 0, 0, 0, 0, 0}, within(1e-6f));
  }

  @Test
  void ipoDrawsTheMarginToItsWidth() {
    TablePolicy policy = opened.add(TablePolicy.uniform(3));
    PreferenceTrainer<ItemPreferenceBatch> trainer =
        trainer(policy, opened.add(policy.frozenCopy()), PreferenceObjective.ipo(0.25));
    List<ItemPreferenceBatch> data = List.of(place(1, 2));
    // (0 − 1 / 0.5)² = 4
    assertThat(trainer.evaluate(data).loss()).isCloseTo(4, within(1e-5));
    for (int update = 0; update < 50; update++) {
      PreferenceTrainer.ofItems(
              policy,
              opened.add(TablePolicy.uniform(3)),
              opened.add(GradientDescent.of(policy.parameters(), 0.1)),
              PreferenceObjective.ipo(0.25))
          .update(data);
    }
    assertThat(trainer.evaluate(data).get(PreferenceMetrics.ITEM_MARGIN))
        .isCloseTo(2, within(1e-3));
    assertThat(trainer.evaluate(data).get(PreferenceMetrics.ACCURACY)).isEqualTo(1);
  }

  @Test
  void softmaxAgainstOneItemIsDpo() {
    TablePolicy reference = opened.add(TablePolicy.random(4, 2));
    TablePolicy one = opened.add(TablePolicy.random(4, 1));
    TablePolicy other = opened.add(TablePolicy.random(4, 1));
    List<ItemPreferenceBatch> data = List.of(place(1, 2), place(3, 0));
    Metrics pairwise = trainer(one, reference, PreferenceObjective.dpo(0.7)).update(data);
    Metrics softmax = trainer(other, reference, PreferenceObjective.sDpo(0.7)).update(data);
    assertThat(softmax.loss()).isCloseTo(pairwise.loss(), within(1e-6));
    assertThat(values(other)).containsExactly(values(one), within(1e-6f));
  }

  @Test
  void theSoftmaxStartsAtTheLogOfTheNumberOfItems() {
    TablePolicy policy = opened.add(TablePolicy.random(5, 1));
    TablePolicy reference = opened.add(policy.frozenCopy());
    List<ItemPreferenceBatch> data = List.of(place(1, 2, 3, 4));
    assertThat(trainer(policy, reference, PreferenceObjective.sDpo(1)).evaluate(data).loss())
        .isCloseTo(Math.log(4), within(1e-6));
    Metrics scores = trainer(policy, reference, PreferenceObjective.dpo(1)).evaluate(data);
    assertThat(scores.loss()).isCloseTo(Math.log(2), within(1e-6));
    assertThat(scores.get(PreferenceMetrics.PAIRS)).isEqualTo(3);
  }

  @Test
  void rejectedItemsThatDoNotCountChangeNothing() {
    TablePolicy reference = opened.add(TablePolicy.random(5, 2));
    ItemPreferenceBatch narrow = place(1, 2);
    ItemPreferenceBatch wide = place(1, 2, 4, 4);
    ItemPreferenceBatch counted =
        new ItemPreferenceBatch(
            wide.histories(), wide.candidates(), new int[] {0, 1, 0}, Optional.empty());
    for (PreferenceObjective objective :
        List.of(
            PreferenceObjective.dpo(0.5),
            PreferenceObjective.ipo(0.5),
            PreferenceObjective.sDpo(0.5))) {
      TablePolicy one = opened.add(TablePolicy.random(5, 1));
      TablePolicy other = opened.add(TablePolicy.random(5, 1));
      Metrics expected = trainer(one, reference, objective).update(List.of(narrow));
      assertThat(trainer(other, reference, objective).update(List.of(counted))).isEqualTo(expected);
      assertThat(values(other)).containsExactly(values(one), within(1e-7f));
    }
  }

  @Test
  void figuresAreWrittenInOrder() {
    TablePolicy policy = opened.add(TablePolicy.random(5, 1));
    PreferenceTrainer<ItemPreferenceBatch> trainer =
        trainer(policy, opened.add(policy.frozenCopy()), PreferenceObjective.sDpo(1));
    List<ItemPreferenceBatch> data = List.of(place(1, 2));
    assertThat(trainer.evaluate(data).toMap().keySet())
        .containsExactly(
            "loss", "accuracy", "margin", "chosen_shift", "rejected_shift", "positions", "pairs");
    assertThat(trainer.update(data).toMap().keySet())
        .containsExactlyElementsOf(trainer.metrics().stream().map(Metric::name).toList());
  }

  @Test
  void marginAndAccuracyRise() {
    for (PreferenceObjective objective :
        List.of(
            PreferenceObjective.dpo(0.5),
            PreferenceObjective.ipo(0.5),
            PreferenceObjective.sDpo(0.5))) {
      TablePolicy policy = opened.add(TablePolicy.random(5, 1));
      PreferenceTrainer<ItemPreferenceBatch> trainer =
          PreferenceTrainer.ofItems(
              policy,
              opened.add(policy.frozenCopy()),
              opened.add(GradientDescent.of(policy.parameters(), 0.2)),
              objective);
      List<ItemPreferenceBatch> data = List.of(place(1, 2, 3), place(1, 0, 4));
      double before = trainer.evaluate(data).loss();
      for (int update = 0; update < 100; update++) {
        trainer.update(data);
      }
      Metrics scores = trainer.evaluate(data);
      assertThat(scores.get(PreferenceMetrics.ACCURACY)).isEqualTo(1);
      assertThat(scores.get(PreferenceMetrics.ITEM_MARGIN)).isGreaterThan(0.4);
      assertThat(scores.loss()).isLessThan(before);
      assertThat(scores.get(PreferenceMetrics.ITEM_MARGIN))
          .isCloseTo(
              scores.get(PreferenceMetrics.CHOSEN_SHIFT)
                  - scores.get(PreferenceMetrics.REJECTED_SHIFT),
              within(1e-5));
    }
  }

  @Test
  void precomputedLogProbsGiveTheSameNumbers() {
    TablePolicy reference = opened.add(TablePolicy.random(5, 2));
    TablePolicy live = opened.add(TablePolicy.random(5, 1));
    TablePolicy precomputed = opened.add(TablePolicy.random(5, 1));
    List<ItemPreferenceBatch> data = List.of(place(1, 2, 3), place(4, 0, 1));
    PreferenceObjective objective = PreferenceObjective.sDpo(1);
    Metrics first = trainer(live, reference, objective).update(data);
    Metrics second =
        PreferenceTrainer.ofItems(
                precomputed, opened.add(GradientDescent.of(precomputed.parameters(), 1)), objective)
            .update(PreferenceTrainer.precompute(reference, data));
    assertThat(second).isEqualTo(first);
    assertThat(values(precomputed)).isEqualTo(values(live));
  }

  @Test
  void badInputIsRefused() {
    TablePolicy policy = opened.add(TablePolicy.random(5, 1));
    TablePolicy reference = opened.add(TablePolicy.random(5, 2));
    PreferenceObjective objective = PreferenceObjective.dpo(1);
    PreferenceTrainer<ItemPreferenceBatch> trainer = trainer(policy, reference, objective);
    List<ItemPreferenceBatch> data = List.of(place(1, 2));
    float[] before = values(policy);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.update(List.of()))
        .withMessage("microBatches: expected at least one, got none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer.update(PreferenceTrainer.precompute(reference, data)))
        .withMessageStartingWith("microBatches[0].reference: expected none beside a reference");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                PreferenceTrainer.ofItems(
                        policy, opened.add(GradientDescent.of(policy.parameters(), 1)), objective)
                    .update(data))
        .withMessageStartingWith("microBatches[0].reference: expected log-probabilities");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer(policy, policy, objective))
        .withMessage("reference: expected a policy that stays as it is, got the trained one");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trainer(policy, opened.add(TablePolicy.uniform(3)), objective))
        .withMessage("reference: expected the policy's catalog of 5 items, got 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PreferenceObjective.ipo(0))
        .withMessage("tau: expected a finite number above 0, got 0.0");
    ItemPreferenceBatch good = place(1, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new ItemPreferenceBatch(
                    good.histories(), good.candidates(), new int[] {0, 2, 0}, Optional.empty()))
        .withMessage("rejected: expected from 1 to 1 in row 0 column 1, got 2");
    SequenceBatch unscored = SequenceBatch.of(List.of(TokenSequence.ofText(new long[] {1})));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                trainer.update(
                    List.of(
                        ItemPreferenceBatch.of(
                            unscored, new Candidates(new long[] {1, 2}, 1, 1, 2)))))
        .withMessage("microBatches: expected at least one preference, got none");
    assertThat(values(policy)).isEqualTo(before);
  }
}
