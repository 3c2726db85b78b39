package org.temper.models.hf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderConfig.Feature;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.decoder.DecoderPolicy;
import org.temper.models.decoder.RotaryConfig;
import org.temper.models.hf.Provenance.Parent;
import org.temper.models.kernel.GradientMode;
import org.temper.models.storage.StorageType;

/** What a directory is, and what made it. */
class ProvenanceTest {
  @TempDir Path directory;
  private Path base;

  @BeforeEach
  void saveAModel() throws IOException {
    Path tokenizer = Files.createDirectory(directory.resolve("tokenizer"));
    HuggingFaceCodec codec = TinyTokenizer.load(tokenizer);
    DecoderConfig config =
        new DecoderConfig(
            codec.vocabularySize(),
            8,
            8,
            1,
            2,
            2,
            4,
            16,
            1e-5,
            RotaryConfig.of(10_000),
            Set.of(Feature.TIED_HEAD));
    base = directory.resolve("base");
    try (LanguageModel model =
        LanguageModel.of(
            DecoderPolicy.random(config, 1, DecoderOptions.defaults()),
            codec,
            GenerationDefaults.none())) {
      assertThat(model.origin()).isEmpty();
      model.save(
          base,
          SaveOptions.defaults()
              .withProvenance(Provenance.of("pretrain", Map.of("--beta", "0.1"))));
    }
  }

  private static LanguageModel load(Path from) throws IOException {
    return LanguageModel.load(from, DecoderOptions.defaults());
  }

  private static Provenance read(Path from) throws IOException {
    return Provenance.read(from).orElseThrow();
  }

  private static void train(LanguageModel model) {
    try (GradientMode off = GradientMode.off()) {
      NDArray array = model.policy().parameters().asList().get(0).array();
      array.addi(1);
    }
  }

  @Test
  void aModelsRecordSaysWhatMadeIt() throws IOException {
    Provenance record = read(base);
    assertThat(record.madeBy()).isEqualTo("pretrain");
    assertThat(record.settings()).containsExactly(Map.entry("--beta", "0.1"));
    assertThat(record.versions())
        .containsOnlyKeys("temper", "djl", "libtorch")
        .containsEntry("temper", "development");
    assertThat(record.contents()).isEqualTo(ModelIdentity.of(base).parts());
    assertThat(record.parents()).isEmpty();
  }

  @Test
  void aModelThatIsSavedUnchangedKeepsItsRecord() throws IOException {
    Path copy = directory.resolve("copy");
    try (LanguageModel model = load(base)) {
      model.save(copy);
    }
    assertThat(read(copy)).isEqualTo(read(base));
    assertThat(copy.resolve("provenance.json"))
        .hasSameBinaryContentAs(base.resolve("provenance.json"));
  }

  @Test
  void aModelThatWasTrainedNamesItsBaseWithItsRecord() throws IOException {
    Path trained = directory.resolve("trained");
    try (LanguageModel model = load(base)) {
      train(model);
      model.save(trained);
    }
    Provenance record = read(trained);
    assertThat(record.madeBy()).isEqualTo("LanguageModel.save");
    assertThat(record.contents().get("weights")).isNotEqualTo(read(base).contents().get("weights"));
    assertThat(record.parents())
        .containsExactly(
            Map.entry("base", new Parent("base", read(base).contents(), Provenance.read(base))));
  }

  @Test
  void parentsChain() throws IOException {
    Path tuned = directory.resolve("tuned");
    Path data = Files.writeString(directory.resolve("data.jsonl"), "{}");
    try (LanguageModel model = load(base)) {
      train(model);
      model.save(
          tuned,
          SaveOptions.defaults()
              .withType(StorageType.BFLOAT16)
              .withProvenance(
                  Provenance.of("sft", Map.of())
                      .withParent("base", model.origin().orElseThrow())
                      .withParent("data", Parent.ofFile(data))));
    }
    try (LanguageRewardModel judge =
        LanguageRewardModel.begin(tuned, 1, DecoderOptions.defaults())) {
      judge.save(directory.resolve("judge"));
    }
    Provenance sft =
        read(directory.resolve("judge")).parents().get("base").provenance().orElseThrow();
    assertThat(sft).isEqualTo(read(tuned));
    assertThat(sft.parents().get("data").name()).isEqualTo("data.jsonl");
    assertThat(sft.parents().get("data").contents()).containsOnlyKeys("file");
    assertThat(sft.parents().get("base").provenance()).isEqualTo(Provenance.read(base));
  }

  @Test
  void aRecordThatIsNotOursIsNamedWhenReadAndDoesNotKeepTheModelFromLoading() throws IOException {
    Path file = base.resolve("provenance.json");
    Files.writeString(file, "{\"author\":\"someone\"}");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Provenance.read(base))
        .withMessageStartingWith(file.toString());
    try (LanguageModel model = load(base)) {
      assertThat(model.origin().orElseThrow().provenance()).isEmpty();
    }
    Files.delete(file);
    assertThat(Provenance.read(base)).isEmpty();
  }

  @Test
  void anIdentityIsOfContentsWhereverTheyLie() throws IOException {
    Map<String, String> parts = ModelIdentity.of(base).parts();
    assertThat(parts).containsOnlyKeys("config", "tokenizer", "weights");
    Files.move(base, directory.resolve("moved"));
    assertThat(ModelIdentity.of(directory.resolve("moved")).parts()).isEqualTo(parts);
  }

  @Test
  void eachPartIsKnownApart() throws IOException {
    Map<String, String> parts = ModelIdentity.of(base).parts();
    Files.writeString(base.resolve("chat_template.jinja"), "{{ messages }}");
    Files.writeString(base.resolve("README.md"), "of no effect");
    Map<String, String> changed = new HashMap<>(parts);
    changed.put("template", ModelIdentity.of(base).parts().get("template"));
    assertThat(ModelIdentity.of(base).parts()).isEqualTo(changed);
    Path tokenizer = base.resolve("tokenizer.json");
    Files.writeString(tokenizer, Files.readString(tokenizer) + "\n");
    assertThat(ModelIdentity.of(base).parts().get("tokenizer"))
        .isNotEqualTo(parts.get("tokenizer"));
    assertThat(ModelIdentity.of(base).parts().get("weights")).isEqualTo(parts.get("weights"));
    byte[] weights = Files.readAllBytes(base.resolve("model.safetensors"));
    weights[weights.length - 1] ^= 1;
    Files.write(base.resolve("model.safetensors"), weights);
    assertThat(ModelIdentity.of(base).parts().get("weights")).isNotEqualTo(parts.get("weights"));
  }

  @Test
  void shardsAreHashedToo() throws IOException {
    Path sharded = directory.resolve("sharded");
    try (LanguageModel model = load(base)) {
      model.save(sharded, SaveOptions.defaults().withMaxShardBytes(1000));
    }
    assertThat(ModelIdentity.of(sharded).files().keySet())
        .contains("model-00001-of-00003.safetensors", "model-00003-of-00003.safetensors");
  }
}
