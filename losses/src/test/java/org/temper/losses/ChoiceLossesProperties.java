package org.temper.losses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;

/** S-DPO and DPO. */
class ChoiceLossesProperties {
  /** The engine's softplus, in DPO, is linear above 20: e^−20 = 2e-9 off, times beta. */
  private static final double TOLERANCE = 1e-7;

  @Property(tries = 50)
  void softmaxAgainstOneIsDpo(
      @ForAll long seed, @ForAll @DoubleRange(min = 0.01, max = 5) double beta) {
    Random random = new Random(seed);
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray[] arrays = new NDArray[4];
      for (int i = 0; i < 4; i++) {
        arrays[i] = manager.create(random.doubles(5, -20, 0).toArray());
      }
      NDArray mask = manager.create(new boolean[] {true, true, true, true, true}).expandDims(1);
      ReferencePair pair = new ReferencePair(arrays[2], arrays[3]);
      ReferenceChoices choices = new ReferenceChoices(arrays[2], arrays[3].expandDims(1));
      assertThat(
              PreferenceLosses.softmax(
                      new PolicyChoices(arrays[0], arrays[1].expandDims(1)), choices, mask, beta)
                  .toDoubleArray())
          .containsExactly(
              PreferenceLosses.dpo(new PolicyPair(arrays[0], arrays[1]), pair, beta, 0)
                  .toDoubleArray(),
              within(TOLERANCE));
      assertThat(
              Gradients.at(
                  arrays[0],
                  x ->
                      PreferenceLosses.softmax(
                              new PolicyChoices(x, arrays[1].expandDims(1)), choices, mask, beta)
                          .sum()))
          .containsExactly(
              Gradients.at(
                  arrays[0],
                  x -> PreferenceLosses.dpo(new PolicyPair(x, arrays[1]), pair, beta, 0).sum()),
              within(TOLERANCE));
    }
  }

  @Property(tries = 50)
  void moreRejectedChoicesNeverLowerTheLoss(@ForAll long seed) {
    Random random = new Random(seed);
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray chosen = manager.create(random.doubles(1, -5, 0).toArray());
      NDArray rejected = manager.create(random.doubles(3, -5, 0).toArray()).expandDims(0);
      PolicyChoices policy = new PolicyChoices(chosen, rejected);
      ReferenceChoices reference = new ReferenceChoices(chosen.zerosLike(), rejected.zerosLike());
      double before = 0;
      for (int count = 1; count <= 3; count++) {
        NDArray mask = manager.create(new boolean[] {true, count > 1, count > 2}).expandDims(0);
        double loss = PreferenceLosses.softmax(policy, reference, mask, 1).getDouble();
        assertThat(loss).isGreaterThan(before);
        before = loss;
      }
    }
  }
}
