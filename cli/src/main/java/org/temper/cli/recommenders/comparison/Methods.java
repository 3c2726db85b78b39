package org.temper.cli.recommenders.comparison;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;
import java.util.function.DoubleFunction;
import org.temper.algorithms.asft.AsftConfig;
import org.temper.algorithms.asft.AsftTrainer;
import org.temper.algorithms.asft.Weighting;
import org.temper.algorithms.cql.CqlConfig;
import org.temper.algorithms.cql.CqlTrainer;
import org.temper.algorithms.items.ItemBaseline;
import org.temper.algorithms.items.ItemGroupConfig;
import org.temper.algorithms.policygradient.KlController;
import org.temper.algorithms.policygradient.KlPenalty;
import org.temper.algorithms.policygradient.PolicyObjective;
import org.temper.algorithms.preference.PreferenceObjective;
import org.temper.algorithms.preference.PreferenceTrainer;
import org.temper.api.Excerpt;
import org.temper.cli.recommenders.training.PostTrained;
import org.temper.cli.recommenders.training.PostTraining;
import org.temper.cli.recommenders.training.RewardColumns;
import org.temper.cli.recommenders.training.Stage;
import org.temper.evaluation.ranking.ItemTilt;
import org.temper.losses.ClipRange;

/**
 * The methods that are compared. Each has a grid of three: its own temperature, a coefficient, or
 * the learning rate where it has neither.
 */
public final class Methods {
  /** What the others are compared with. */
  static final String CLONING = "cloning";

  /** The method that the recipe is named after. */
  static final String A_SFT = "a-sft";

  /** Low, so that a reward that is an accident does not outweigh many that are not. */
  private static final double MOST_WEIGHT = 5;

  /** A search is to find where weights collapse; of what it chose the table tells. */
  private static final double NEVER_WARN = 0;

  private static final double CQL_TEMPERATURE = 0.1;

  /** Never above 1: a method without a temperature is not to be trained for longer than others. */
  private static final List<Double> RATES = List.of(0.25, 0.5, 1.0);

  private static final List<Double> TEMPERATURES = List.of(0.5, 1.0, 2.0);

  /** Under a low cap weights do not collapse where the temperature is low. */
  private static final List<Double> LOW_TEMPERATURES = List.of(0.25, 0.5, 1.0);

  /** Strengths of preferences, and coefficients of the KL from the cloned policy. */
  private static final List<Double> COEFFICIENTS = List.of(0.1, 1.0, 10.0);

  private static final ClipRange RANGE = ClipRange.symmetric(0.2);

  private static final double EARLY = 0.1;

  private static final List<Method> ALL =
      List.of(
          weighted(CLONING, rewardsLess(RewardColumns.ZERO), Weighting.cloning()),
          weighted(
              "reward-weighted",
              new Columns(RewardColumns.POSITIVE, RewardColumns.ZERO),
              Weighting.rewardWeighted()),
          weighted(
              "exp-reward",
              "lambda",
              TEMPERATURES,
              rewardsLess(RewardColumns.ZERO),
              Weighting::exponentialReward),
          weighted(
              A_SFT,
              "beta",
              LOW_TEMPERATURES,
              rewardsLess(RewardColumns.BASELINE),
              beta -> Weighting.advantageWeighted(beta, MOST_WEIGHT)),
          weighted(
              "a-sft-user-item",
              "beta",
              LOW_TEMPERATURES,
              rewardsLess(RewardColumns.BIASES),
              beta -> Weighting.advantageWeighted(beta, MOST_WEIGHT)),
          weighted(
              "a-sft-shuffled",
              "beta",
              LOW_TEMPERATURES,
              new Columns(RewardColumns.SHUFFLED, RewardColumns.ZERO),
              beta -> Weighting.advantageWeighted(beta, MOST_WEIGHT)),
          new Method(
              "item-tilt",
              "strength",
              TEMPERATURES,
              (training, stage) ->
                  PostTrained.untrained(
                      ItemTilt.of(training.cloned(), training.bias().itemBias(), stage.setting()))),
          weighted("awr", "beta", TEMPERATURES, rewardsLess(RewardColumns.VALUE), Weighting::awr),
          weighted(
              "awac", "lambda", TEMPERATURES, rewardsLess(RewardColumns.VALUE), Weighting::awac),
          weighted("crr", rewardsLess(RewardColumns.VALUE), Weighting.crrBinary()),
          weighted(
              "iql",
              "inverse temperature",
              TEMPERATURES,
              rewardsLess(RewardColumns.EXPECTILE),
              Weighting::iql),
          preferring("dpo", "beta", PreferenceObjective::dpo),
          preferring("ipo", "tau", PreferenceObjective::ipo),
          preferring("s-dpo", "beta", PreferenceObjective::sDpo),
          new Method(
              "cql",
              "alpha",
              TEMPERATURES,
              (training, stage) ->
                  training.train(
                      stage,
                      1,
                      training.sequences(RewardColumns.REWARD, RewardColumns.VALUE),
                      (policy, optimizer) ->
                          new CqlTrainer(
                              policy, optimizer, new CqlConfig(CQL_TEMPERATURE, stage.setting())))),
          reinforcing("ppo", ItemBaseline.VALUE, PolicyObjective.clipped(RANGE)),
          reinforcing("grpo", ItemBaseline.GROUP, PolicyObjective.clipped(RANGE)),
          reinforcing("ecpo", ItemBaseline.GROUP, PolicyObjective.ecpo(RANGE, EARLY)),
          reinforcing("gbpo", ItemBaseline.GROUP, PolicyObjective.gbpo()));

  private Methods() {}

  /** The columns that a method reads. */
  private record Columns(String rewards, String baselines) {}

  /** The names of all methods, in the order of tables. */
  public static List<String> names() {
    return ALL.stream().map(Method::name).toList();
  }

  /** The methods of these names, in the order of tables, cloning among them. */
  public static List<Method> of(List<String> names) {
    for (String name : names) {
      checkArgument(
          names().contains(name),
          "--methods: expected some of %s, got %s",
          names(),
          Excerpt.of(name));
    }
    return ALL.stream()
        .filter(method -> method.name().equals(CLONING) || names.contains(method.name()))
        .toList();
  }

  private static Columns rewardsLess(String baselines) {
    return new Columns(RewardColumns.REWARD, baselines);
  }

  /** Weighted cloning without a temperature. */
  private static Method weighted(String name, Columns columns, Weighting weighting) {
    return new Method(
        name,
        "rate",
        RATES,
        (training, stage) -> imitate(training, stage, stage.setting(), columns, weighting));
  }

  /** Weighted cloning by a temperature. */
  private static Method weighted(
      String name,
      String setting,
      List<Double> grid,
      Columns columns,
      DoubleFunction<Weighting> weighting) {
    return new Method(
        name,
        setting,
        grid,
        (training, stage) ->
            imitate(training, stage, 1, columns, weighting.apply(stage.setting())));
  }

  private static PostTrained imitate(
      PostTraining training, Stage stage, double rate, Columns columns, Weighting weighting) {
    return training.train(
        stage,
        rate,
        training.sequences(columns.rewards(), columns.baselines()),
        (policy, optimizer) ->
            new AsftTrainer(policy, optimizer, new AsftConfig(weighting, NEVER_WARN)));
  }

  private static Method reinforcing(String name, ItemBaseline baseline, PolicyObjective objective) {
    return new Method(
        name,
        "KL",
        COEFFICIENTS,
        (training, stage) -> {
          try (KlController controller = KlController.fixed(stage.setting())) {
            return training.reinforce(
                stage,
                ItemGroupConfig.of(baseline, objective)
                    .withKlPenalty(KlPenalty.inLoss(controller)));
          }
        });
  }

  private static Method preferring(
      String name, String setting, DoubleFunction<PreferenceObjective> objective) {
    return new Method(
        name,
        setting,
        COEFFICIENTS,
        (training, stage) ->
            training.train(
                stage,
                1,
                training.preferences(),
                (policy, optimizer) ->
                    PreferenceTrainer.ofItems(
                        policy, optimizer, objective.apply(stage.setting()))));
  }
}
