package org.temper.benchmarks;

import ai.djl.ndarray.NDManager;
import ai.djl.training.tracker.Tracker;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.Lists;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.temper.algorithms.preference.PreferenceObjective;
import org.temper.algorithms.preference.PreferenceTrainer;
import org.temper.algorithms.sft.SftTrainer;
import org.temper.api.ParameterSet;
import org.temper.api.PreferenceBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.decoder.DecoderPolicy;
import org.temper.models.hf.ModelDirectory;
import org.temper.models.optimizer.AdamW;
import org.temper.models.optimizer.AdamWConfig;
import org.temper.samplers.Sampler;
import org.temper.samplers.SamplingConfig;

/** A workload's steps: each takes one batch as the workload's file has it, and does all of it. */
final class PeerSteps implements AutoCloseable {

  /** One step. */
  interface Step {
    Map<String, Object> run(JsonNode batch);
  }

  private final Step step;
  private final List<AutoCloseable> owned;

  PeerSteps(Step step, List<AutoCloseable> owned) {
    this.step = step;
    this.owned = List.copyOf(owned);
  }

  /**
   * The steps of a workload.
   *
   * @param pairsAtOnce of a batch of preference pairs, how many are scored at once
   */
  static PeerSteps open(JsonNode workload, DecoderOptions options, int pairsAtOnce)
      throws IOException {
    if (workload.path("kind").asText().equals("hstu")) {
      return RecommenderSteps.open(workload);
    }
    DecoderPolicy policy = load(Path.of(workload.path("model").asText()), options);
    return switch (workload.path("kind").asText()) {
      case "sft" -> sft(workload, policy);
      case "dpo" -> dpo(workload, policy, pairsAtOnce);
      case "generate" -> generate(workload, policy);
      case "grpo" -> RolloutSteps.grpo(workload, policy);
      case "ppo" -> RolloutSteps.ppo(workload, policy, options);
      default ->
          throw new IllegalArgumentException(
              "kind: expected sft, dpo, generate, grpo, ppo or hstu, got " + workload.path("kind"));
    };
  }

  Map<String, Object> run(JsonNode batch) {
    return step.run(batch);
  }

  @Override
  public void close() {
    for (AutoCloseable resource : owned) {
      try {
        resource.close();
      } catch (Exception e) {
        throw new IllegalStateException("could not close " + resource, e);
      }
    }
  }

  private static DecoderPolicy load(Path directory, DecoderOptions options) throws IOException {
    ModelDirectory model = ModelDirectory.open(directory);
    try (NDManager manager = NDManager.newBaseManager(options.device())) {
      return DecoderPolicy.create(model.config(), model.weights(manager), options);
    }
  }

  static AdamW optimizer(JsonNode workload, ParameterSet parameters) {
    Tracker learningRate = Tracker.fixed((float) workload.path("learningRate").asDouble());
    return AdamW.of(
        parameters,
        AdamWConfig.of(learningRate)
            .withMaxGradientNorm(workload.path("maxGradientNorm").asDouble()));
  }

  private static PeerSteps sft(JsonNode workload, DecoderPolicy policy) {
    AdamW optimizer = optimizer(workload, policy.parameters());
    SftTrainer trainer = new SftTrainer(policy, optimizer);
    return new PeerSteps(
        batch -> {
          List<TokenSequence> rows = new ArrayList<>();
          batch.forEach(example -> rows.add(sequence(example, "completion")));
          return Map.of("loss", trainer.update(List.of(SequenceBatch.of(rows))).loss());
        },
        List.of(optimizer, policy));
  }

  private static PeerSteps dpo(JsonNode workload, DecoderPolicy policy, int pairsAtOnce) {
    AdamW optimizer = optimizer(workload, policy.parameters());
    DecoderPolicy reference = policy.frozenCopy();
    PreferenceTrainer<PreferenceBatch> trainer =
        PreferenceTrainer.ofTexts(
            policy,
            reference,
            optimizer,
            PreferenceObjective.dpo(workload.path("beta").asDouble(), 0));
    return new PeerSteps(
        batch -> {
          List<PreferenceBatch.Pair> pairs = new ArrayList<>();
          batch.forEach(
              example ->
                  pairs.add(
                      new PreferenceBatch.Pair(
                          sequence(example, "chosen"), sequence(example, "rejected"))));
          List<PreferenceBatch> batches =
              Lists.partition(pairs, pairsAtOnce).stream().map(PreferenceBatch::of).toList();
          return Map.of("loss", trainer.update(batches).loss());
        },
        List.of(optimizer, reference, policy));
  }

  private static PeerSteps generate(JsonNode workload, DecoderPolicy policy) {
    Sampler sampler =
        Sampler.of(policy, SamplingConfig.greedy(workload.path("maxNewTokens").asInt()));
    return new PeerSteps(
        batch -> {
          List<long[]> prompts = new ArrayList<>();
          batch.forEach(example -> prompts.add(ids(example.path("prompt"))));
          return Map.of(
              "tokens",
              sampler.sample(prompts, 0).stream()
                  .map(trajectory -> trajectory.completion().toArray())
                  .toList());
        },
        List.of(policy));
  }

  private static TokenSequence sequence(JsonNode example, String completion) {
    return TokenSequence.of(ids(example.path("prompt")), ids(example.path(completion)));
  }

  static long[] ids(JsonNode array) {
    LongStream.Builder ids = LongStream.builder();
    array.forEach(id -> ids.add(id.asLong()));
    return ids.build().toArray();
  }
}
