package org.temper.models.hf;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.temper.models.storage.StorageType;

/**
 * A writer of weights as one safetensors file, or as shards with an index where one would be large.
 */
final class WeightWriter {

  private WeightWriter() {}

  static void write(
      Path directory, Map<String, NDArray> weights, StorageType type, long maxShardBytes)
      throws IOException {
    List<Map<String, NDArray>> shards = shards(weights, type, maxShardBytes);
    if (shards.size() == 1) {
      SafetensorsWriter.write(directory.resolve(WeightFiles.SINGLE), weights, type);
      return;
    }
    ObjectNode index = JsonObjects.create();
    long elements = weights.values().stream().mapToLong(NDArray::size).sum();
    index.putObject("metadata").put("total_size", elements * type.bytes());
    ObjectNode map = index.putObject(WeightFiles.WEIGHT_MAP);
    for (int i = 0; i < shards.size(); i++) {
      String name =
          String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", i + 1, shards.size());
      SafetensorsWriter.write(directory.resolve(name), shards.get(i), type);
      shards.get(i).keySet().forEach(tensor -> map.put(tensor, name));
    }
    ReplacedFile.write(
        directory.resolve(WeightFiles.INDEX),
        JsonObjects.pretty(index).getBytes(StandardCharsets.UTF_8));
  }

  /** Fills one shard after another; a tensor above the limit has a shard of its own. */
  private static List<Map<String, NDArray>> shards(
      Map<String, NDArray> weights, StorageType type, long maxShardBytes) {
    List<Map<String, NDArray>> shards = new ArrayList<>();
    Map<String, NDArray> shard = new LinkedHashMap<>();
    long bytes = 0;
    for (Map.Entry<String, NDArray> weight : weights.entrySet()) {
      long added = weight.getValue().size() * type.bytes();
      if (!shard.isEmpty() && bytes + added > maxShardBytes) {
        shards.add(shard);
        shard = new LinkedHashMap<>();
        bytes = 0;
      }
      shard.put(weight.getKey(), weight.getValue());
      bytes += added;
    }
    shards.add(shard);
    return shards;
  }
}
