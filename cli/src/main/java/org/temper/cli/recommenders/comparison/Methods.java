package org.temper.cli.recommenders.comparison;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.stream.Stream;
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
import org.temper.cli.recommenders.training.RewardColumns.Baseline;
import org.temper.cli.recommenders.training.Stage;
import org.temper.evaluation.ranking.BiasTilt;
import org.temper.evaluation.ranking.ItemTilt;
import org.temper.evaluation.ranking.PolicyContrast;
import org.temper.losses.ClipRange;

/**
 * The methods that are compared. Each has a grid of three: its own temperature, a coefficient, or
 * the learning rate where it has neither.
 *
 * <p>Methods that compare rewards with a baseline have a row for each: one under the method's name,
 * with what it is compared with by default, and {@code NAME-user}, {@code NAME-item}, {@code
 * NAME-user-item}, {@code NAME-all} and {@code NAME-value}. Exponentiated rewards against the
 * learned value are AWAC.
 */
public final class Methods {
  /** What the others are compared with. */
  static final String CLONING = "cloning";

  /** The method that the recipe is named after. */
  static final String A_SFT = "a-sft";

  private static final String EXP_REWARD = "exp-reward";
  private static final String SHUFFLED = "a-sft-shuffled";
  private static final String ITEM_TILT = "item-tilt";
  private static final String USER_ITEM_TILT = "user-item-tilt";
  private static final Set<String> TILTS = Set.of(ITEM_TILT, USER_ITEM_TILT);

  /** What a method must be better than besides cloning before it is said to help. */
  static final ImmutableSet<String> CONTROLS = ImmutableSet.of(SHUFFLED, ITEM_TILT, USER_ITEM_TILT);

  private static final String AWR = "awr";
  private static final String CRR = "crr";
  private static final String CQL = "cql";

  /** Low, so that a reward that is an accident does not outweigh many that are not. */
  private static final double MOST_WEIGHT = 5;

  /** As in the papers of AWR and IQL. */
  private static final double AWR_MOST_WEIGHT = 20;

  private static final double IQL_MOST_WEIGHT = 100;

  /** A search is to find where weights collapse; of what it chose the table tells. */
  private static final double NEVER_WARN = 0;

  private static final double CQL_TEMPERATURE = 0.1;

  /** Never above 1: a method without a temperature is not to be trained for longer than others. */
  private static final Grid RATES = Grid.upTo(0.25, 0.5, 1.0);

  private static final Grid TEMPERATURES = Grid.of(0.5, 1.0, 2.0);

  /** Under a low cap weights do not collapse where the temperature is low. */
  private static final Grid LOW_TEMPERATURES = Grid.of(0.25, 0.5, 1.0);

  /** Strengths of preferences, and coefficients of the KL from the cloned policy. */
  private static final Grid COEFFICIENTS = Grid.of(0.1, 1.0, 10.0);

  /** Of the policies that another is moved by. */
  private static final double CONTRAST_BETA = 0.5;

  private static final ClipRange RANGE = ClipRange.symmetric(0.2);

  private static final double EARLY = 0.1;

  /** As the tables of one log have them. */
  private static final List<Method> USUAL =
      List.of(
          weighted(CLONING, CLONING, rewardsLess(RewardColumns.ZERO), Weighting.cloning()),
          weighted(
              "reward-weighted",
              "reward-weighted",
              new Columns(RewardColumns.POSITIVE, RewardColumns.ZERO),
              Weighting.rewardWeighted()),
          exponentialReward(EXP_REWARD, RewardColumns.ZERO),
          advantageWeighted(A_SFT, rewardsLess(RewardColumns.BASELINE)),
          advantageWeighted("a-sft-user-item", rewardsLess(RewardColumns.BIASES)),
          tempered(
              SHUFFLED,
              SHUFFLED,
              "beta",
              LOW_TEMPERATURES,
              new Columns(RewardColumns.SHUFFLED, RewardColumns.ZERO),
              Methods::advantageWeighted),
          Method.alone(
              ITEM_TILT,
              "strength",
              TEMPERATURES,
              (training, stage) ->
                  PostTrained.untrained(
                      ItemTilt.of(training.cloned(), training.bias().itemBias(), stage.setting()))),
          awr(AWR, RewardColumns.VALUE),
          exponentialReward("awac", RewardColumns.VALUE),
          weighted(CRR, CRR, rewardsLess(RewardColumns.VALUE), Weighting.crrBinary()),
          tempered(
              "iql",
              "iql",
              "inverse temperature",
              TEMPERATURES,
              rewardsLess(RewardColumns.EXPECTILE),
              (setting, training) ->
                  Weighting.advantageWeighted(1 / setting, training.cap(IQL_MOST_WEIGHT))),
          preferring("dpo", "beta", PreferenceObjective::dpo),
          preferring("ipo", "tau", PreferenceObjective::ipo),
          preferring("s-dpo", "beta", PreferenceObjective::sDpo),
          conservative(CQL, RewardColumns.VALUE),
          reinforcing("ppo", ItemBaseline.VALUE, PolicyObjective.clipped(RANGE)),
          reinforcing("grpo", ItemBaseline.GROUP, PolicyObjective.clipped(RANGE)),
          reinforcing("ecpo", ItemBaseline.GROUP, PolicyObjective.ecpo(RANGE, EARLY)),
          reinforcing("gbpo", ItemBaseline.GROUP, PolicyObjective.gbpo()));

  /** Controls without training, and what is made of two policies each. */
  private static final List<Method> OTHERS =
      List.of(
          Method.alone(
              USER_ITEM_TILT,
              "strength",
              TEMPERATURES,
              (training, stage) ->
                  PostTrained.untrained(
                      new BiasTilt(training.cloned(), training.bias(), stage.setting()))),
          contrast(
              "a-sft-control",
              new Imitation(
                  rewardsLess(RewardColumns.BASELINE),
                  training -> advantageWeighted(CONTRAST_BETA, training)),
              new Imitation(
                  new Columns(RewardColumns.SHUFFLED, RewardColumns.ZERO),
                  training -> advantageWeighted(CONTRAST_BETA, training))),
          contrast(
              "success-cloning",
              new Imitation(rewardsLess(RewardColumns.BASELINE), training -> Weighting.crrBinary()),
              new Imitation(rewardsLess(RewardColumns.ZERO), training -> Weighting.cloning())),
          contrast(
              "success-failure",
              new Imitation(rewardsLess(RewardColumns.BASELINE), training -> Weighting.crrBinary()),
              new Imitation(
                  new Columns(RewardColumns.BASELINE, RewardColumns.REWARD),
                  training -> Weighting.crrBinary())));

  private static final List<Method> ALL =
      Stream.of(USUAL, variants(), OTHERS).flatMap(List::stream).toList();

  /** What worlds are compared by: families with the same choice of baselines, and controls. */
  private static final List<String> OF_WORLDS =
      List.of(
          CLONING,
          EXP_REWARD,
          A_SFT,
          "a-sft-user-item",
          SHUFFLED,
          ITEM_TILT,
          "awac",
          CRR,
          "a-sft-value",
          "crr-user",
          "crr-user-item",
          "exp-reward-user",
          "exp-reward-user-item",
          "a-sft-control",
          "success-failure");

  private static final List<String> OF_LOOPS = List.of(CLONING, A_SFT, SHUFFLED);

  private Methods() {}

  /** The columns that a method reads. */
  private record Columns(String rewards, String baselines) {}

  /** A weighting of a setting, with what the training gives all methods. */
  private interface Weigher {
    Weighting of(double setting, PostTraining training);
  }

  /** Weighted cloning without a setting. */
  private record Imitation(Columns columns, Function<PostTraining, Weighting> weighting) {}

  /** The names of all methods, in the order of tables. */
  public static List<String> names() {
    return ALL.stream().map(Method::name).toList();
  }

  /** The names of the methods that one log is compared by unless others are asked for. */
  public static List<String> usual() {
    return USUAL.stream().map(Method::name).toList();
  }

  /** The names of the methods of feedback loops unless others are asked for. */
  public static List<String> ofLoops() {
    return OF_LOOPS;
  }

  /**
   * Checks that each method trains one policy, which can decide what is shown.
   *
   * @param methods the methods
   * @throws IllegalArgumentException if one of them trains none, or several
   */
  public static void checkPolicies(List<Method> methods) {
    for (Method method : methods) {
      checkArgument(
          method.parts().isEmpty() && !TILTS.contains(method.family()),
          "--methods: expected methods that train a policy of their own beside --loops, got %s",
          method.name());
    }
  }

  /** The names of the methods that worlds are compared by unless others are asked for. */
  public static List<String> ofWorlds() {
    return OF_WORLDS;
  }

  /**
   * The methods of these names, in the order of tables, cloning among them.
   *
   * @param names of methods
   * @param settings the values of those that are not searched for, by method
   */
  public static List<Method> of(List<String> names, Map<String, Double> settings) {
    for (String name : settings.keySet()) {
      checkArgument(
          names.contains(name) || name.equals(CLONING),
          "--settings: expected some of the methods %s, got %s",
          names,
          Excerpt.of(name));
    }
    return of(names).stream()
        .map(
            method -> {
              Double value = settings.get(method.name());
              return value == null ? method : method.fixed(checked(method, value));
            })
        .toList();
  }

  private static double checked(Method method, double value) {
    checkArgument(
        value > 0 && value <= method.grid().most() && Double.isFinite(value),
        "--settings: expected a value of %s above 0%s, got %s",
        method.name(),
        Double.isFinite(method.grid().most()) ? " and at most " + method.grid().most() : "",
        value);
    return value;
  }

  /** The methods of these names, in the order of tables, cloning among them. */
  static List<Method> of(List<String> names) {
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

  /** What is no row of {@link #USUAL}, of each family with a baseline. */
  private static List<Method> variants() {
    ImmutableList.Builder<Method> variants = ImmutableList.builder();
    Set<String> usual = Set.copyOf(usual());
    for (Baseline baseline : Baseline.values()) {
      String column = baseline.column();
      String suffix = "-" + baseline.figureName();
      Columns columns = rewardsLess(column);
      variants.add(advantageWeighted(A_SFT + suffix, columns));
      variants.add(awr(AWR + suffix, column));
      variants.add(weighted(CRR + suffix, CRR, columns, Weighting.crrBinary()));
      variants.add(conservative(CQL + suffix, column));
      variants.add(exponentialReward(EXP_REWARD + suffix, column));
      variants.add(
          new Method(
              ITEM_TILT + suffix,
              ITEM_TILT,
              "strength",
              TEMPERATURES,
              List.of(),
              (training, stage) ->
                  PostTrained.untrained(
                      ItemTilt.of(
                          training.cloned(), training.itemAdvantages(column), stage.setting()))));
    }
    return variants.build().stream().filter(method -> !usual.contains(method.name())).toList();
  }

  private static Columns rewardsLess(String baselines) {
    return new Columns(RewardColumns.REWARD, baselines);
  }

  private static Weighting advantageWeighted(double beta, PostTraining training) {
    return Weighting.advantageWeighted(beta, training.cap(MOST_WEIGHT));
  }

  private static Method advantageWeighted(String name, Columns columns) {
    return tempered(name, A_SFT, "beta", LOW_TEMPERATURES, columns, Methods::advantageWeighted);
  }

  private static Method exponentialReward(String name, String baselines) {
    return tempered(
        name,
        EXP_REWARD,
        "lambda",
        TEMPERATURES,
        rewardsLess(baselines),
        (setting, training) ->
            baselines.equals(RewardColumns.ZERO)
                ? Weighting.exponentialReward(setting)
                : Weighting.awac(setting));
  }

  private static Method awr(String name, String baselines) {
    return tempered(
        name,
        AWR,
        "beta",
        TEMPERATURES,
        rewardsLess(baselines),
        (setting, training) ->
            Weighting.whitenedAdvantageWeighted(setting, training.cap(AWR_MOST_WEIGHT)));
  }

  private static Method conservative(String name, String baselines) {
    return new Method(
        name,
        CQL,
        "alpha",
        TEMPERATURES,
        List.of(),
        (training, stage) ->
            training.train(
                stage,
                1,
                training.sequences(RewardColumns.REWARD, baselines),
                (policy, optimizer) ->
                    new CqlTrainer(
                        policy, optimizer, new CqlConfig(CQL_TEMPERATURE, stage.setting()))));
  }

  /** Weighted cloning without a temperature. */
  private static Method weighted(String name, String family, Columns columns, Weighting weighting) {
    return new Method(
        name,
        family,
        "rate",
        RATES,
        List.of(),
        (training, stage) -> imitate(training, stage, stage.setting(), columns, weighting));
  }

  /** Weighted cloning by a temperature. */
  private static Method tempered(
      String name, String family, String setting, Grid grid, Columns columns, Weigher weigher) {
    return new Method(
        name,
        family,
        setting,
        grid,
        List.of(),
        (training, stage) ->
            imitate(training, stage, 1, columns, weigher.of(stage.setting(), training)));
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

  /** The cloned policy, moved by what two imitations differ in. */
  private static Method contrast(String name, Imitation toward, Imitation away) {
    String first = name + "-toward";
    String second = name + "-away";
    return new Method(
        name,
        name,
        "gamma",
        TEMPERATURES,
        List.of(first, second),
        (training, stage) -> {
          PostTrained plus = imitate(training, Stage.of(first, training.seed()), toward);
          PostTrained minus = imitate(training, Stage.of(second, training.seed()), away);
          return PostTrained.composed(
              new PolicyContrast(training.cloned(), plus.scorer(), minus.scorer(), stage.setting()),
              List.of(plus, minus));
        });
  }

  private static PostTrained imitate(PostTraining training, Stage stage, Imitation imitation) {
    return imitate(training, stage, 1, imitation.columns(), imitation.weighting().apply(training));
  }

  private static Method reinforcing(String name, ItemBaseline baseline, PolicyObjective objective) {
    return Method.alone(
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
    return Method.alone(
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
