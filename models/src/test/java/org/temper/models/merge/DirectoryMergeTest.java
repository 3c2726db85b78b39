package org.temper.models.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.temper.models.decoder.DecoderConfig;
import org.temper.models.decoder.DecoderConfig.Feature;
import org.temper.models.decoder.DecoderOptions;
import org.temper.models.decoder.DecoderPolicy;
import org.temper.models.decoder.RotaryConfig;
import org.temper.models.hf.GenerationDefaults;
import org.temper.models.hf.HuggingFaceCodec;
import org.temper.models.hf.LanguageModel;
import org.temper.models.hf.ModelDirectory;
import org.temper.models.hf.Provenance;
import org.temper.models.hf.SaveOptions;
import org.temper.models.hf.TinyTokenizer;
import org.temper.models.merge.methods.Average;
import org.temper.models.merge.methods.Dare;
import org.temper.models.merge.methods.ExpertWeights;
import org.temper.models.merge.methods.MergeMethod;
import org.temper.models.merge.methods.Slerp;
import org.temper.models.merge.methods.TaskArithmetic;
import org.temper.models.merge.methods.Ties;
import org.temper.models.storage.StorageType;

/** Merges of model directories, and what is wrong with some. */
class DirectoryMergeTest {
  private static final String NORM = "model.norm.weight";

  @TempDir Path directory;
  private Path base;
  private Path first;
  private Path second;
  private Path out;

  @BeforeEach
  void saveModels() throws IOException {
    base = save("base", 1, 8, SaveOptions.defaults());
    first = save("first", 2, 8, SaveOptions.defaults());
    second = save("second", 3, 8, SaveOptions.defaults().withMaxShardBytes(500));
    out = directory.resolve("out");
  }

  private Path save(String name, long seed, int width, SaveOptions options) throws IOException {
    Path tokenizer = Files.createDirectories(directory.resolve("tokenizer"));
    HuggingFaceCodec codec = TinyTokenizer.load(tokenizer);
    DecoderConfig config =
        new DecoderConfig(
            codec.vocabularySize(),
            width,
            8,
            1,
            2,
            2,
            4,
            16,
            1e-5,
            RotaryConfig.of(10_000),
            Set.of(Feature.TIED_HEAD));
    Path saved = directory.resolve(name);
    try (LanguageModel model =
        LanguageModel.of(
            DecoderPolicy.random(config, seed, DecoderOptions.defaults()),
            codec,
            GenerationDefaults.none())) {
      model.save(saved, options);
    }
    return saved;
  }

  private static Map<String, float[]> weights(Path model) throws IOException {
    Map<String, float[]> weights = new HashMap<>();
    try (LanguageModel loaded = LanguageModel.load(model, DecoderOptions.defaults())) {
      loaded
          .policy()
          .parameters()
          .asList()
          .forEach(
              parameter -> {
                NDArray array = parameter.array();
                weights.put(parameter.name(), array.toFloatArray());
              });
    }
    return weights;
  }

  private MergeReport merge(MergeMethod method, MergeOptions options) throws IOException {
    return DirectoryMerge.merge(
        method,
        new MergedDirectories(Optional.of(base), List.of(first, second)),
        out,
        options,
        MergeProgress.none());
  }

  private static Stream<MergeMethod> methods() {
    return Stream.of(
        new Average(ExpertWeights.of(1, 3)),
        TaskArithmetic.of(0.4),
        Ties.paper(0.3, 1),
        Ties.mergekit(0.3, 1),
        Dare.paper(0.5, 1, Dare.Sum.TIES, 1),
        Dare.mergekit(0.5, 1, Dare.Sum.LINEAR, 1),
        Slerp.paper(0.3),
        Slerp.mergekit(0.3));
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aMergeOfDirectoriesIsTheMergeOfTheirWeights(MergeMethod method) throws IOException {
    MergeReport report = merge(method, MergeOptions.defaults());

    FloatTensors expected =
        FloatTensors.merged(
            method,
            new FloatTensors(weights(base)),
            new FloatTensors(weights(first)),
            new FloatTensors(weights(second)));
    assertThat(report.tensors()).isEqualTo(expected.arrays().size());
    assertThat(report.taskVectors()).isPresent();
    Map<String, float[]> joined = weights(out);
    assertThat(joined).hasSameSizeAs(expected.arrays());
    expected
        .arrays()
        .forEach((name, numbers) -> assertThat(joined.get(name)).as(name).containsExactly(numbers));
  }

  @Test
  void theResultIsAWholeDirectoryWithItsRecord() throws IOException {
    merge(Ties.paper(0.5, 1), MergeOptions.defaults().withMadeBy("merge"));

    for (String name : List.of("config.json", "tokenizer.json")) {
      assertThat(out.resolve(name)).hasSameBinaryContentAs(base.resolve(name));
    }
    Provenance record = Provenance.read(out).orElseThrow();
    assertThat(record.madeBy()).isEqualTo("merge");
    assertThat(record.settings())
        .containsEntry("method", "ties")
        .containsEntry("density", "0.5")
        .containsEntry("trim.scope", "MODEL");
    assertThat(record.parents()).containsOnlyKeys("base", "expert[0]", "expert[1]");
    assertThat(record.parents().get("expert[1]").name()).isEqualTo("second");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(n -> n.contains("tmp"));
    }
  }

  @Test
  void withoutABaseTheFirstExpertGivesTheFiles() throws IOException {
    MergeReport report =
        DirectoryMerge.merge(
            Average.uniform(),
            new MergedDirectories(Optional.empty(), List.of(first, second)),
            out,
            MergeOptions.defaults(),
            MergeProgress.none());
    assertThat(report.taskVectors()).isEmpty();
    assertThat(weights(out).get(NORM)).isEqualTo(weights(first).get(NORM));
    assertThat(out.resolve("config.json")).hasSameBinaryContentAs(first.resolve("config.json"));
  }

  @Test
  void numbersStayStoredAsTheyWere() throws IOException {
    SaveOptions brain = SaveOptions.defaults().withType(StorageType.BFLOAT16);
    base = save("b", 1, 8, brain);
    first = save("f", 2, 8, brain);
    second = save("s", 3, 8, brain);
    merge(TaskArithmetic.of(1), MergeOptions.defaults().withMaxShardBytes(300));
    assertThat(ModelDirectory.storageTypes(out)).containsOnlyKeys("BF16");
    assertThat(out.resolve("model.safetensors.index.json")).exists();
    assertThat(weights(out)).hasSize(weights(base).size());

    out = directory.resolve("wide");
    merge(TaskArithmetic.of(1), MergeOptions.defaults().withStorage(StorageType.FLOAT32));
    assertThat(ModelDirectory.storageTypes(out)).containsOnlyKeys("F32");
    assertThat(Files.readString(out.resolve("config.json"))).contains("float32");
  }

  @Test
  void progressEndsWhereItWasSaidToEnd() throws IOException {
    for (MergeMethod method : methods().toList()) {
      long[] told = new long[3];
      DirectoryMerge.merge(
          method,
          new MergedDirectories(Optional.of(base), List.of(first, second)),
          directory.resolve("out " + method.hashCode()),
          MergeOptions.defaults(),
          new MergeProgress() {
            @Override
            public void start(long numbers) {
              told[0] = numbers;
            }

            @Override
            public void advance(long numbers) {
              told[1] += numbers;
            }

            @Override
            public void end() {
              told[2]++;
            }
          });
      assertThat(told[1]).as(method.toString()).isEqualTo(told[0]).isPositive();
      assertThat(told[2]).isOne();
    }
  }

  private void assertRefused(String message) throws IOException {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> merge(Ties.paper(0.5, 1), MergeOptions.defaults()))
        .withMessageContaining(message);
    assertThat(out).doesNotExist();
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(n -> n.contains("tmp"));
    }
  }

  private static void edit(Path file, Consumer<ObjectNode> change) throws IOException {
    ObjectMapper json = new ObjectMapper();
    ObjectNode object = (ObjectNode) json.readTree(file.toFile());
    change.accept(object);
    json.writeValue(file.toFile(), object);
  }

  @Test
  void aDirectoryThatIsNoModelIsNamed() throws IOException {
    second = directory.resolve("nowhere");
    assertRefused(second + ": expected a directory, got none");
    Files.createDirectory(second);
    assertRefused(second + ": expected a model's directory with a config.json, got none in it");
    Files.copy(base.resolve("config.json"), second.resolve("config.json"));
    assertRefused(second + ": expected either model.safetensors or");
  }

  @Test
  void otherShapesAreNamed() throws IOException {
    second = save("wide", 3, 16, SaveOptions.defaults());
    assertRefused("config.json: hidden_size: expected 8 as in " + base);
    edit(second.resolve("config.json"), config -> config.put("hidden_size", 8));
    assertRefused(second + ": model.embed_tokens.weight: expected shape (6, 8) as in " + base);
  }

  @Test
  void otherTensorsAreNamed() throws IOException {
    edit(
        second.resolve("model.safetensors.index.json"),
        index -> ((ObjectNode) index.path("weight_map")).remove(NORM));
    assertRefused("expected the tensors that the index claims, got a difference of [" + NORM);
  }

  @Test
  void otherTypesAreNamed() throws IOException {
    second = save("brain", 3, 8, SaveOptions.defaults().withType(StorageType.BFLOAT16));
    assertRefused(second + ": model.embed_tokens.weight: expected dtype float32 as in " + base);
  }

  @Test
  void otherVocabulariesAreNamed() throws IOException {
    edit(
        second.resolve("tokenizer.json"),
        tokenizer -> ((ObjectNode) tokenizer.path("model").path("vocab")).put("c", 3).put("a", 5));
    assertRefused("in which token a has the id 3, got 5");
  }

  @Test
  void aTokenizerOfAnotherLayoutButTheSameVocabularyWillDo() throws IOException {
    edit(second.resolve("tokenizer.json"), tokenizer -> tokenizer.putNull("truncation"));
    merge(Average.uniform(), MergeOptions.defaults());
    assertThat(out.resolve("tokenizer.json"))
        .hasSameBinaryContentAs(base.resolve("tokenizer.json"));
  }

  @Test
  void aNumberThatIsNotFiniteIsNamed() throws IOException {
    try (FileChannel file =
        FileChannel.open(first.resolve("model.safetensors"), StandardOpenOption.WRITE)) {
      ByteBuffer nan =
          ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(Float.NaN).flip();
      file.write(nan, file.size() - 4);
    }
    assertRefused(first + "/model.safetensors: ");
    assertRefused("expected finite numbers, got NaN at element");
  }

  @Test
  void aTargetThatIsNotEmptyIsLeftAlone() throws IOException {
    Files.createDirectory(out);
    Path mine = Files.writeString(out.resolve("mine.txt"), "mine");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> merge(Average.uniform(), MergeOptions.defaults()))
        .withMessage("out: expected an empty directory, got " + out);
    assertThat(mine).hasContent("mine");
    Files.delete(mine);
    merge(Average.uniform(), MergeOptions.defaults());
    assertThat(out.resolve("model.safetensors")).exists();
  }

  @Test
  void aResultThatItsTypeCannotHoldIsAnErrorAndLeavesNothing() throws IOException {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                merge(
                    TaskArithmetic.of(1e9),
                    MergeOptions.defaults().withStorage(StorageType.FLOAT16)))
        .withMessageContaining("that are finite in float16")
        .withMessageContaining("--storage");
    assertThat(out).doesNotExist();
  }

  @Test
  void aBaseIsAskedForWhereOneIsNeeded() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                DirectoryMerge.merge(
                    TaskArithmetic.of(1),
                    new MergedDirectories(Optional.empty(), List.of(first)),
                    out,
                    MergeOptions.defaults(),
                    MergeProgress.none()))
        .withMessageContaining("which task_arithmetic needs, got none; name it (--base)");
    assertThat(out).doesNotExist();
  }
}
