package org.temper.benchmarks;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.tracker.Tracker;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.temper.algorithms.sft.SftTrainer;
import org.temper.api.SequenceBatch;
import org.temper.api.SideInput;
import org.temper.api.TokenSequence;
import org.temper.api.items.ItemInputs;
import org.temper.models.optimizer.AdamW;
import org.temper.models.optimizer.AdamWConfig;
import org.temper.models.recommender.HstuConfig;
import org.temper.models.recommender.RecommenderOptions;
import org.temper.models.recommender.RecommenderPolicy;
import org.temper.models.recommender.TimeSignal;

/** Training steps of HSTU as a workload's file has them: sizes and settings as Meta's. */
final class RecommenderSteps {
  private RecommenderSteps() {}

  static PeerSteps open(JsonNode workload) {
    long seed = workload.path("seed").asLong();
    RecommenderOptions options =
        RecommenderOptions.on(Device.cpu()).withDropout(workload.path("dropout").asDouble(), seed);
    HstuConfig config = config(workload);
    RecommenderPolicy policy;
    try (NDManager manager = NDManager.newBaseManager(options.device())) {
      policy = RecommenderPolicy.create(config, weights(manager, config, workload), options);
    }
    AdamW optimizer =
        AdamW.of(
            policy.parameters(),
            new AdamWConfig(
                Tracker.fixed((float) workload.path("learningRate").asDouble()),
                workload.path("beta1").asDouble(),
                workload.path("beta2").asDouble(),
                1e-8,
                0,
                Double.POSITIVE_INFINITY));
    SftTrainer trainer =
        new SftTrainer(policy.sampledSoftmax(workload.path("negatives").asInt()), optimizer);
    return new PeerSteps(
        rows -> Map.of("loss", trainer.update(List.of(batch(rows))).loss()),
        List.of(optimizer, policy));
  }

  private static HstuConfig config(JsonNode workload) {
    JsonNode shape = workload.path("shape");
    return new HstuConfig(
        shape.path("num_items").asInt() + 1, // Meta's table has a row 0 for padding
        shape.path("embedding_dim").asInt(),
        shape.path("num_blocks").asInt(),
        shape.path("num_heads").asInt(),
        shape.path("linear_dim").asInt(),
        shape.path("attention_dim").asInt(),
        shape.path("max_sequence_len").asInt() + shape.path("max_output_len").asInt(),
        TimeSignal.TARGET,
        workload.path("temperature").asDouble());
  }

  /** Meta's weights by Temper's names. */
  private static Map<String, NDArray> weights(
      NDManager manager, HstuConfig config, JsonNode workload) {
    Map<String, NDArray> weights = new LinkedHashMap<>();
    JsonNode theirs = workload.path("weights");
    weights.put("items.weight", array(manager, theirs, "_embedding_module._item_emb.weight"));
    weights.put(
        "positions.weight", array(manager, theirs, "_input_features_preproc._pos_emb.weight"));
    for (int layer = 0; layer < config.layers(); layer++) {
      String ours = "layers." + layer + ".";
      String prefix = "_hstu._attention_layers." + layer + ".";
      // Meta's projection takes rows from the left.
      weights.put(ours + "projection.weight", array(manager, theirs, prefix + "_uvqk").transpose());
      weights.put(ours + "output.weight", array(manager, theirs, prefix + "_o.weight"));
      weights.put(ours + "output.bias", array(manager, theirs, prefix + "_o.bias"));
      weights.put(
          ours + "positions.bias", array(manager, theirs, prefix + "_rel_attn_bias._pos_w"));
      weights.put(ours + "times.bias", array(manager, theirs, prefix + "_rel_attn_bias._ts_w"));
    }
    return weights;
  }

  private static NDArray array(NDManager manager, JsonNode weights, String name) {
    JsonNode shape = weights.path(name).path("shape");
    JsonNode values = weights.path(name).path("values");
    float[] numbers = new float[values.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) values.get(i).asDouble();
    }
    return manager.create(numbers, new Shape(PeerSteps.ids(shape)));
  }

  private static SequenceBatch batch(JsonNode rows) {
    List<TokenSequence> sequences = new ArrayList<>();
    rows.forEach(
        row -> sequences.add(TokenSequence.of(new long[0], PeerSteps.ids(row.path("items")))));
    SequenceBatch batch = SequenceBatch.of(sequences);
    long[] times = new long[batch.rows() * batch.columns()];
    for (int row = 0; row < batch.rows(); row++) {
      long[] own = PeerSteps.ids(rows.path(row).path("times"));
      System.arraycopy(own, 0, times, row * batch.columns(), own.length);
    }
    return batch.withSideInput(
        ItemInputs.TIMESTAMPS, SideInput.of(times, new Shape(batch.rows(), batch.columns())));
  }
}
