package org.temper.cli;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;
import org.temper.algorithms.policygradient.KlController;
import org.temper.algorithms.policygradient.KlPenalty;
import org.temper.algorithms.policygradient.PolicyObjective;
import org.temper.algorithms.ppo.PpoConfig;
import org.temper.algorithms.ppo.PpoConfig.Advantages;
import org.temper.algorithms.ppo.PpoConfig.Scale;
import org.temper.algorithms.ppo.PpoConfig.ValueLoss;
import org.temper.algorithms.ppo.PpoTrainer;
import org.temper.algorithms.rollouts.GreedyBaseline;
import org.temper.cli.options.values.Inapplicable;
import org.temper.cli.rl.Learner;
import org.temper.cli.rl.LearningOptions;
import org.temper.cli.rl.ReinforcementOptions;
import org.temper.cli.training.LearningRates;
import org.temper.losses.ClipRange;
import org.temper.models.decoder.DecoderActorCritic;
import org.temper.models.decoder.DecoderValueModel;
import org.temper.models.hf.ActorCriticDirectory;
import org.temper.models.hf.LanguageModel;
import org.temper.models.hf.LanguageValueModel;
import org.temper.models.optimizer.AdamW;
import org.temper.models.optimizer.AdamWConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Reinforcement learning by proximal policy optimization. */
@Command(
    name = "ppo",
    description = {
      "Reinforcement learning of a model by proximal policy optimization with a value model.",
      "Completions are judged by a program or by a reward model. Without --data the task is"
          + " generated worded arithmetic."
    },
    sortOptions = false)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class Ppo implements Callable<Integer> {

  /** Where values come from. */
  enum Trunk {
    SHARED,
    SEPARATE
  }

  @Spec private CommandSpec spec;

  @Option(
      names = "--value-trunk",
      paramLabel = "WHICH",
      defaultValue = "shared",
      description =
          "the value model's trunk, the policy's or one of its own: ${COMPLETION-CANDIDATES}"
              + " (default: ${DEFAULT-VALUE})")
  private Trunk trunk;

  @Option(
      names = "--value-coefficient",
      paramLabel = "X",
      defaultValue = "0.1",
      description = "weight of the value loss on a shared trunk (default: ${DEFAULT-VALUE})")
  private double valueCoefficient;

  @Option(
      names = "--value-learning-rate",
      paramLabel = "X",
      description =
          "peak learning rate of a value model with a trunk of its own (default: --learning-rate)")
  private @Nullable Double valueLearningRate;

  @Option(
      names = "--value-clip",
      paramLabel = "X",
      defaultValue = "0.2",
      description =
          "how far a value may move in an iteration; 0 for no limit (default: ${DEFAULT-VALUE})")
  private double valueClip;

  @Option(
      names = "--clip",
      paramLabel = "X",
      defaultValue = "0.2",
      description = "how far a ratio may move from 1 (default: ${DEFAULT-VALUE})")
  private double clip;

  @Option(
      names = "--dual-clip",
      paramLabel = "X",
      description = "bound on the ratio of bad tokens, above 1 + clip (default: none)")
  private @Nullable Double dualClip;

  @Option(
      names = "--discount",
      paramLabel = "X",
      defaultValue = "1",
      description = "what a reward one token later is worth (default: ${DEFAULT-VALUE})")
  private double discount;

  @Option(
      names = "--gae-lambda",
      paramLabel = "X",
      defaultValue = "0.95",
      description = "how far advantages look ahead (default: ${DEFAULT-VALUE})")
  private double gaeLambda;

  @Option(
      names = "--advantages",
      paramLabel = "SCALE",
      defaultValue = "whitened",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Scale scale;

  @Option(
      names = "--kl-coefficient",
      paramLabel = "X",
      defaultValue = "0.01",
      description =
          "pull to the model as it was, in the rewards; 0 for none (default: ${DEFAULT-VALUE})")
  private double klCoefficient;

  @Mixin private ReinforcementOptions options;

  @Override
  public Integer call() throws IOException {
    if (trunk == Trunk.SHARED) {
      Inapplicable.check(spec, "on a shared trunk", "--value-learning-rate");
    } else {
      Inapplicable.check(spec, "on a trunk of its own", "--value-coefficient");
    }
    // What cannot be done is said before anything is written.
    config(Optional.empty());
    options.run(
        spec,
        GreedyBaseline.NONE,
        switch (trunk) {
          case SHARED -> this::shared;
          case SEPARATE -> this::separate;
        });
    return 0;
  }

  private double learningRate(LanguageModel model) {
    return options
        .learning()
        .learningRate(LearningRates.REINFORCEMENT, model.policy().config().parameterCount());
  }

  private Learner shared(Learner.Subject subject, DoubleFunction<AdamWConfig> settings) {
    LanguageModel model = subject.model();
    Optional<KlController> controller = options.learning().controller(klCoefficient);
    DecoderActorCritic policy = DecoderActorCritic.of(model.policy());
    AdamW optimizer = AdamW.of(policy.parameters(), settings.apply(learningRate(model)));
    PpoTrainer trainer =
        PpoTrainer.shared(
            policy,
            Optional.of(subject.reference()),
            optimizer,
            config(controller),
            subject.seed());
    return Learner.of(
        trainer,
        (out, save) -> ActorCriticDirectory.save(out.resolve("model"), model, policy, save),
        () -> {
          controller.ifPresent(KlController::close);
          optimizer.close();
          policy.close();
        });
  }

  private Learner separate(Learner.Subject subject, DoubleFunction<AdamWConfig> settings) {
    LanguageModel model = subject.model();
    Optional<KlController> controller = options.learning().controller(klCoefficient);
    DecoderValueModel values = DecoderValueModel.of(model.policy());
    AdamW optimizer = AdamW.of(model.policy().parameters(), settings.apply(learningRate(model)));
    AdamW valueOptimizer =
        AdamW.of(
            values.parameters(),
            settings.apply(valueLearningRate == null ? learningRate(model) : valueLearningRate));
    PpoTrainer trainer =
        PpoTrainer.separate(
            model.policy(),
            Optional.of(subject.reference()),
            optimizer,
            values,
            valueOptimizer,
            config(controller),
            subject.seed());
    return Learner.of(
        trainer,
        (out, save) -> {
          model.save(out.resolve("model"), save);
          LanguageValueModel.save(out.resolve("value"), model, values, save);
        },
        () -> {
          controller.ifPresent(KlController::close);
          valueOptimizer.close();
          values.close();
          optimizer.close();
        });
  }

  private PpoConfig config(Optional<KlController> controller) {
    LearningOptions learning = options.learning();
    ClipRange range = ClipRange.symmetric(clip);
    return new PpoConfig(
        dualClip == null
            ? PolicyObjective.clipped(range)
            : PolicyObjective.dualClipped(range, dualClip),
        new Advantages(discount, gaeLambda, scale),
        new ValueLoss(
            valueCoefficient,
            valueClip == 0 ? OptionalDouble.empty() : OptionalDouble.of(valueClip)),
        LearningOptions.penalty(controller, KlPenalty.Placement.REWARD),
        learning.entropyCoefficient(),
        learning.minibatches(),
        learning.oldPolicy());
  }
}
