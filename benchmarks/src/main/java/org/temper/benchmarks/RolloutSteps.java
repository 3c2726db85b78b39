package org.temper.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Stopwatch;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.temper.algorithms.group.GroupConfig;
import org.temper.algorithms.group.GroupMethod;
import org.temper.algorithms.group.GroupMethod.GroupRewards;
import org.temper.algorithms.group.GroupTrainer;
import org.temper.algorithms.metrics.Metrics;
import org.temper.algorithms.policygradient.KlController;
import org.temper.algorithms.policygradient.KlPenalty;
import org.temper.algorithms.policygradient.LossReduction;
import org.temper.algorithms.policygradient.MinibatchConfig;
import org.temper.algorithms.policygradient.PolicyMetrics;
import org.temper.algorithms.policygradient.PolicyObjective;
import org.temper.algorithms.ppo.PpoConfig;
import org.temper.algorithms.ppo.PpoMetrics;
import org.temper.algorithms.ppo.PpoTrainer;
import org.temper.api.ParameterSet;
import org.temper.api.Policy;
import org.temper.api.rollouts.RolloutBatch;
import org.temper.losses.ClipRange;
import org.temper.losses.advantages.GroupAdvantages;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.decoder.DecoderPolicy;
import org.temper.models.decoder.DecoderValueModel;
import org.temper.models.hf.SafetensorsFile;
import org.temper.models.optimizer.AdamW;

/** Iterations of reinforcement learning, from prompts to updated weights. */
final class RolloutSteps {
  private static final String VALUE_BIAS = "score.bias";
  private static final double PEER_EPSILON = 1e-4;

  private RolloutSteps() {}

  static PeerSteps grpo(JsonNode workload, DecoderPolicy policy) {
    AdamW optimizer = PeerSteps.optimizer(workload, policy.parameters());
    Stopwatch scoring = Stopwatch.createUnstarted();
    Policy reference = timed(policy.frozenCopy(), scoring);
    KlController controller = KlController.fixed(workload.path("beta").asDouble());
    GroupMethod method =
        new GroupMethod(
            "grpo_with_epsilon",
            RolloutSteps::advantages,
            objective(workload),
            LossReduction.sequenceMean(),
            GroupMethod.Scale.GROUP_DEVIATION);
    GroupConfig config =
        GroupConfig.of(method)
            .withKlPenalty(KlPenalty.inLoss(controller))
            .withMinibatches(minibatches(workload));
    GroupTrainer trainer = new GroupTrainer(policy, reference, optimizer, config, 0);
    WorkloadRollouts rollouts = new WorkloadRollouts(workload, policy);
    return new PeerSteps(
        batch -> {
          scoring.reset();
          Stopwatch generation = Stopwatch.createStarted();
          RolloutBatch drawn = rollouts.next(batch);
          generation.stop();
          Metrics metrics = trainer.iterate(List.of(drawn));
          return Map.of(
              "generationSeconds",
              seconds(generation.elapsed()),
              "scoringSeconds",
              seconds(scoring.elapsed()),
              "reward",
              metrics.get(PolicyMetrics.REWARD),
              "loss",
              metrics.loss(),
              "gradientNorm",
              metrics.gradientNorm());
        },
        List.of(optimizer, controller, reference, policy));
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  /** The policy, whose evaluations a stopwatch runs for. */
  private static Policy timed(Policy policy, Stopwatch stopwatch) {
    return (Policy)
        Proxy.newProxyInstance(
            RolloutSteps.class.getClassLoader(),
            new Class<?>[] {Policy.class},
            (proxy, method, arguments) -> {
              boolean evaluates = method.getName().equals("evaluate") && !stopwatch.isRunning();
              if (evaluates) {
                stopwatch.start();
              }
              try {
                return method.invoke(policy, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              } finally {
                if (evaluates) {
                  stopwatch.stop();
                }
              }
            });
  }

  static PeerSteps ppo(JsonNode workload, DecoderPolicy policy, DecoderOptions options)
      throws IOException {
    AdamW optimizer = PeerSteps.optimizer(workload, policy.parameters());
    DecoderPolicy reference = policy.frozenCopy();
    DecoderValueModel values = valueModel(workload, policy, options);
    // The peer's head has no bias.
    ParameterSet trained =
        ParameterSet.of(
            values.parameters().asList().stream()
                .filter(parameter -> !parameter.name().equals(VALUE_BIAS))
                .toList());
    AdamW valueOptimizer = PeerSteps.optimizer(workload, trained);
    KlController controller = KlController.fixed(workload.path("beta").asDouble());
    PpoConfig config =
        PpoConfig.defaults()
            .withObjective(objective(workload))
            .withAdvantages(
                new PpoConfig.Advantages(
                    workload.path("discount").asDouble(),
                    workload.path("gaeLambda").asDouble(),
                    PpoConfig.Scale.WHITENED))
            .withValueLoss(
                new PpoConfig.ValueLoss(
                    workload.path("valueCoefficient").asDouble(),
                    OptionalDouble.of(workload.path("valueClip").asDouble())))
            .withKlPenalty(KlPenalty.inReward(controller))
            .withMinibatches(minibatches(workload));
    PpoTrainer trainer =
        PpoTrainer.separate(
            policy, Optional.of(reference), optimizer, values, valueOptimizer, config, 0);
    WorkloadRollouts rollouts = new WorkloadRollouts(workload, policy);
    return new PeerSteps(
        batch -> {
          Metrics metrics = trainer.iterate(List.of(rollouts.next(batch)));
          Map<String, Object> figures = new LinkedHashMap<>();
          figures.put("reward", metrics.get(PolicyMetrics.REWARD));
          figures.put("policyLoss", metrics.loss());
          figures.put(
              "valueLoss", metrics.get(PpoMetrics.VALUE_LOSS) / 2); // the peer's is half the square
          figures.put("kl", metrics.get(PolicyMetrics.KL));
          figures.put("gradientNorm", metrics.gradientNorm());
          return figures;
        },
        List.of(optimizer, valueOptimizer, controller, values, reference, policy));
  }

  /** Those of GRPO with what the peer adds to the deviation. */
  private static double[][] advantages(GroupRewards groups) {
    double[][] advantages = GroupAdvantages.drGrpo(groups.rewards());
    for (double[] group : advantages) {
      double squares = Arrays.stream(group).map(number -> number * number).sum();
      double deviation = Math.sqrt(squares / (group.length - 1)) + PEER_EPSILON;
      Arrays.setAll(group, i -> group[i] / deviation);
    }
    return advantages;
  }

  private static PolicyObjective objective(JsonNode workload) {
    return PolicyObjective.clipped(ClipRange.symmetric(workload.path("clip").asDouble()));
  }

  private static MinibatchConfig minibatches(JsonNode workload) {
    return MinibatchConfig.single().withRowsAtOnce(workload.path("microBatch").asInt());
  }

  private static DecoderValueModel valueModel(
      JsonNode workload, DecoderPolicy policy, DecoderOptions options) throws IOException {
    Path file = Path.of(workload.path("valueModel").asText(), "model.safetensors");
    try (NDManager manager = NDManager.newBaseManager(options.device());
        SafetensorsFile saved = SafetensorsFile.open(file)) {
      Map<String, NDArray> weights = new LinkedHashMap<>();
      for (var shape : DecoderValueModel.parameterShapes(policy.config()).entrySet()) {
        String name = shape.getKey();
        weights.put(
            name,
            name.equals(VALUE_BIAS) ? manager.zeros(shape.getValue()) : saved.read(name, manager));
      }
      return DecoderValueModel.create(policy.config(), weights, options);
    }
  }
}
