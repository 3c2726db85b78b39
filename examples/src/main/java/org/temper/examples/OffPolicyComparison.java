package org.temper.examples;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.temper.evaluation.offpolicy.EstimateTerms;
import org.temper.evaluation.offpolicy.LoggedChoices;
import org.temper.evaluation.offpolicy.LoggedFeedback;
import org.temper.evaluation.offpolicy.ModeledRewards;
import org.temper.evaluation.offpolicy.OffPolicyEstimators;
import org.temper.evaluation.offpolicy.SwitchThreshold;
import org.temper.evaluation.offpolicy.ValueEstimate;
import org.temper.evaluation.offpolicy.WeightLimit;
import org.temper.interactions.InteractionLog;
import org.temper.interactions.feedback.FeedbackBias;
import org.temper.interactions.simulation.Exposure;
import org.temper.interactions.simulation.InteractionSimulator;
import org.temper.interactions.simulation.Population;
import org.temper.interactions.simulation.SimulatorConfig;

/**
 * The estimators of off-policy evaluation beside the truth, which a simulator knows, in so many
 * worlds of each number of users, by policy and by how many rows count: WORLDS USERS...
 */
public final class OffPolicyComparison {
  private static final int ITEMS = 60;
  private static final int[] EFFECTIVE = {150, 100, 50, 20, 0};

  private OffPolicyComparison() {}

  private record Outcome(double truth, ValueEstimate estimate) {
    double error() {
      return estimate.value() - truth;
    }

    double covered() {
      return estimate.lower() <= truth && truth <= estimate.upper() ? 1 : 0;
    }

    double effectiveRows() {
      return estimate.weights().effectiveSampleSize();
    }
  }

  public static void main(String[] args) {
    Map<String, List<Outcome>> outcomes = new TreeMap<>();
    for (String users : Arrays.asList(args).subList(1, args.length)) {
      Population population = new Population(Integer.parseInt(users), ITEMS, 20, 30, 4);
      SimulatorConfig config = SimulatorConfig.defaults().withPopulation(population);
      for (int seed = 1; seed <= Integer.parseInt(args[0]); seed++) {
        InteractionSimulator world = new InteractionSimulator(config, seed);
        for (double strength : new double[] {0, 1, 2, 4}) {
          judge(world, strength, outcomes);
        }
      }
    }
    System.out.printf("group estimator logs bias RMSE covered effective_rows warned%n");
    outcomes.forEach(OffPolicyComparison::print);
  }

  /** The policy to evaluate: exp(strength · satisfaction) over what the log might have shown. */
  private static double[] policy(InteractionSimulator world, Exposure row, double strength) {
    double[] policy = new double[ITEMS];
    Arrays.setAll(policy, item -> strength * world.satisfaction(row.user(), item, row.time()));
    Arrays.setAll(policy, i -> row.propensities().get(i) == 0 ? 0 : Math.exp(policy[i]));
    double sum = Arrays.stream(policy).sum();
    return Arrays.stream(policy).map(weight -> weight / sum).toArray();
  }

  private static void judge(
      InteractionSimulator world, double strength, Map<String, List<Outcome>> outcomes) {
    long middle = InteractionSimulator.START_SECONDS + 15 * 86_400L;
    InteractionLog before = world.log().between(Long.MIN_VALUE, middle);
    FeedbackBias bias = FeedbackBias.ofUsersAndItems(before, "click", 5);
    List<Exposure> rows = new ArrayList<>();
    world.replay(rows::add);
    rows.removeIf(row -> row.time() < middle);
    double[][] targets = new double[rows.size()][];
    double[][] modeled = new double[rows.size()][ITEMS];
    double truth = 0;
    for (int i = 0; i < rows.size(); i++) {
      Exposure row = rows.get(i);
      targets[i] = policy(world, row, strength);
      for (int item = 0; item < ITEMS; item++) {
        modeled[i][item] = bias.predict(row.user(), item);
        double expected = world.expectedWatchTime(row.user(), item, row.time());
        truth += targets[i][item] / (1 + Math.exp(-expected)) / rows.size();
      }
    }
    int[] items = rows.stream().mapToInt(Exposure::item).toArray();
    double[] clicks = rows.stream().mapToDouble(Exposure::click).toArray();
    double[][] propensities =
        rows.stream().map(row -> row.propensities().toArray()).toArray(double[][]::new);
    // tag::off-policy[]
    LoggedChoices choices = LoggedChoices.of(items, clicks, propensities, targets, modeled);
    LoggedFeedback log = choices.feedback(); // or LoggedFeedback.of(rewards, propensities, targets)
    ModeledRewards model = choices.model(); // or ModeledRewards.of(ofLoggedActions, expected)
    double threshold = SwitchThreshold.leastErrorBound(choices, 1).threshold();
    Map<String, EstimateTerms> estimators =
        Map.of(
            "ips", OffPolicyEstimators.ips(log),
            "ips.clipped", OffPolicyEstimators.ips(log, WeightLimit.clippedAt(5)),
            "snips", OffPolicyEstimators.snips(log),
            "dm", OffPolicyEstimators.directMethod(model),
            "dr", OffPolicyEstimators.doublyRobust(log, model),
            "switch", OffPolicyEstimators.switching(choices, threshold),
            "switch_dr.5", OffPolicyEstimators.switchDoublyRobust(log, model, 5));
    // end::off-policy[]
    for (Map.Entry<String, EstimateTerms> estimator : estimators.entrySet()) {
      Outcome outcome = new Outcome(truth, estimator.getValue().estimate(0.95));
      double rowsThatCount = outcome.effectiveRows();
      int least = Arrays.stream(EFFECTIVE).filter(n -> rowsThatCount >= n).findFirst().orElse(0);
      for (String group : List.of("strength-" + (int) strength, "rows-from-" + least)) {
        outcomes
            .computeIfAbsent(group + " " + estimator.getKey(), key -> new ArrayList<>())
            .add(outcome);
      }
    }
  }

  private static void print(String group, List<Outcome> outcomes) {
    System.out.printf(
        Locale.ROOT,
        "%s %d %+.4f %.4f %.3f %.0f %.2f%n",
        group,
        outcomes.size(),
        mean(outcomes, Outcome::error),
        Math.sqrt(mean(outcomes, outcome -> outcome.error() * outcome.error())),
        mean(outcomes, Outcome::covered),
        mean(outcomes, Outcome::effectiveRows),
        mean(outcomes, outcome -> outcome.estimate().warning().isPresent() ? 1 : 0));
  }

  private static double mean(List<Outcome> outcomes, ToDoubleFunction<Outcome> value) {
    return outcomes.stream().mapToDouble(value).average().orElseThrow();
  }
}
