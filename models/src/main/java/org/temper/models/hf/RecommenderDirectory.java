package org.temper.models.hf;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.primitives.ImmutableIntArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.temper.api.Excerpt;
import org.temper.data.JsonFile;
import org.temper.data.TextLines;
import org.temper.models.hf.WeightReader.Expected;
import org.temper.models.kernel.GradientMode;
import org.temper.models.kernel.PyTorch;
import org.temper.models.recommender.HstuConfig;
import org.temper.models.recommender.RecommenderConfig;
import org.temper.models.recommender.RecommenderOptions;
import org.temper.models.recommender.RecommenderPolicy;
import org.temper.models.recommender.RecommenderScript;
import org.temper.models.recommender.SasRecConfig;
import org.temper.models.recommender.TimeSignal;
import org.temper.models.storage.ReplacedDirectory;
import org.temper.models.storage.ReplacedFile;

/**
 * A recommender on disk: {@code config.json}, weights as safetensors, and {@code items.txt}, the
 * catalog's names, one a line, in the order of the ids, and the {@link Provenance}. A prior is not
 * saved: it belongs to the day.
 *
 * @param policy the recommender
 * @param items the names of the items by id
 */
public record RecommenderDirectory(RecommenderPolicy policy, List<String> items) {
  private static final String CONFIG = "config.json";
  static final String ITEMS = "items.txt";

  /** Checks the catalog. */
  public RecommenderDirectory {
    items = List.copyOf(items);
    checkArgument(
        items.size() == policy.vocabularySize(),
        "items: expected %s names, one for each item, got %s",
        policy.vocabularySize(),
        items.size());
    Set<String> seen = new HashSet<>();
    for (String item : items) {
      checkArgument(
          seen.add(item) && item.lines().count() == 1,
          "items: expected different names of one line, got '%s'",
          Excerpt.of(item));
    }
  }

  /**
   * Saves the recommender as it is now. One that is there already is replaced, whole or not at all.
   *
   * @param directory where to; absent, empty, or such a directory
   * @throws IllegalArgumentException if the directory holds other files
   * @throws IOException if a file cannot be written; the directory is then as it was
   */
  public void save(Path directory) throws IOException {
    save(directory, SaveOptions.defaults());
  }

  /**
   * The same with options.
   *
   * @param directory where to; absent, empty, or such a directory
   * @param options how weights are stored, and the record of what made the recommender; without one
   *     it states the versions alone
   * @throws IllegalArgumentException if the directory holds other files, or a weight is beyond what
   *     the options' type holds; nothing is written then
   * @throws IOException if a file cannot be written; the directory is then as it was
   */
  public void save(Path directory, SaveOptions options) throws IOException {
    try (GradientMode off = GradientMode.off()) {
      SafetensorsWriter.checkStorable(policy.weights(), options.type());
      ReplacedDirectory.write(
          directory,
          RecommenderDirectory::isOurs,
          temporary -> {
            WeightWriter.write(
                temporary, policy.weights(), options.type(), options.maxShardBytes());
            Files.write(temporary.resolve(ITEMS), items);
            JsonObjects.write(temporary.resolve(CONFIG), describe(policy.config()));
            options
                .provenance()
                .orElseGet(() -> Provenance.of("RecommenderDirectory.save", Map.of()))
                .withContents(ModelIdentity.of(temporary).parts())
                .write(temporary);
          });
    }
  }

  /**
   * A recommender for another catalog that goes on from this one, as {@link
   * RecommenderPolicy#withCatalog} says: items are known by their names.
   *
   * @param catalog the names of the new catalog's items, in the order of their ids there; what is
   *     not among them is forgotten
   * @param seed decides the vectors of new items
   * @return the recommender, its policy trainable and to be closed by the caller
   * @throws IllegalArgumentException if there are fewer than two names, or two are the same
   */
  public RecommenderDirectory withItems(List<String> catalog, long seed) {
    Map<String, Integer> known = new HashMap<>();
    for (int item = 0; item < items.size(); item++) {
      known.put(items.get(item), item);
    }
    ImmutableIntArray sources =
        ImmutableIntArray.copyOf(catalog.stream().mapToInt(name -> known.getOrDefault(name, -1)));
    RecommenderPolicy wider = policy.withCatalog(sources, seed);
    try {
      return new RecommenderDirectory(wider, catalog);
    } catch (RuntimeException e) {
      wider.close();
      throw e;
    }
  }

  /**
   * Writes the recommender as TorchScript, as {@link RecommenderScript} says. One that is there
   * already is replaced, whole or not at all. Ids are in the order of {@link #items}.
   *
   * @param file the file
   * @throws IOException if it cannot be written
   * @throws IllegalStateException if what was written does not say what the recommender says
   */
  public void exportTorchScript(Path file) throws IOException {
    ReplacedFile.write(file, temporary -> RecommenderScript.write(policy, temporary));
  }

  private static boolean isOurs(String name) {
    return name.equals(CONFIG)
        || name.equals(ITEMS)
        || name.equals(Provenance.FILE)
        || ModelFiles.isWeights(name);
  }

  /**
   * Loads a recommender.
   *
   * @param directory what {@link #save} wrote
   * @param options how it runs
   * @return the recommender, its policy to be closed by the caller
   * @throws IllegalArgumentException if a file is missing or malformed; the message names it
   * @throws IOException if a file cannot be read
   */
  public static RecommenderDirectory load(Path directory, RecommenderOptions options)
      throws IOException {
    checkArgument(Files.isDirectory(directory), "%s: expected a directory, got none", directory);
    Path configFile = directory.resolve(CONFIG);
    RecommenderConfig config =
        parse(new JsonFields(configFile.toString(), JsonFile.read(configFile)));
    Path itemsFile = directory.resolve(ITEMS);
    checkArgument(Files.isRegularFile(itemsFile), "%s: expected a file, got none", itemsFile);
    List<String> items = new ArrayList<>();
    TextLines.read(itemsFile, line -> items.add(line.text()));
    checkArgument(
        items.size() == config.items(),
        "%s: expected %s lines, one for each item, got %s",
        itemsFile,
        config.items(),
        items.size());
    try (NDManager manager = PyTorch.manager(options.device())) {
      return new RecommenderDirectory(
          RecommenderPolicy.create(
              config, WeightReader.read(directory, Expected.of(config), manager), options),
          items);
    }
  }

  private static ObjectNode describe(RecommenderConfig config) {
    ObjectNode json = JsonObjects.create();
    json.put("model_type", config instanceof HstuConfig ? "hstu" : "sasrec");
    json.put("items", config.items());
    json.put("width", config.width());
    json.put("layers", config.layers());
    json.put("heads", config.heads());
    json.put("max_length", config.maxLength());
    if (config instanceof HstuConfig hstu) {
      json.put("linear_width", hstu.linearWidth());
      json.put("attention_width", hstu.attentionWidth());
      json.put("time", hstu.time().name().toLowerCase(Locale.ROOT));
      json.put("temperature", hstu.temperature());
    }
    return json;
  }

  private static RecommenderConfig parse(JsonFields json) {
    String type = json.requiredString("model_type");
    json.check(type.equals("hstu") || type.equals("sasrec"), "model_type", "hstu or sasrec", type);
    int items = json.requiredInt("items");
    int width = json.requiredInt("width");
    int layers = json.requiredInt("layers");
    int heads = json.requiredInt("heads");
    int maxLength = json.requiredInt("max_length");
    RecommenderConfig config =
        type.equals("sasrec")
            ? new SasRecConfig(items, width, layers, heads, maxLength)
            : new HstuConfig(
                items,
                width,
                layers,
                heads,
                json.requiredInt("linear_width"),
                json.requiredInt("attention_width"),
                maxLength,
                time(json),
                json.requiredNumber("temperature"));
    json.rejectUnread(Set.of());
    return config;
  }

  private static TimeSignal time(JsonFields json) {
    String name = json.requiredString("time");
    for (TimeSignal signal : TimeSignal.values()) {
      if (signal.name().toLowerCase(Locale.ROOT).equals(name)) {
        return signal;
      }
    }
    throw json.missing("time", "none, past or target");
  }
}
