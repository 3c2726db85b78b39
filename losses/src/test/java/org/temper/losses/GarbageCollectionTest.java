package org.temper.losses;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A graph must not read memory that Java has collected between forward and backward. */
class GarbageCollectionTest {
  @AutoClose private final NDManager manager = NDManager.newBaseManager();
  private final NDArray point = manager.create(new float[] {-1, -2, -3, -4}, new Shape(2, 2));
  private final NDArray mask =
      manager.create(new boolean[] {true, true, true, false}, new Shape(2, 2));

  @Test
  void reductionsKeepWhatTheirGraphsNeed() throws InterruptedException {
    assertSurvives(x -> Reductions.mean(x, 6));
    assertSurvives(x -> Reductions.tokenMean(x, mask));
    assertSurvives(x -> Reductions.tokenMean(x, mask, 5));
    assertSurvives(x -> Reductions.sequenceMeanTokenSum(x, mask));
    assertSurvives(x -> Reductions.sequenceMeanTokenMean(x, mask));
    assertSurvives(x -> Reductions.sequenceMeanTokenMean(x, mask, 3));
    assertSurvives(x -> Reductions.fixedLength(x, mask, 7));
  }

  @Test
  void lossesKeepWhatTheirGraphsNeed() throws InterruptedException {
    NDArray zero = manager.create(new float[2]);
    ReferencePair reference = new ReferencePair(zero, zero);
    assertSurvives(
        x ->
            PreferenceLosses.dpo(
                    new PolicyPair(SequenceLogProbs.sum(x, mask), SequenceLogProbs.mean(x, mask)),
                    reference,
                    0.3,
                    0.1)
                .sum());
    assertSurvives(
        x ->
            PreferenceLosses.ipo(
                    new PolicyPair(SequenceLogProbs.sum(x, mask), SequenceLogProbs.mean(x, mask)),
                    reference,
                    0.3)
                .sum());
    assertSurvives(
        x ->
            PreferenceLosses.softmax(
                    new PolicyChoices(SequenceLogProbs.sum(x, mask), x),
                    new ReferenceChoices(zero, point),
                    mask,
                    0.3)
                .sum());
    assertSurvives(x -> ValueLosses.expectile(x, 0.7).sum());
    assertSurvives(
        x -> ConservativeLosses.cql(x, new ValueTargets(point.neg(), point), 0.3, 0.7).sum());
    assertSurvives(x -> SupervisedLosses.weightedNll(x, point).sum());
    assertSurvives(
        x -> ValueLosses.clipped(new ValueEstimates(x, point.neg()), point.mul(2), 0.3).sum());
    assertSurvives(x -> KlEstimators.full(x, point.neg()).sum());
    assertSurvives(x -> KlEstimators.k1(x, point.neg()).sum());
    assertSurvives(x -> KlEstimators.k2(x, point.neg()).sum());
    assertSurvives(x -> KlEstimators.k3(x, point.neg()).sum());
  }

  @Test
  void policyLossesKeepWhatTheirGraphsNeed() throws InterruptedException {
    NDArray old = point.mul(1.1);
    ClipRange range = new ClipRange(0.2, 0.28);
    NDArray gains = point.add(2);
    assertSurvives(x -> PolicyLosses.reinforce(x, gains).sum());
    assertSurvives(x -> PolicyLosses.clipped(new PolicyLogProbs(x, old), gains, range).sum());
    assertSurvives(
        x -> PolicyLosses.dualClipped(new PolicyLogProbs(x, old), gains, range, 1.4).sum());
    assertSurvives(x -> PolicyLosses.cispo(new PolicyLogProbs(x, old), gains, range).sum());
    assertSurvives(x -> PolicyLosses.gspo(new PolicyLogProbs(x, old), gains, mask, range).sum());
    assertSurvives(x -> PolicyLosses.ecpo(new PolicyLogProbs(x, old), gains, range, 0.1).sum());
    assertSurvives(x -> PolicyLosses.gbpo(new PolicyLogProbs(x, old), gains).sum());
  }

  private void assertSurvives(UnaryOperator<NDArray> function) throws InterruptedException {
    double[] expected = Gradients.at(point, function);
    NDArray variable = point.duplicate();
    variable.setRequiresGradient(true);
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray result = function.apply(variable);
      collectGarbage();
      collector.backward(result);
    }
    assertThat(Gradients.doubles(variable.getGradient())).isEqualTo(expected);
  }

  /** Collects, and overwrites what native memory was freed. */
  private static void collectGarbage() throws InterruptedException {
    List<ByteBuffer> overwritten = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      System.gc();
      // Buffers are freed on another thread.
      Thread.sleep(10);
      for (int k = 0; k < 2000; k++) {
        overwritten.add(ByteBuffer.allocateDirect(8).putLong(0, 0x4242424242424242L));
      }
    }
    assertThat(overwritten).isNotEmpty();
  }
}
