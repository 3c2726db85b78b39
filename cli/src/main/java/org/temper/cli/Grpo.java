package org.temper.cli;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.DoubleFunction;
import org.temper.algorithms.group.GroupConfig;
import org.temper.algorithms.group.GroupMethod;
import org.temper.algorithms.group.GroupTrainer;
import org.temper.algorithms.policygradient.KlController;
import org.temper.algorithms.policygradient.KlPenalty;
import org.temper.algorithms.rollouts.GreedyBaseline;
import org.temper.cli.rl.Learner;
import org.temper.cli.rl.LearningOptions;
import org.temper.cli.rl.ReinforcementOptions;
import org.temper.cli.training.LearningRates;
import org.temper.models.hf.LanguageModel;
import org.temper.models.optimizer.AdamW;
import org.temper.models.optimizer.AdamWConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Reinforcement learning by the group methods. */
@Command(
    name = "grpo",
    description = {
      "Reinforcement learning of a model by comparing completions of the same prompt: GRPO and its"
          + " relatives.",
      "Completions are judged by a program or by a reward model. Without --data the task is"
          + " generated worded arithmetic."
    },
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class Grpo implements Callable<Integer> {

  /** The group methods by their names. */
  enum Method {
    GRPO,
    DAPO,
    BNPO,
    DR_GRPO,
    GSPO,
    CISPO,
    RLOO,
    REINFORCE_PLUS_PLUS,
    REINFORCE_PLUS_PLUS_BASELINE,
    REMAX,
    OPO,
    REINFORCE
  }

  @Spec private CommandSpec spec;

  @Option(
      names = "--method",
      paramLabel = "NAME",
      defaultValue = "grpo",
      description = "which method: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Method method;

  @Option(
      names = "--kl-coefficient",
      paramLabel = "X",
      defaultValue = "0",
      description = "pull to the model as it was, 0 for none (default: ${DEFAULT-VALUE})")
  private double klCoefficient;

  @Option(
      names = "--kl-placement",
      paramLabel = "WHERE",
      defaultValue = "loss",
      description = "where the pull is: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private KlPenalty.Placement klPlacement;

  @Option(
      names = "--credit",
      paramLabel = "HOW",
      defaultValue = "episode",
      description =
          "what shares an advantage: ${COMPLETION-CANDIDATES}; with actions each turn has that of"
              + " what was rewarded from it on, where an environment rewards steps (default:"
              + " ${DEFAULT-VALUE})")
  private GroupConfig.Credit credit;

  @Mixin private ReinforcementOptions options;

  @Override
  public Integer call() throws IOException {
    checkArgument(
        options.groupSize() >= 2 || !comparesCompletions(),
        "--group-size: expected at least 2 for --method %s, which compares completions of a prompt,"
            + " got %s; --method remax, reinforce and reinforce_plus_plus take 1",
        method.name().toLowerCase(Locale.ROOT),
        options.groupSize());
    checkArgument(
        method != Method.REMAX || credit == GroupConfig.Credit.EPISODE,
        "--credit: expected episode with --method remax, whose baseline is a whole completion, got %s",
        credit.name().toLowerCase(Locale.ROOT));
    options.run(
        spec, method == Method.REMAX ? GreedyBaseline.PLAYED : GreedyBaseline.NONE, this::learner);
    return 0;
  }

  private Learner learner(Learner.Subject subject, DoubleFunction<AdamWConfig> settings) {
    LanguageModel model = subject.model();
    LearningOptions learning = options.learning();
    Optional<KlController> controller = learning.controller(klCoefficient);
    GroupConfig config =
        new GroupConfig(
            method(subject.maxNewTokens()),
            LearningOptions.penalty(controller, klPlacement),
            learning.entropyCoefficient(),
            learning.minibatches(),
            learning.oldPolicy(),
            GroupConfig.ProperScores.REFUSED,
            credit);
    AdamW optimizer =
        AdamW.of(
            model.policy().parameters(),
            settings.apply(
                learning.learningRate(rates(), model.policy().config().parameterCount())));
    GroupTrainer trainer =
        new GroupTrainer(model.policy(), subject.reference(), optimizer, config, subject.seed());
    return Learner.of(
        trainer,
        (out, save) -> model.save(out.resolve("model"), save),
        () -> {
          controller.ifPresent(KlController::close);
          optimizer.close();
        });
  }

  private boolean comparesCompletions() {
    return switch (method) {
      case REMAX, REINFORCE, REINFORCE_PLUS_PLUS -> false;
      default -> true;
    };
  }

  // Advantages are noisier where a completion is not compared with those beside it.
  private LearningRates rates() {
    return switch (method) {
      case REMAX, REINFORCE -> LearningRates.REINFORCEMENT.times(0.5);
      default -> LearningRates.REINFORCEMENT;
    };
  }

  private GroupMethod method(int maxNewTokens) {
    return switch (method) {
      case GRPO -> GroupMethod.grpo();
      case DAPO -> GroupMethod.dapo();
      case BNPO -> GroupMethod.bnpo();
      case DR_GRPO -> GroupMethod.drGrpo(maxNewTokens);
      case GSPO -> GroupMethod.gspo();
      case CISPO -> GroupMethod.cispo();
      case RLOO -> GroupMethod.rloo();
      case REINFORCE_PLUS_PLUS -> GroupMethod.reinforcePlusPlus();
      case REINFORCE_PLUS_PLUS_BASELINE -> GroupMethod.reinforcePlusPlusBaseline();
      case REMAX -> GroupMethod.remax();
      case OPO -> GroupMethod.opo();
      case REINFORCE -> GroupMethod.reinforce();
    };
  }
}
