package org.temper.examples;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.temper.evaluation.offpolicy.LoggedChoices;
import org.temper.evaluation.offpolicy.LoggedFeedback;
import org.temper.evaluation.offpolicy.ModeledRewards;
import org.temper.evaluation.offpolicy.OffPolicyEstimators;
import org.temper.evaluation.offpolicy.SwitchThreshold;
import org.temper.evaluation.offpolicy.ValueEstimate;
import org.temper.evaluation.offpolicy.WeightFinding;
import org.temper.evaluation.offpolicy.WeightLimit;
import org.temper.interactions.InteractionLog;
import org.temper.interactions.InteractionLogBuilder;
import org.temper.interactions.feedback.FeedbackBias;
import org.temper.interactions.simulation.Exposure;
import org.temper.interactions.simulation.InteractionSimulator;
import org.temper.interactions.simulation.Population;
import org.temper.interactions.simulation.SimulatorConfig;

/**
 * The estimators of off-policy evaluation beside the truth that a simulator knows, over many worlds
 * and their logs: WORLDS USERS.
 */
public final class OffPolicyStudy {
  private OffPolicyStudy() {}

  public static void main(String[] args) {
    int worlds = Integer.parseInt(args[0]);
    int users = Integer.parseInt(args[1]);
    System.out.println(
        "| policy | estimator | bias | RMSE | covered | effective rows | few rows | mean not 1 |\n"
            + "|---|---|---:|---:|---:|---:|---:|---:|");
    for (double strength : new double[] {0, 1, 2, 4}) {
      Map<String, List<double[]>> found = new LinkedHashMap<>();
      for (int seed = 1; seed <= worlds; seed++) {
        judge(world(users, seed), strength, found);
      }
      found.forEach((name, rows) -> print(strength, name, rows));
    }
  }

  private static InteractionSimulator world(int users, int seed) {
    Population population = new Population(users, 60, 20, 30, 4);
    return new InteractionSimulator(SimulatorConfig.defaults().withPopulation(population), seed);
  }

  /** The policy to evaluate: exp(strength · satisfaction) over what the log might have shown. */
  private static double[] policy(InteractionSimulator world, Exposure at, double strength) {
    double[] weights =
        IntStream.range(0, at.propensities().length())
            .mapToDouble(
                item ->
                    at.propensities().get(item) == 0
                        ? 0
                        : Math.exp(strength * world.satisfaction(at.user(), item, at.time())))
            .toArray();
    double sum = IntStream.range(0, weights.length).mapToDouble(item -> weights[item]).sum();
    return IntStream.range(0, weights.length).mapToDouble(item -> weights[item] / sum).toArray();
  }

  private static double truth(InteractionSimulator world, Exposure at, double[] policy) {
    return IntStream.range(0, policy.length)
        .mapToDouble(
            item ->
                policy[item]
                    / (1 + Math.exp(-world.expectedWatchTime(at.user(), item, at.time()))))
        .sum();
  }

  /** The model of the rewards: what users and items have in common in the first half of the log. */
  private static FeedbackBias model(InteractionLog whole, List<Exposure> rows) {
    InteractionLogBuilder log = InteractionLog.builder("click");
    whole.users().asList().forEach(log::addUser);
    whole.items().asList().forEach(log::addItem);
    for (Exposure row : rows) {
      log.add(whole.users().name(row.user()), whole.items().name(row.item()), row.time(), row.click());
    }
    return FeedbackBias.ofUsersAndItems(log.build(1), "click", 5);
  }

  private static void judge(
      InteractionSimulator world, double strength, Map<String, List<double[]>> found) {
    List<Exposure> all = new ArrayList<>();
    world.replay(all::add);
    List<Exposure> rows = all.subList(all.size() / 2, all.size());
    FeedbackBias bias = model(world.log(), all.subList(0, all.size() / 2));
    double[][] targets =
        rows.stream().map(row -> policy(world, row, strength)).toArray(double[][]::new);
    double truth =
        IntStream.range(0, targets.length)
            .mapToDouble(i -> truth(world, rows.get(i), targets[i]))
            .average()
            .orElseThrow();
    // tag::off-policy[]
    LoggedChoices choices =
        LoggedChoices.of(
            rows.stream().mapToInt(Exposure::item).toArray(),
            rows.stream().mapToDouble(Exposure::click).toArray(),
            rows.stream().map(row -> row.propensities().toArray()).toArray(double[][]::new),
            targets,
            rows.stream()
                .map(row -> IntStream.range(0, 60).mapToDouble(i -> bias.predict(row.user(), i)))
                .map(predicted -> predicted.toArray())
                .toArray(double[][]::new));
    LoggedFeedback log = choices.feedback();
    ModeledRewards model = choices.model();
    Map<String, ValueEstimate> estimates = new LinkedHashMap<>();
    estimates.put("ips", OffPolicyEstimators.ips(log).estimate(0.95));
    estimates.put("ips, clipped at 10", OffPolicyEstimators.ips(log, WeightLimit.clippedAt(10)).estimate(0.95));
    estimates.put("snips", OffPolicyEstimators.snips(log).estimate(0.95));
    estimates.put("dm", OffPolicyEstimators.directMethod(model).estimate(0.95));
    estimates.put("dr", OffPolicyEstimators.doublyRobust(log, model).estimate(0.95));
    double below = SwitchThreshold.leastErrorBound(choices, 1).threshold();
    estimates.put("switch", OffPolicyEstimators.switching(choices, below).estimate(0.95));
    below = SwitchThreshold.leastErrorBound(log, model, 1).threshold();
    estimates.put("switch-dr", OffPolicyEstimators.switchDoublyRobust(log, model, below).estimate(0.95));
    // end::off-policy[]
    estimates.forEach(
        (name, estimate) ->
            found
                .computeIfAbsent(name, key -> new ArrayList<>())
                .add(
                    new double[] {
                      estimate.value() - truth,
                      estimate.lower() <= truth && truth <= estimate.upper() ? 1 : 0,
                      estimate.weights().effectiveSampleSize(),
                      estimate.weights().findings().contains(WeightFinding.FEW_EFFECTIVE_ROWS) ? 1 : 0,
                      estimate.weights().findings().contains(WeightFinding.MEAN_WEIGHT_NOT_ONE) ? 1 : 0
                    }));
  }

  private static double mean(List<double[]> rows, int column) {
    return rows.stream().mapToDouble(row -> row[column]).average().orElseThrow();
  }

  private static void print(double strength, String name, List<double[]> rows) {
    double squared = rows.stream().mapToDouble(row -> row[0] * row[0]).average().orElseThrow();
    System.out.printf(
        Locale.ROOT,
        "| %.0f | %s | %+.4f | %.4f | %.3f | %.0f | %.2f | %.2f |%n",
        strength, name, mean(rows, 0), Math.sqrt(squared), mean(rows, 1), mean(rows, 2), mean(rows, 3), mean(rows, 4));
  }
}
