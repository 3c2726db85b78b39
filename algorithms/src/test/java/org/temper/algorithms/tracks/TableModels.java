package org.temper.algorithms.tracks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.temper.api.ContentHash;
import org.temper.api.Policy;
import org.temper.samplers.Sampler;
import org.temper.samplers.SamplingConfig;
import org.temper.testkit.tables.TablePolicy;

/** Tables of logits as the models of tracks, each in a file of text. */
final class TableModels implements TrackModels {
  static final int VOCABULARY = 5;
  private static final String FILE = "table.txt";

  /** Saves a random table as what tracks start from. */
  static Path start(Path directory) throws IOException {
    try (TablePolicy policy = TablePolicy.random(VOCABULARY, 3)) {
      return write(directory.resolve("start"), policy);
    }
  }

  /** Saves a table as a start. */
  static Path write(Path directory, TablePolicy policy) throws IOException {
    save(directory, policy);
    return directory;
  }

  static float[] read(Path directory) throws IOException {
    List<String> numbers = Splitter.on(' ').splitToList(Files.readString(directory.resolve(FILE)));
    float[] table = new float[numbers.size()];
    for (int i = 0; i < table.length; i++) {
      table[i] = Float.parseFloat(numbers.get(i));
    }
    return table;
  }

  private static void save(Path directory, Policy policy) throws IOException {
    Files.createDirectories(directory);
    float[] table = policy.parameters().asList().get(0).array().toFloatArray();
    StringBuilder text = new StringBuilder();
    for (float number : table) {
      text.append(text.isEmpty() ? "" : " ").append(number);
    }
    Files.writeString(directory.resolve(FILE), text);
  }

  @Override
  public TrackModel open(Path directory) throws IOException {
    float[] flat = read(directory);
    float[][] logits = new float[VOCABULARY][];
    for (int row = 0; row < VOCABULARY; row++) {
      logits[row] = Arrays.copyOfRange(flat, row * VOCABULARY, (row + 1) * VOCABULARY);
    }
    TablePolicy policy = TablePolicy.of(logits);
    return new TrackModel() {
      @Override
      public Sampler sampler() {
        return Sampler.of(
            policy, SamplingConfig.defaults().withMaxNewTokens(3).withStopTokens(Set.of(4L)));
      }

      @Override
      public void save(Path to, Map<String, String> identity) throws IOException {
        TableModels.save(to, policy);
      }

      @Override
      public void close() {
        policy.close();
      }
    };
  }

  @Override
  public Map<String, String> contents(Path directory) throws IOException {
    return Map.of(
        "weights",
        new ContentHash().add(Files.readString(directory.resolve(FILE), UTF_8)).digits());
  }
}
