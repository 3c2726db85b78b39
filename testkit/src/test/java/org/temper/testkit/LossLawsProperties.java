package org.temper.testkit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.temper.losses.ConfidenceLosses;
import org.temper.losses.ConservativeLosses;
import org.temper.losses.KlEstimators;
import org.temper.losses.PolicyChoices;
import org.temper.losses.PolicyPair;
import org.temper.losses.PreferenceLosses;
import org.temper.losses.Reductions;
import org.temper.losses.ReferenceChoices;
import org.temper.losses.ReferenceDivergences;
import org.temper.losses.ReferencePair;
import org.temper.losses.SequenceLogProbs;
import org.temper.losses.SupervisedLosses;
import org.temper.losses.ValueLosses;
import org.temper.losses.ValueTargets;

/** The losses of this library keep the laws. */
class LossLawsProperties {
  private static final List<LossLaws.MaskedLoss> REDUCTIONS =
      List.of(
          Reductions::tokenMean,
          Reductions::sequenceMeanTokenSum,
          Reductions::sequenceMeanTokenMean,
          (values, mask) -> Reductions.fixedLength(values, mask, 9),
          (values, mask) -> Reductions.tokenMean(values, mask, 5),
          (values, mask) -> SequenceLogProbs.mean(values, mask).sum(),
          (values, mask) -> SequenceLogProbs.sum(values, mask).sum());

  @Property(tries = 20)
  void reductionsIgnorePaddingAndFollowNoOrder(@ForAll long seed) {
    for (LossLaws.MaskedLoss reduction : REDUCTIONS) {
      LossLaws.paddingChangesNothing(reduction, seed);
      LossLaws.nanInPaddingChangesNothing(reduction, seed);
      LossLaws.rowOrderChangesNothing(reduction, seed);
    }
  }

  @Property(tries = 15)
  void dpoKeepsTheLaws(@ForAll long seed) {
    for (double smoothing : new double[] {0, 0.2}) {
      LossLaws.UnreducedLoss dpo =
          arrays ->
              PreferenceLosses.dpo(
                  new PolicyPair(arrays.get(0), arrays.get(1)),
                  new ReferencePair(arrays.get(2), arrays.get(3)),
                  0.3,
                  smoothing);
      LossLaws.orderIsFollowed(dpo, 4, seed);
      LossLaws.gradientsAreRight(dpo, List.of(0, 1), 4, seed);
      LossLaws.staysFinite(dpo, 4, 1e6);
    }
  }

  @Property(tries = 15)
  void supervisedLossesKeepTheLaws(@ForAll long seed) {
    LossLaws.UnreducedLoss nll = arrays -> SupervisedLosses.nll(arrays.get(0));
    LossLaws.UnreducedLoss weighted =
        arrays -> SupervisedLosses.weightedNll(arrays.get(0), arrays.get(1));
    LossLaws.orderIsFollowed(nll, 1, seed);
    LossLaws.gradientsAreRight(nll, List.of(0), 1, seed);
    LossLaws.orderIsFollowed(weighted, 2, seed);
    LossLaws.gradientsAreRight(weighted, List.of(0), 2, seed);
    LossLaws.staysFinite(weighted, 2, 1e6);
    LossLaws.shiftChangesNothing(logits -> SupervisedLosses.nll(logits.logSoftmax(1)), seed);
  }

  @Property(tries = 15)
  void klEstimatorsKeepTheLaws(@ForAll long seed) {
    List<LossLaws.UnreducedLoss> estimators =
        List.of(
            arrays -> KlEstimators.k1(arrays.get(0), arrays.get(1)),
            arrays -> KlEstimators.k2(arrays.get(0), arrays.get(1)),
            arrays -> KlEstimators.k3(arrays.get(0), arrays.get(1)));
    for (LossLaws.UnreducedLoss estimator : estimators) {
      LossLaws.orderIsFollowed(estimator, 2, seed);
      LossLaws.gradientsAreRight(estimator, List.of(0), 2, seed);
      LossLaws.staysFinite(estimator, 2, 40);
    }
  }

  @Property(tries = 15)
  void referenceDivergencesKeepTheLaws(@ForAll long seed) {
    List<LossLaws.UnreducedLoss> divergences =
        List.of(
            arrays -> ReferenceDivergences.forwardKl(arrays.get(0), arrays.get(1)),
            arrays -> ReferenceDivergences.reverseKl(arrays.get(0), arrays.get(1)),
            arrays -> ReferenceDivergences.jensenShannon(arrays.get(0), arrays.get(1)));
    for (LossLaws.UnreducedLoss divergence : divergences) {
      LossLaws.orderIsFollowed(divergence, 2, seed);
      LossLaws.gradientsAreRight(divergence, List.of(0), 2, seed);
      LossLaws.staysFinite(divergence, 2, 40);
    }
  }

  @Property(tries = 15)
  void confidenceLossesKeepTheLaws(@ForAll long seed) {
    double[] levels = {0, 0.3, 1};
    List<LossLaws.UnreducedLoss> losses =
        List.of(
            arrays -> ConfidenceLosses.tokenizedBrier(options(arrays), levels, arrays.get(3)),
            arrays -> ConfidenceLosses.brier(options(arrays), levels, arrays.get(3)),
            arrays -> ConfidenceLosses.crossEntropy(options(arrays), labels(arrays)),
            arrays -> ConfidenceLosses.focal(options(arrays), labels(arrays), 3),
            arrays ->
                ConfidenceLosses.crossEntropy(
                    options(arrays), ConfidenceLosses.smoothed(labels(arrays), 0.1)));
    for (LossLaws.UnreducedLoss loss : losses) {
      LossLaws.orderIsFollowed(loss, 4, seed);
      LossLaws.gradientsAreRight(loss, List.of(0, 1, 2), 4, seed);
      LossLaws.staysFinite(loss, 4, 1e6);
    }
    LossLaws.shiftChangesNothing(
        logits -> ConfidenceLosses.crossEntropy(logits, logits.softmax(1)), seed);
  }

  private static NDArray options(List<NDArray> arrays) {
    return NDArrays.stack(new NDList(arrays.subList(0, 3)), 1);
  }

  private static NDArray labels(List<NDArray> arrays) {
    NDArray share = Activation.sigmoid(arrays.get(3));
    return NDArrays.stack(new NDList(share, share.neg().add(1), share.sub(share)), 1);
  }

  @Property(tries = 15)
  void lossesOfItemsKeepTheLaws(@ForAll long seed) {
    LossLaws.UnreducedLoss ipo =
        arrays ->
            PreferenceLosses.ipo(
                new PolicyPair(arrays.get(0), arrays.get(1)),
                new ReferencePair(arrays.get(2), arrays.get(3)),
                0.3);
    LossLaws.UnreducedLoss softmax =
        arrays -> {
          NDArray rejected = NDArrays.stack(new NDList(arrays.get(1), arrays.get(2)), 1);
          return PreferenceLosses.softmax(
              new PolicyChoices(arrays.get(0), rejected),
              new ReferenceChoices(
                  arrays.get(3), NDArrays.stack(new NDList(arrays.get(4), arrays.get(5)), 1)),
              rejected.eq(rejected),
              0.3);
        };
    LossLaws.UnreducedLoss cql =
        arrays ->
            ConservativeLosses.cql(
                arrays.get(0), new ValueTargets(arrays.get(1), arrays.get(2)), 0.7, 0.3);
    LossLaws.UnreducedLoss expectile =
        arrays -> ValueLosses.expectile(arrays.get(1).sub(arrays.get(0)), 0.7);
    LossLaws.orderIsFollowed(ipo, 4, seed);
    LossLaws.gradientsAreRight(ipo, List.of(0, 1), 4, seed);
    LossLaws.staysFinite(ipo, 4, 1e6);
    LossLaws.orderIsFollowed(softmax, 6, seed);
    LossLaws.gradientsAreRight(softmax, List.of(0, 1, 2), 6, seed);
    LossLaws.staysFinite(softmax, 6, 1e6);
    LossLaws.orderIsFollowed(cql, 3, seed);
    LossLaws.gradientsAreRight(cql, List.of(0), 3, seed);
    LossLaws.staysFinite(cql, 3, 1e6);
    LossLaws.orderIsFollowed(expectile, 2, seed);
    LossLaws.gradientsAreRight(expectile, List.of(0, 1), 2, seed);
    LossLaws.staysFinite(expectile, 2, 1e6);
  }
}
