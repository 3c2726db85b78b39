package org.temper.cli.offpolicy;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.temper.cli.training.TextTable;
import org.temper.evaluation.offpolicy.EstimateTerms;
import org.temper.evaluation.offpolicy.LoggedFeedback;
import org.temper.evaluation.offpolicy.ModeledRewards;
import org.temper.evaluation.offpolicy.OffPolicyEstimators;
import org.temper.evaluation.offpolicy.SwitchThreshold;
import org.temper.evaluation.offpolicy.ValueEstimate;
import org.temper.evaluation.offpolicy.WeightLimit;

/**
 * The estimates of a policy's value by all estimators, for programs and for people.
 *
 * @param estimates by the estimator's name
 * @param threshold that of SWITCH-DR; empty without a model
 */
public record OffPolicyFigures(
    ImmutableMap<String, ValueEstimate> estimates, OptionalDouble threshold) {

  /**
   * Estimates by all estimators that the columns allow: of the policy that logged, then by IPS and
   * SNIPS, and with a model by DM, DR and SWITCH-DR.
   *
   * @param rows the feedback
   * @param limit of the weights of IPS, SNIPS and DR
   * @param given the threshold of SWITCH-DR; where it is empty the least bound of the error chooses
   * @param interval an estimate of terms, by Student's t or by the bootstrap
   * @return the figures
   */
  public static OffPolicyFigures of(
      LoggedColumns.Rows rows,
      WeightLimit limit,
      OptionalDouble given,
      Function<EstimateTerms, ValueEstimate> interval) {
    LoggedFeedback log = rows.feedback();
    ImmutableMap.Builder<String, EstimateTerms> terms = ImmutableMap.builder();
    // The mean reward, as every row has the weight of 1.
    terms.put("logged", OffPolicyEstimators.directMethod(rewards(log)));
    terms.put("ips", OffPolicyEstimators.ips(log, limit));
    terms.put("snips", OffPolicyEstimators.snips(log, limit));
    OptionalDouble threshold = OptionalDouble.empty();
    if (rows.model().isPresent()) {
      ModeledRewards model = rows.model().orElseThrow();
      double chosen =
          given.orElseGet(
              () -> SwitchThreshold.leastErrorBound(log, model, log.rewardRange()).threshold());
      threshold = OptionalDouble.of(chosen);
      terms.put("dm", OffPolicyEstimators.directMethod(model));
      terms.put("dr", OffPolicyEstimators.doublyRobust(log, model, limit));
      terms.put("switch_dr", OffPolicyEstimators.switchDoublyRobust(log, model, chosen));
    }
    ImmutableMap.Builder<String, ValueEstimate> estimates = ImmutableMap.builder();
    terms.buildOrThrow().forEach((name, of) -> estimates.put(name, interval.apply(of)));
    return new OffPolicyFigures(estimates.buildOrThrow(), threshold);
  }

  private static ModeledRewards rewards(LoggedFeedback log) {
    return new ModeledRewards(log.rewards(), log.rewards());
  }

  /**
   * All figures, flat.
   *
   * @return values by name: the estimator's and a dot before each
   */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("rows", weighted().weights().rows());
    json.put("mean_weight", weighted().weights().mean());
    json.put("mean_weight_error", weighted().weights().meanError());
    estimates.forEach(
        (name, estimate) -> {
          json.put(name + ".value", estimate.value());
          json.put(name + ".standard_error", estimate.standardError());
          json.put(name + ".low", estimate.lower());
          json.put(name + ".high", estimate.upper());
          json.put(name + ".effective_sample_size", estimate.weights().effectiveSampleSize());
          json.put(name + ".largest_weight_share", estimate.weights().largestShare());
          json.put(name + ".warning", estimate.warning().orElse(null));
        });
    threshold.ifPresent(value -> json.put("switch_dr.threshold", value));
    return json;
  }

  /**
   * A table of all estimates, and what makes them doubtful.
   *
   * @return lines
   */
  public String text() {
    TextTable table =
        new TextTable(
            ImmutableList.of(
                "", "value", "error", "95 % interval", "effective rows", "largest weight"));
    estimates.forEach(
        (name, estimate) ->
            table.add(
                ImmutableList.of(
                    name,
                    TextTable.number(estimate.value()),
                    TextTable.number(estimate.standardError()),
                    TextTable.number(estimate.lower())
                        + " to "
                        + TextTable.number(estimate.upper()),
                    String.format(Locale.ROOT, "%.1f", estimate.weights().effectiveSampleSize()),
                    TextTable.number(estimate.weights().largestShare()))));
    StringBuilder text = new StringBuilder(table.toString());
    text.append(
        String.format(
            Locale.ROOT,
            "mean weight: %.4f ± %.4f of %d rows%n",
            weighted().weights().mean(),
            weighted().weights().meanError(),
            weighted().weights().rows()));
    threshold.ifPresent(
        value ->
            text.append(
                String.format(
                    Locale.ROOT, "switch_dr: the model above a weight of %.4g%n", value)));
    Map<String, List<String>> warnings = new LinkedHashMap<>();
    estimates.forEach(
        (name, estimate) ->
            estimate
                .warning()
                .ifPresent(
                    found -> warnings.computeIfAbsent(found, key -> new ArrayList<>()).add(name)));
    warnings.forEach(
        (found, names) ->
            text.append(String.format("warning: %s: %s%n", String.join(", ", names), found)));
    return text.toString();
  }

  private ValueEstimate weighted() {
    return requireNonNull(estimates.get("ips"), "ips");
  }
}
