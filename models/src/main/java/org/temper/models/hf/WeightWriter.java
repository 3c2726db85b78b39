package org.temper.models.hf;

import static com.google.common.base.Preconditions.checkArgument;

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
import org.temper.models.hf.SafetensorsWriter.Numbers;
import org.temper.models.hf.SafetensorsWriter.StoredTensor;
import org.temper.models.storage.ReplacedFile;
import org.temper.models.storage.StorageType;

/**
 * A writer of weights as one safetensors file, or as shards with an index where one would be large.
 */
public final class WeightWriter {

  private WeightWriter() {}

  static void write(
      Path directory, Map<String, NDArray> weights, StorageType type, long maxShardBytes)
      throws IOException {
    SafetensorsWriter.checkStorable(weights, type);
    stream(
        directory,
        SafetensorsWriter.stored(weights, type),
        maxShardBytes,
        SafetensorsWriter.numbers(weights));
  }

  /**
   * Writes weights that need not be in memory.
   *
   * @param directory where to
   * @param tensors the tensors by name; they are asked for in this order
   * @param maxShardBytes above how many bytes they are split into several files
   * @param numbers gives their numbers
   * @throws IllegalArgumentException if a number is beyond what its tensor's type holds
   * @throws IOException if a file cannot be written
   */
  public static void stream(
      Path directory, Map<String, StoredTensor> tensors, long maxShardBytes, Numbers numbers)
      throws IOException {
    checkArgument(
        maxShardBytes > 0, "maxShardBytes: expected a positive number, got %s", maxShardBytes);
    List<Map<String, StoredTensor>> shards = shards(tensors, maxShardBytes);
    if (shards.size() == 1) {
      SafetensorsWriter.stream(directory.resolve(WeightFiles.SINGLE), tensors, numbers);
      return;
    }
    ObjectNode index = JsonObjects.create();
    long bytes = tensors.values().stream().mapToLong(StoredTensor::bytes).sum();
    index.putObject("metadata").put("total_size", bytes);
    ObjectNode map = index.putObject(WeightFiles.WEIGHT_MAP);
    for (int i = 0; i < shards.size(); i++) {
      String name =
          String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", i + 1, shards.size());
      SafetensorsWriter.stream(directory.resolve(name), shards.get(i), numbers);
      shards.get(i).keySet().forEach(tensor -> map.put(tensor, name));
    }
    ReplacedFile.write(
        directory.resolve(WeightFiles.INDEX),
        JsonObjects.pretty(index).getBytes(StandardCharsets.UTF_8));
  }

  /** Fills one shard after another; a tensor above the limit has a shard of its own. */
  private static List<Map<String, StoredTensor>> shards(
      Map<String, StoredTensor> tensors, long maxShardBytes) {
    List<Map<String, StoredTensor>> shards = new ArrayList<>();
    Map<String, StoredTensor> shard = new LinkedHashMap<>();
    long bytes = 0;
    for (Map.Entry<String, StoredTensor> tensor : tensors.entrySet()) {
      long added = tensor.getValue().bytes();
      if (!shard.isEmpty() && bytes + added > maxShardBytes) {
        shards.add(shard);
        shard = new LinkedHashMap<>();
        bytes = 0;
      }
      shard.put(tensor.getKey(), tensor.getValue());
      bytes += added;
    }
    shards.add(shard);
    return shards;
  }
}
