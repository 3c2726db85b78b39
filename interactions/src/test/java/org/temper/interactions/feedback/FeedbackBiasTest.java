package org.temper.interactions.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.temper.interactions.HeldOut;
import org.temper.interactions.InteractionLog;
import org.temper.interactions.InteractionLogBuilder;
import org.temper.interactions.LogSplit;
import org.temper.interactions.Target;
import org.temper.interactions.simulation.InteractionSimulator;
import org.temper.interactions.simulation.SimulatorConfig;

class FeedbackBiasTest {
  private static final Offset<Double> CLOSE = within(1e-12);

  /** Ann rates x 1 and y 3, bob x 5; cid and z have no event. */
  private static final InteractionLog LOG =
      InteractionLog.builder("r")
          .add("ann", "x", 1, 1)
          .add("ann", "y", 2, 3)
          .add("bob", "x", 1, 5)
          .addUser("cid")
          .addItem("z")
          .build(0);

  @Test
  void aUsersMeanIsPredictedWhateverTheItem() {
    FeedbackBias bias = FeedbackBias.ofUsers(LOG, "r");
    assertThat(bias.predict(0, 0)).isCloseTo(2, CLOSE);
    assertThat(bias.predict(0, 2)).isCloseTo(2, CLOSE);
    assertThat(bias.predict(1, 1)).isCloseTo(5, CLOSE);
    // Nothing is known of cid: the mean over all, (1 + 3 + 5) / 3.
    assertThat(bias.predict(2, 0)).isCloseTo(3, CLOSE);
  }

  @Test
  void anItemsMeanIsPredictedWhoeverTheUser() {
    FeedbackBias bias = FeedbackBias.ofItems(LOG, "r");
    assertThat(bias.predict(2, 0)).isCloseTo(3, CLOSE);
    assertThat(bias.predict(0, 1)).isCloseTo(3, CLOSE);
    assertThat(bias.predict(0, 2)).isCloseTo(3, CLOSE);
  }

  @Test
  void biasesOfUsersAndItemsSolveTheShrunkLeastSquares() {
    FeedbackBias bias = FeedbackBias.ofUsersAndItems(LOG, "r", 1);
    // With a, b for ann and bob, x, y for the items, mean 3, shrinkage 1:
    // 3a = -2 - x + 0 - y, 2b = 2 - x, 3x = -2 - a + 2 - b, 2y = 0 - a.
    // Put b = 1 - x/2 and y = -a/2 into the others: 5a/2 = -2 - x and 5x/2 = -a - 1, so that
    // 25a/4 = -5 + a + 1, a = -16/21, x = -2 - 5a/2 = -2/21, b = 22/21, y = 8/21.
    assertThat(bias.mean()).isCloseTo(3, CLOSE);
    assertThat(bias.userBias().get(0)).isCloseTo(-16 / 21.0, within(1e-5));
    assertThat(bias.userBias().get(1)).isCloseTo(22 / 21.0, within(1e-5));
    assertThat(bias.itemBias().get(0)).isCloseTo(-2 / 21.0, within(1e-5));
    assertThat(bias.itemBias().get(1)).isCloseTo(8 / 21.0, within(1e-5));
    assertThat(bias.userBias().get(2)).isZero();
    assertThat(bias.itemBias().get(2)).isZero();
  }

  @Test
  void addedBiasesAreFoundAndLeaveNothing() {
    InteractionLogBuilder builder = InteractionLog.builder("r");
    for (int user = 0; user < 20; user++) {
      for (int item = 0; item < 15; item++) {
        if ((user + 2 * item) % 3 > 0) {
          builder.add("u" + user, "i" + item, item, 0.1 * user - 0.3 * (item % 4));
        }
      }
    }
    InteractionLog log = builder.build(0);
    ImmutableDoubleArray residuals =
        FeedbackBias.ofUsersAndItems(log, "r", 1e-6).residuals(log, "r");
    assertThat(residuals.stream()).allMatch(residual -> Math.abs(residual) < 1e-4);
  }

  @Test
  void theSimulatedWatchTimeIsExplainedBetterByBothBiasesThanByOne() {
    LogSplit split =
        LogSplit.leaveLastOut(
            new InteractionSimulator(SimulatorConfig.defaults(), 1).log(), HeldOut.last());
    String column = InteractionSimulator.WATCH_TIME;
    List<Target> targets = split.test();
    double users = explained(FeedbackBias.ofUsers(split.train(), column), targets);
    double items = explained(FeedbackBias.ofItems(split.train(), column), targets);
    double both = explained(FeedbackBias.ofUsersAndItems(split.train(), column, 5), targets);
    assertThat(both).isGreaterThan(users).isGreaterThan(items).isBetween(0.1, 0.6);
  }

  @Test
  void mostOfTheSimulatedSatisfactionIsPersonalAlsoInTheLog() {
    InteractionSimulator simulator = new InteractionSimulator(SimulatorConfig.defaults(), 1);
    InteractionLog log = simulator.log();
    ImmutableDoubleArray.Builder satisfaction = ImmutableDoubleArray.builder();
    for (int row = 0; row < log.size(); row++) {
      satisfaction.add(
          simulator.satisfaction(
              log.userIds().get(row),
              log.events().items().get(row),
              log.events().times().get(row)));
    }
    InteractionLog told = log.withFeedback("satisfaction", satisfaction.build());
    ImmutableDoubleArray personal =
        FeedbackBias.ofUsersAndItems(told, "satisfaction", 1).residuals(told, "satisfaction");
    double total = Standardization.of(told, "satisfaction").deviation();
    double left = personal.stream().map(value -> value * value).average().orElseThrow();
    // What is shown suits the user already, and is more alike for that.
    assertThat(left / (total * total)).isBetween(0.55, 0.75);
  }

  private static double explained(FeedbackBias bias, List<Target> targets) {
    return PredictionError.of(bias, targets, InteractionSimulator.WATCH_TIME).explained();
  }

  @Test
  void errorsAreMeasuredOnTargets() {
    List<Target> targets = List.of(LOG.target(0), LOG.target(1));
    PredictionError error =
        PredictionError.of((query, item) -> 2 + query.history().size(), targets, "r");
    // Predicted 2 and 3 of 1 and 3: errors 1 and 0; variance 1.
    assertThat(error).isEqualTo(new PredictionError(Math.sqrt(0.5), 0.5, 0.5, 2));
    assertThat(error.figures()).containsEntry("mae", 0.5).containsEntry("targets", 2.0);
    assertThat(PredictionError.of((query, item) -> 1, List.of(LOG.target(0)), "r"))
        .isEqualTo(new PredictionError(0, 0, 0, 1));
  }

  @Test
  void standardizedFeedbackHasMeanZeroAndDeviationOne() {
    Standardization standardization = Standardization.of(LOG, "r");
    // Squares 4 + 0 + 4 over 3.
    assertThat(standardization).isEqualTo(new Standardization(3, Math.sqrt(8 / 3.0)));
    InteractionLog log = standardization.addTo(LOG, "r", "z");
    double one = 2 / Math.sqrt(8 / 3.0);
    assertThat(log.events().feedback("z")).isEqualTo(ImmutableDoubleArray.of(-one, 0, one));
    assertThat(log.events().feedback("r")).isEqualTo(LOG.events().feedback("r"));
    assertThat(new Standardization(3, 0).apply(7)).isZero();
  }

  @Test
  void wrongArgumentsAreNamed() {
    InteractionLog empty = InteractionLog.builder("r").build(0);
    assertThatThrownBy(() -> FeedbackBias.ofUsers(empty, "r"))
        .hasMessage("log: expected at least one event, got none");
    assertThatThrownBy(() -> FeedbackBias.ofItems(LOG, "q"))
        .hasMessage("column: expected one of [r], got q");
    assertThatThrownBy(() -> FeedbackBias.ofUsersAndItems(LOG, "r", 0))
        .hasMessage("shrinkage: expected a finite number above 0, got 0.0");
    assertThatThrownBy(() -> new Standardization(0, -1))
        .hasMessage("deviation: expected at least 0, got -1.0");
    assertThatThrownBy(() -> PredictionError.of((query, item) -> 0, List.of(), "r"))
        .hasMessage("targets: expected at least one, got none");
  }
}
