package org.temper.evaluation.offpolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.temper.interactions.simulation.Exposure;
import org.temper.interactions.simulation.InteractionSimulator;
import org.temper.interactions.simulation.Population;
import org.temper.interactions.simulation.SimulatorConfig;

/** Estimates of a policy that shows at random what is left, where the truth is known. */
class OffPolicySimulationTest {
  private static final int WORLDS = 60;
  private static final int ITEMS = 40;
  private static final SimulatorConfig CONFIG =
      SimulatorConfig.defaults().withPopulation(new Population(25, ITEMS, 10, 10, 3));

  /** How far the estimate and the log's own mean are from the truth, and whether it is held. */
  private record Judged(double error, double ofLog, double held) {}

  private static Judged judge(InteractionSimulator world) {
    List<Exposure> rows = new ArrayList<>();
    world.replay(rows::add);
    double[] clicks = rows.stream().mapToDouble(Exposure::click).toArray();
    double[] propensities = rows.stream().mapToDouble(Exposure::propensity).toArray();
    double[] targets = new double[rows.size()];
    double truth = 0;
    for (int i = 0; i < targets.length; i++) {
      Exposure row = rows.get(i);
      long left = row.propensities().stream().filter(p -> p > 0).count();
      targets[i] = 1.0 / left;
      for (int item = 0; item < ITEMS; item++) {
        if (row.propensities().get(item) > 0) {
          double expected = world.expectedWatchTime(row.user(), item, row.time());
          truth += 1 / (1 + Math.exp(-expected)) / left / rows.size();
        }
      }
    }
    LoggedFeedback log = LoggedFeedback.of(clicks, propensities, targets);
    ValueEstimate ips = OffPolicyEstimators.ips(log).estimate(0.95);
    assertThat(ips.weights().mean()).isCloseTo(1, within(5 * ips.weights().meanError()));
    return new Judged(
        ips.value() - truth,
        Arrays.stream(clicks).average().orElseThrow() - truth,
        ips.lower() <= truth && truth <= ips.upper() ? 1 : 0);
  }

  @Test
  void ipsIsUnbiasedAndItsIntervalHoldsTheTruth() {
    List<Judged> logs =
        IntStream.rangeClosed(1, WORLDS)
            .mapToObj(seed -> judge(new InteractionSimulator(CONFIG, seed)))
            .toList();
    // Errors of .05 or so each, and so of .007 in the mean of 60.
    assertThat(mean(logs, Judged::error)).isCloseTo(0, within(0.02));
    // The mean of the log itself is another policy's.
    assertThat(mean(logs, Judged::ofLog)).isGreaterThan(0.1);
    assertThat(mean(logs, Judged::held)).isBetween(0.85, 1.0);
  }

  private static double mean(List<Judged> logs, ToDoubleFunction<Judged> value) {
    return logs.stream().mapToDouble(value).average().orElseThrow();
  }
}
