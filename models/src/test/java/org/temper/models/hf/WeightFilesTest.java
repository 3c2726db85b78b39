package org.temper.models.hf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.temper.data.JsonFile;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderConfig.Feature;
import org.temper.models.decoder.RotaryConfig;
import org.temper.models.storage.StorageType;

/** Weights as they are found in the field: what was found and what to do is said in one line. */
class WeightFilesTest {
  private static final DecoderConfig TIED = config(Set.of(Feature.TIED_HEAD));
  private static final DecoderConfig UNTIED = config(Set.of());
  private static final String HEAD = "lm_head.weight";
  private static final String EMBEDDING = "model.embed_tokens.weight";
  private static final String POINTER =
      """
      version https://git-lfs.github.com/spec/v1
      oid sha256:5d2a6a4b7f0e9b3b6b3f7f6c1e0a2d4c8b9e7f6a5d4c3b2a1908f7e6d5c4b3a2
      size 269060552
      """;

  @TempDir Path folder;
  @AutoClose private final NDManager manager = NDManager.newBaseManager(Device.cpu());

  @ParameterizedTest
  @ValueSource(strings = {"model.safetensors", "model-00002-of-00003.safetensors"})
  void aPointerOfGitLfsIsNamed(String file) throws IOException {
    write(TIED, FormulaWeights.of(TIED, manager), file.equals("model.safetensors") ? 1 : 3);
    Files.writeString(folder.resolve(file), POINTER);

    assertRefused(TIED)
        .hasMessage(
            folder.resolve(file)
                + ": expected the file itself, got a Git LFS pointer to it; run git lfs pull");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "_orig_mod.            | torch.compile  | model._orig_mod",
        "module.               | DataParallel   | model.module",
        "base_model.model.     | PEFT           | merge_and_unload()",
        "_fsdp_wrapped_module. | FSDP           | full state dict",
        "policy.               | something else | without it",
      })
  void aForeignPrefixIsNamedWithWhatToDo(String prefix, String maker, String remedy)
      throws IOException {
    write(TIED, renamed(name -> prefix + name), 1);

    assertRefused(TIED)
        .hasMessageContaining("expected names such as " + EMBEDDING + ", got " + prefix + EMBEDDING)
        .hasMessageContaining("'" + prefix + "' is of " + maker)
        .hasMessageContaining(remedy)
        .hasMessageNotContaining("model.norm");
  }

  @Test
  void aPrefixInsideTheNamesIsFoundToo() throws IOException {
    write(TIED, renamed(name -> name.replace("layers.1.", "layers.1._orig_mod.")), 1);
    assertRefused(TIED).hasMessageContaining("'_orig_mod.' is of torch.compile");

    write(TIED, renamed(name -> name.replace("q_proj.", "q_proj.base_layer.")), 1);
    assertRefused(TIED)
        .hasMessageContaining("'base_layer.' is of PEFT")
        .hasMessageContaining("merge_and_unload()");
  }

  @Test
  void adaptersAreNamed() throws IOException {
    Map<String, NDArray> weights = FormulaWeights.of(TIED, manager);
    weights.put("model.layers.0.self_attn.q_proj.lora_A.weight", manager.ones(new Shape(2, 8)));
    write(TIED, weights, 1);

    assertRefused(TIED)
        .hasMessageContaining("got model.layers.0.self_attn.q_proj.lora_A.weight")
        .hasMessageContaining("merge_and_unload()");
  }

  @Test
  void namesOfADecoderWithoutItsHeadAreNamed() throws IOException {
    write(TIED, renamed(name -> name.substring("model.".length())), 1);

    assertRefused(TIED)
        .hasMessageContaining("expected names such as " + EMBEDDING + ", got embed_tokens.weight")
        .hasMessageContaining("ForCausalLM");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void anIndexMayListATiedHeadThatNoShardHolds(int shards) throws IOException {
    Map<String, NDArray> weights = FormulaWeights.of(TIED, manager);
    write(TIED, weights, 3);
    index(map -> map.put(HEAD, "model-0000" + shards + "-of-00003.safetensors"));

    assertThat(read(TIED).get(EMBEDDING).contentEquals(weights.get(EMBEDDING))).isTrue();
    assertThat(ModelIdentity.of(folder).files()).hasSize(4);
    assertThat(ModelDirectory.storageTypes(folder)).containsOnlyKeys("F32");
  }

  @Test
  void anIndexMayLeaveOutATiedHeadThatAShardHolds() throws IOException {
    Map<String, NDArray> weights = FormulaWeights.of(TIED, manager);
    weights.put(HEAD, weights.get(EMBEDDING).duplicate());
    write(TIED, weights, 3);
    index(map -> map.remove(HEAD));

    assertThat(read(TIED)).doesNotContainKey(HEAD);
  }

  @Test
  void ofATiedPairTheHeadAloneMayBeStored() throws IOException {
    Map<String, NDArray> weights = FormulaWeights.of(TIED, manager);
    NDArray embedding = weights.remove(EMBEDDING);
    weights.put(HEAD, embedding);
    write(TIED, weights, 1);

    Map<String, NDArray> loaded = read(TIED);
    assertThat(loaded.keySet()).containsExactlyElementsOf(TIED.parameterShapes().keySet());
    assertThat(loaded.get(EMBEDDING).contentEquals(embedding)).isTrue();
  }

  @Test
  void anIndexThatListsAnotherTensorThanItsShardHoldsIsAnError() throws IOException {
    write(TIED, FormulaWeights.of(TIED, manager), 3);
    index(map -> map.put("model.layers.0.mlp.up_proj.bias", "model-00001-of-00003.safetensors"));

    assertRefused(TIED)
        .hasMessageContaining("model-00001-of-00003.safetensors: expected the tensors that ")
        .hasMessageContaining("[model.layers.0.mlp.up_proj.bias]")
        .hasMessageContaining("of one save");
  }

  @Test
  void anUntiedHeadThatIsMissingIsNamedWithWhatToDo() throws IOException {
    write(UNTIED, FormulaWeights.of(TIED, manager), 1);

    assertRefused(UNTIED).hasMessageContaining(HEAD).hasMessageContaining("tie_word_embeddings");
  }

  @Test
  void missingShardsAreAllNamed() throws IOException {
    write(TIED, FormulaWeights.of(TIED, manager), 3);
    Files.delete(folder.resolve("model-00001-of-00003.safetensors"));
    Files.delete(folder.resolve("model-00003-of-00003.safetensors"));

    assertRefused(TIED)
        .hasMessage(
            folder.resolve("model.safetensors.index.json")
                + ": expected its 3 files, got none of the names"
                + " [model-00001-of-00003.safetensors, model-00003-of-00003.safetensors];"
                + " fetch them to the same directory");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pytorch_model.bin", "consolidated.00.pth", "model.gguf", "tf_model.h5"})
  void weightsOfAnotherFormatAreNamed(String file) throws IOException {
    write(TIED, FormulaWeights.of(TIED, manager), 1);
    Files.move(folder.resolve("model.safetensors"), folder.resolve(file));

    assertRefused(TIED)
        .hasMessageContaining("expected either model.safetensors or model.safetensors.index.json")
        .hasMessageContaining("got " + file)
        .hasMessageContaining("save_pretrained");
  }

  @Test
  void anAdapterInPlaceOfAModelIsNamed() throws IOException {
    Files.writeString(folder.resolve("adapter_config.json"), "{}");
    Files.writeString(folder.resolve("adapter_model.safetensors"), "");

    assertThatThrownBy(() -> ModelDirectory.open(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("config.json: expected a file, got none")
        .hasMessageContaining("adapter")
        .hasMessageContaining("merge_and_unload()");
  }

  @Test
  void manyNamesAreShortened() throws IOException {
    DecoderConfig deep =
        new DecoderConfig(
            16, 8, 12, 40, 4, 2, 2, 32, 1e-5, RotaryConfig.of(10_000), Set.of(Feature.TIED_HEAD));
    write(deep, renamed(FormulaWeights.of(deep, manager), name -> name.replace("mlp", "MLP")), 1);

    assertRefused(deep).hasMessageContaining("… 116 more]");
  }

  private AbstractThrowableAssert<?, ? extends Throwable> assertRefused(DecoderConfig config) {
    try (NDManager reading = manager.newSubManager()) {
      AbstractThrowableAssert<?, ? extends Throwable> thrown =
          assertThatThrownBy(() -> WeightReader.read(folder, config, reading))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageStartingWith(folder.toString())
              .satisfies(
                  error ->
                      assertThat(error.getMessage().replace(folder.toString(), "/models/smol"))
                          .hasSizeLessThanOrEqualTo(300)
                          .doesNotContain("\n"));
      assertThat(reading.getManagedArrays()).isEmpty();
      return thrown;
    }
  }

  private Map<String, NDArray> read(DecoderConfig config) throws IOException {
    return WeightReader.read(folder, config, manager);
  }

  private Map<String, NDArray> renamed(UnaryOperator<String> change) {
    return renamed(FormulaWeights.of(TIED, manager), change);
  }

  private static Map<String, NDArray> renamed(
      Map<String, NDArray> weights, UnaryOperator<String> change) {
    Map<String, NDArray> renamed = new LinkedHashMap<>();
    weights.forEach((name, array) -> renamed.put(change.apply(name), array));
    return renamed;
  }

  /** Writes the config and the weights in as many shards of equal numbers of tensors. */
  private void write(DecoderConfig config, Map<String, NDArray> weights, int shards)
      throws IOException {
    Files.writeString(
        folder.resolve("config.json"),
        "{\"model_type\": \"llama\", \"vocab_size\": 16, \"hidden_size\": 8,"
            + " \"intermediate_size\": 12, \"num_hidden_layers\": %d, \"num_attention_heads\": 4,"
                .formatted(config.layers())
            + " \"num_key_value_heads\": 2, \"max_position_embeddings\": 32,"
            + " \"rms_norm_eps\": 1e-5}");
    if (shards == 1) {
      SafetensorsWriter.write(folder.resolve("model.safetensors"), weights, StorageType.FLOAT32);
      return;
    }
    ObjectNode map = JsonObjects.create();
    Map<String, Map<String, NDArray>> files = new LinkedHashMap<>();
    int tensor = 0;
    for (Map.Entry<String, NDArray> weight : weights.entrySet()) {
      String file =
          "model-%05d-of-%05d.safetensors"
              .formatted(1 + tensor++ * shards / weights.size(), shards);
      files
          .computeIfAbsent(file, key -> new LinkedHashMap<>())
          .put(weight.getKey(), weight.getValue());
      map.put(weight.getKey(), file);
    }
    for (Map.Entry<String, Map<String, NDArray>> file : files.entrySet()) {
      SafetensorsWriter.write(folder.resolve(file.getKey()), file.getValue(), StorageType.FLOAT32);
    }
    ObjectNode index = JsonObjects.create();
    index.set("weight_map", map);
    JsonObjects.write(folder.resolve("model.safetensors.index.json"), index);
  }

  private interface MapChange {
    void apply(ObjectNode map);
  }

  private void index(MapChange change) throws IOException {
    Path file = folder.resolve("model.safetensors.index.json");
    ObjectNode index = JsonFile.read(file);
    change.apply((ObjectNode) index.get("weight_map"));
    JsonObjects.write(file, index);
  }

  private static DecoderConfig config(Set<Feature> features) {
    return new DecoderConfig(16, 8, 12, 2, 4, 2, 2, 32, 1e-5, RotaryConfig.of(10_000), features);
  }
}
