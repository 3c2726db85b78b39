package org.temper.models.hf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.temper.data.JsonFile;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderConfig.Feature;
import org.temper.models.decoder.RotaryConfig;
import org.temper.models.storage.ReplacedDirectory;
import org.temper.models.storage.ReplacedFile;
import org.temper.models.storage.StorageType;

class ModelDirectoryTest {
  private static final DecoderConfig TIED = config(Set.of(Feature.TIED_HEAD));

  @TempDir Path folder;
  private NDManager manager;
  private HuggingFaceCodec codec;
  private Path target;

  @BeforeEach
  void open() throws IOException {
    manager = NDManager.newBaseManager(Device.cpu());
    Path tokenizer = Files.createDirectory(folder.resolve("tokenizer"));
    Files.writeString(tokenizer.resolve("tokenizer_config.json"), "{\"eos_token\": \"</s>\"}");
    codec = TinyTokenizer.load(tokenizer);
    target = folder.resolve("model");
  }

  @AfterEach
  void close() {
    codec.close();
    manager.close();
  }

  @ParameterizedTest
  @EnumSource(Feature.class)
  void whatIsSavedIsLoadedBitForBit(Feature feature) throws IOException {
    DecoderConfig config = config(Set.of(feature));
    Map<String, NDArray> weights = FormulaWeights.of(config, manager);

    save(config, weights, SaveOptions.defaults());

    ModelDirectory loaded = ModelDirectory.open(target);
    assertThat(loaded.config()).isEqualTo(config);
    assertEqual(loaded.weights(manager), weights);
    try (HuggingFaceCodec loadedCodec = loaded.codec()) {
      assertThat(loadedCodec.encodePrompt("a b")).containsExactly(1, 3, 4);
      assertThat(loadedCodec.endTokens()).containsExactly(2L);
    }
  }

  @Test
  void weightsAboveTheLimitAreSharded() throws IOException {
    Map<String, NDArray> weights = FormulaWeights.of(TIED, manager);

    save(TIED, weights, SaveOptions.defaults().withMaxShardBytes(1_000));

    assertThat(target.resolve("model.safetensors.index.json")).exists();
    assertThat(target.resolve("model.safetensors")).doesNotExist();
    try (Stream<Path> files = Files.list(target)) {
      assertThat(files.filter(file -> file.toString().endsWith(".safetensors")))
          .hasSizeGreaterThan(3);
    }
    assertEqual(ModelDirectory.open(target).weights(manager), weights);
  }

  @Test
  void savingAgainReplacesTheModelThatWasThere() throws IOException {
    save(TIED, FormulaWeights.of(TIED, manager), SaveOptions.defaults().withMaxShardBytes(1_000));
    Map<String, NDArray> others = new LinkedHashMap<>(FormulaWeights.of(TIED, manager));
    others.replaceAll((name, array) -> array.mul(2));

    save(TIED, others, SaveOptions.defaults());

    assertThat(target.resolve("model.safetensors.index.json")).doesNotExist();
    assertEqual(ModelDirectory.open(target).weights(manager), others);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void savingLeavesForeignFilesAlone() throws IOException {
    Files.createDirectory(target);
    Files.writeString(target.resolve("notes.txt"), "keep");

    assertThatThrownBy(() -> save(TIED, FormulaWeights.of(TIED, manager), SaveOptions.defaults()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("directory: expected ")
        .hasMessageEndingWith(
            " to be absent, empty or a model directory, got other files in it: [notes.txt]");
    try (Stream<Path> files = Files.list(target)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void keysThatTheModelCameWithAreKept() throws IOException {
    save(TIED, FormulaWeights.of(TIED, manager), SaveOptions.defaults());
    ObjectNode config = JsonFile.read(target.resolve("config.json"));
    config.put("initializer_range", 0.125).put("dtype", "float16").remove("torch_dtype");
    Files.writeString(target.resolve("config.json"), config.toString());
    Files.writeString(
        target.resolve("generation_config.json"), "{\"num_beams\": 4, \"top_k\": 20}");
    ModelDirectory loaded = ModelDirectory.open(target);

    loaded
        .files()
        .save(
            folder.resolve("again"),
            loaded.weights(manager),
            codec,
            SaveOptions.defaults().withType(StorageType.BFLOAT16));

    ObjectNode saved = JsonFile.read(folder.resolve("again").resolve("config.json"));
    assertThat(saved).isEqualTo(config.put("dtype", "bfloat16"));
    assertThat(JsonFile.read(folder.resolve("again").resolve("generation_config.json")))
        .isEqualTo(JsonFile.parse("", "{\"num_beams\": 4, \"top_k\": 20}"));
  }

  @ParameterizedTest
  @CsvSource({
    "70000, FLOAT16",
    "-65520, FLOAT16",
    "3.4e38, BFLOAT16",
    "Infinity, FLOAT32",
    "NaN, FLOAT32",
    "NaN, FLOAT16"
  })
  void numbersThatTheStorageTypeDoesNotHoldAreRefusedBeforeAnythingIsWritten(
      float number, StorageType type) throws IOException {
    Map<String, NDArray> weights = FormulaWeights.of(TIED, manager);
    save(TIED, weights, SaveOptions.defaults());
    List<Path> before = files();
    byte[] stored = Files.readAllBytes(target.resolve("model.safetensors"));
    weights.get("model.layers.1.mlp.up_proj.weight").set(new NDIndex("2, 3"), number);

    assertThatThrownBy(() -> save(TIED, weights, SaveOptions.defaults().withType(type)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("model.layers.1.mlp.up_proj.weight")
        .hasMessageContaining("got " + number);
    assertThat(files()).isEqualTo(before);
    assertThat(target.resolve("model.safetensors")).hasBinaryContent(stored);
    assertThatThrownBy(
            () -> SafetensorsWriter.write(folder.resolve("new.safetensors"), weights, type))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void theLargestNumbersOfAStorageTypeAreSaved() throws IOException {
    Map<String, NDArray> weights = FormulaWeights.of(TIED, manager);
    weights.get("model.norm.weight").set(new NDIndex("3"), 65_519f);

    save(TIED, weights, SaveOptions.defaults().withType(StorageType.FLOAT16));

    assertThat(ModelDirectory.open(target).weights(manager).get("model.norm.weight").getFloat(3))
        .isEqualTo(65_504f);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.sorted().toList();
    }
  }

  @Test
  void missingTensorsAreNamed() throws IOException {
    Map<String, NDArray> weights = FormulaWeights.of(TIED, manager);
    weights.remove("model.norm.weight");

    assertRejected(weights, ": expected tensors [model.norm.weight], got none of these names");
  }

  @Test
  void unexpectedTensorsAreNamed() throws IOException {
    Map<String, NDArray> weights = FormulaWeights.of(TIED, manager);
    weights.put("model.layers.0.self_attn.q_proj.bias", manager.ones(new Shape(8)));

    assertRejected(weights, "got also [model.layers.0.self_attn.q_proj.bias]");
  }

  @Test
  void misshapenTensorsAreNamed() throws IOException {
    Map<String, NDArray> weights = FormulaWeights.of(TIED, manager);
    weights.put("model.norm.weight", manager.ones(new Shape(9)));

    assertRejected(weights, ": model.norm.weight: expected shape (8), got (9)");
  }

  @Test
  void aTiedHeadMayBeThereIfItEqualsTheEmbedding() throws IOException {
    Map<String, NDArray> weights = FormulaWeights.of(TIED, manager);
    NDArray embedding = weights.values().iterator().next();
    weights.put("lm_head.weight", embedding.duplicate());
    weights.put("model.layers.0.self_attn.rotary_emb.inv_freq", manager.ones(new Shape(1)));
    save(TIED, weights, SaveOptions.defaults());

    assertThat(ModelDirectory.open(target).weights(manager).keySet())
        .containsExactlyElementsOf(TIED.parameterShapes().keySet());

    weights.put("lm_head.weight", embedding.add(1));
    assertRejected(weights, ": lm_head.weight: expected the numbers of model.embed_tokens.weight");
  }

  @Test
  void aFailedReadLeavesNoArrays() throws IOException {
    save(TIED, FormulaWeights.of(TIED, manager), SaveOptions.defaults());
    // The last array in the file is the final norm, of 8 numbers.
    Path file = target.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putFloat(bytes.length - 8 * Float.BYTES, Float.NaN);
    Files.write(file, bytes);
    try (NDManager reading = manager.newSubManager()) {
      assertThatThrownBy(() -> ModelDirectory.open(target).weights(reading))
          .hasMessageEndingWith("model.norm.weight: expected finite numbers, got NaN at element 0");
      assertThat(reading.getManagedArrays()).isEmpty();
    }
  }

  @Test
  void anIndexMustTellTheTruth() throws IOException {
    save(TIED, FormulaWeights.of(TIED, manager), SaveOptions.defaults().withMaxShardBytes(1_000));
    Path index = target.resolve("model.safetensors.index.json");
    String truth = Files.readString(index);

    Files.writeString(index, truth.replace("\"model.norm.weight\"", "\"model.norm.bias\""));
    assertThatThrownBy(() -> ModelDirectory.open(target).weights(manager))
        .hasMessageContaining("expected the tensors that the index claims, got a difference of ");

    Files.writeString(index, truth.replace("model-00001-of", "../model-00001-of"));
    assertThatThrownBy(() -> ModelDirectory.open(target).weights(manager))
        .hasMessageContaining("weight_map: expected the name of a safetensors file for ");

    Files.writeString(index, truth.replace("model-00001-of", "model-00009-of"));
    assertThatThrownBy(() -> ModelDirectory.open(target).weights(manager))
        .hasMessageContaining("model-00009-of-")
        .hasMessageEndingWith("; fetch them to the same directory");
  }

  @Test
  void savingToALinkWritesThroughItAndEmptiesNothing() throws IOException {
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Files.createSymbolicLink(target, elsewhere);
    Map<String, NDArray> weights = FormulaWeights.of(TIED, manager);
    save(TIED, weights, SaveOptions.defaults());
    save(TIED, weights, SaveOptions.defaults());
    assertThat(target).isSymbolicLink();
    assertEqual(ModelDirectory.open(elsewhere).weights(manager), weights);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("tokenizer", "model", "elsewhere");
    }
  }

  @Test
  void savingToALinkToNothingIsRefused() throws IOException {
    Files.createSymbolicLink(target, folder.resolve("nothing"));
    assertThatThrownBy(() -> save(TIED, FormulaWeights.of(TIED, manager), SaveOptions.defaults()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a link to nothing");
    assertThat(target).isSymbolicLink();
  }

  @Test
  void aDirectoryWithoutWeightsIsAnError() throws IOException {
    save(TIED, FormulaWeights.of(TIED, manager), SaveOptions.defaults());
    Files.delete(target.resolve("model.safetensors"));

    assertThatThrownBy(() -> ModelDirectory.open(target).weights(manager))
        .hasMessageEndingWith(
            ": expected either model.safetensors or model.safetensors.index.json, got none");
  }

  @Test
  void aTokenizerWithMoreIdsThanTheModelIsAnError() throws IOException {
    save(TIED, FormulaWeights.of(TIED, manager), SaveOptions.defaults());
    Path file = target.resolve("config.json");
    Files.writeString(
        file, Files.readString(file).replaceAll("\"vocab_size\" : \\d+", "\"vocab_size\" : 5"));

    assertThatThrownBy(() -> ModelDirectory.open(target).codec())
        .hasMessageEndingWith(
            ": tokenizer.json: expected ids below the vocab_size of config.json (5), got 5");
  }

  @Test
  void anEndTokenBeyondTheModelsIdsIsAnError() throws IOException {
    save(TIED, FormulaWeights.of(TIED, manager), SaveOptions.defaults());
    Files.writeString(target.resolve("generation_config.json"), "{\"eos_token_id\": [2, 16]}");

    assertThatThrownBy(() -> ModelDirectory.open(target).codec())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(target + ": eos_token_id of config.json or generation_config.json")
        .hasMessageEndingWith("expected ids below the vocab_size (16), got 16");
  }

  @Test
  void noModelTypeHasBothBiasesAndNorms() {
    DecoderConfig config = config(Set.of(Feature.QUERY_KEY_VALUE_BIAS, Feature.QUERY_KEY_NORM));

    assertThatThrownBy(() -> ModelFiles.describing(config, codec, GenerationDefaults.none()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("config: expected at most one of ");
  }

  @Test
  @Tag("shared")
  void stories260KIsSavedAsItWasLoaded() throws IOException {
    Path shared = Path.of(System.getProperty("temper.shared", "")).resolve("models/stories260K");
    assumeThat(shared).exists();
    ModelDirectory loaded = ModelDirectory.open(shared);
    Map<String, NDArray> weights = loaded.weights(manager);

    try (HuggingFaceCodec stories = loaded.codec()) {
      loaded.files().save(target, weights, stories, SaveOptions.defaults());
    }

    assertThat(loaded.config().parameterCount()).isEqualTo(260_032);
    assertEqual(ModelDirectory.open(target).weights(manager), weights);
    assertThat(target.resolve("tokenizer.json"))
        .hasSameBinaryContentAs(shared.resolve("tokenizer.json"));
  }

  private static DecoderConfig config(Set<Feature> features) {
    return new DecoderConfig(16, 8, 12, 2, 4, 2, 2, 32, 1e-5, RotaryConfig.of(10_000), features);
  }

  private void save(DecoderConfig config, Map<String, NDArray> weights, SaveOptions options)
      throws IOException {
    ModelFiles.describing(config, codec, GenerationDefaults.none())
        .save(target, weights, codec, options);
  }

  private void assertRejected(Map<String, NDArray> weights, String message) throws IOException {
    save(TIED, weights, SaveOptions.defaults());

    assertThatThrownBy(() -> ModelDirectory.open(target).weights(manager))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(target.toString())
        .hasMessageContaining(message);
  }

  private static void assertEqual(Map<String, NDArray> actual, Map<String, NDArray> expected) {
    assertThat(actual.keySet()).containsExactlyElementsOf(expected.keySet());
    Iterator<NDArray> arrays = actual.values().iterator();
    expected.forEach(
        (name, array) -> assertThat(arrays.next().contentEquals(array)).as(name).isTrue());
  }

  /** Runs delete what has such a name in their directory when they start: see AtomicFiles. */
  @Test
  void aSaveThatIsKilledLeavesATemporaryName() throws IOException {
    List<String> names = new ArrayList<>();
    ReplacedDirectory.write(
        folder.resolve("model"),
        name -> true,
        temporary -> {
          names.add(temporary.getFileName().toString());
          ReplacedFile.write(
              temporary.resolve("a"),
              file -> names.add(Files.writeString(file, "").getFileName().toString()));
        });
    assertThat(names).hasSize(2).allSatisfy(name -> assertThat(name).matches("\\..+\\.temper-tmp"));
  }
}
