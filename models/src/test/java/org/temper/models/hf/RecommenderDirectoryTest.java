package org.temper.models.hf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.Device;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.temper.data.JsonFile;
import org.temper.models.recommender.HstuConfig;
import org.temper.models.recommender.RecommenderConfig;
import org.temper.models.recommender.RecommenderOptions;
import org.temper.models.recommender.RecommenderPolicy;
import org.temper.models.recommender.SasRecConfig;
import org.temper.models.recommender.TimeSignal;

class RecommenderDirectoryTest {
  private static final RecommenderOptions OPTIONS =
      RecommenderOptions.on(Device.fromName(System.getProperty("temper.device", "cpu")));
  private static final List<String> ITEMS =
      IntStream.range(0, 7).mapToObj(item -> "tt" + item).toList();

  @TempDir Path directory;

  static List<RecommenderConfig> configs() {
    return List.of(
        new SasRecConfig(7, 8, 2, 2, 5),
        HstuConfig.of(7, 8, 2, 1, 5).withTime(TimeSignal.NONE),
        new HstuConfig(7, 6, 1, 2, 4, 3, 5, TimeSignal.TARGET, 0.1));
  }

  @ParameterizedTest
  @MethodSource("configs")
  void loadsWhatItSaved(RecommenderConfig config) throws IOException {
    Path target = directory.resolve("model");
    try (RecommenderPolicy policy = RecommenderPolicy.random(config, 3, OPTIONS)) {
      new RecommenderDirectory(policy, ITEMS).save(target);
      new RecommenderDirectory(policy, ITEMS).save(target);
      RecommenderDirectory loaded = RecommenderDirectory.load(target, OPTIONS);
      try (RecommenderPolicy copy = loaded.policy()) {
        assertThat(loaded.items()).isEqualTo(ITEMS);
        assertThat(copy.config()).isEqualTo(config);
        policy
            .weights()
            .forEach(
                (name, array) ->
                    assertThat(copy.parameters().get(name).array().toFloatArray())
                        .as(name)
                        .containsExactly(array.toFloatArray()));
      }
    }
    assertThat(directory).isDirectoryContaining(path -> path.endsWith("model"));
  }

  @ParameterizedTest
  @MethodSource("configs")
  void goesOnWithAnotherCatalog(RecommenderConfig config) {
    try (RecommenderPolicy policy = RecommenderPolicy.random(config, 3, OPTIONS)) {
      RecommenderDirectory before = new RecommenderDirectory(policy, ITEMS);
      List<String> catalog = List.of("new", "tt6", "tt0", "tt1", "tt2", "tt3", "tt4", "newer");
      try (RecommenderPolicy wider = before.withItems(catalog, 5).policy()) {
        assertThat(wider.config()).isEqualTo(config.withItems(8));
        float[] known = policy.weights().get(RecommenderPolicy.ITEM_TABLE).toFloatArray();
        float[] now = wider.weights().get(RecommenderPolicy.ITEM_TABLE).toFloatArray();
        int width = config.width();
        assertThat(Arrays.copyOfRange(now, width, 2 * width))
            .containsExactly(Arrays.copyOfRange(known, 6 * width, 7 * width));
        assertThat(Arrays.copyOfRange(now, 2 * width, 7 * width))
            .containsExactly(Arrays.copyOf(known, 5 * width));
        assertThat(Arrays.copyOf(now, width))
            .isNotEqualTo(Arrays.copyOfRange(now, 7 * width, 8 * width));
        policy
            .weights()
            .forEach(
                (name, array) -> {
                  if (!name.equals(RecommenderPolicy.ITEM_TABLE)) {
                    assertThat(wider.parameters().get(name).array().toFloatArray())
                        .as(name)
                        .containsExactly(array.toFloatArray());
                  }
                });
        assertThatIllegalArgumentException()
            .isThrownBy(() -> before.withItems(List.of("tt1", "tt1"), 5))
            .withMessageContaining("items: expected different names");
      }
    }
  }

  @Test
  void itsRecordSaysWhatMadeItAndWhatItWas() throws IOException {
    Path target = directory.resolve("model");
    Provenance made = Provenance.of("recommend hstu", Map.of("--seed", "3"));
    try (RecommenderPolicy policy = RecommenderPolicy.random(configs().get(0), 3, OPTIONS)) {
      RecommenderDirectory recommender = new RecommenderDirectory(policy, ITEMS);
      recommender.save(target, SaveOptions.defaults().withProvenance(made));
      Provenance read = Provenance.read(target).orElseThrow();
      assertThat(read.madeBy()).isEqualTo("recommend hstu");
      assertThat(read.settings()).containsExactly(Map.entry("--seed", "3"));
      assertThat(read.contents())
          .isEqualTo(ModelIdentity.of(target).parts())
          .containsOnlyKeys("config", "items", "weights");
      recommender.save(target);
      assertThat(Provenance.read(target).orElseThrow().madeBy())
          .isEqualTo("RecommenderDirectory.save");
    }
  }

  @Test
  void anExportIsOneFileThatReplacesAnother() throws IOException {
    Path file = Files.writeString(directory.resolve("model.pt"), "another");
    try (RecommenderPolicy policy = RecommenderPolicy.random(configs().get(1), 3, OPTIONS)) {
      new RecommenderDirectory(policy, ITEMS).exportTorchScript(file);
    }
    assertThat(file).isNotEmptyFile();
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    Path target = directory.resolve("model");
    try (RecommenderPolicy policy = RecommenderPolicy.random(configs().get(2), 3, OPTIONS)) {
      RecommenderDirectory recommender = new RecommenderDirectory(policy, ITEMS);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new RecommenderDirectory(policy, ITEMS.subList(1, 7)))
          .withMessage("items: expected 7 names, one for each item, got 6");
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> new RecommenderDirectory(policy, List.of("a", "b", "c", "d", "e", "f", "a")))
          .withMessage("items: expected different names of one line, got 'a'");
      Files.createDirectory(target);
      Files.writeString(target.resolve("notes.txt"), "mine");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> recommender.save(target))
          .withMessageContaining("notes.txt");
      Files.delete(target.resolve("notes.txt"));
      recommender.save(target);
    }
    assertFails(target, "model_type", "bert", "model_type");
    assertFails(target, "time", "never", "time");
    assertFails(target, "layers", -1, "layers");
    assertFails(target, "layers", 2, "layers.1.projection.weight");
    assertFails(target, "experts", 8, "experts");
    Files.writeString(target.resolve("items.txt"), "a\nb\n");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecommenderDirectory.load(target, OPTIONS))
        .withMessageContaining("items.txt: expected 7 lines");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecommenderDirectory.load(directory.resolve("none"), OPTIONS))
        .withMessageContaining("expected a directory");
  }

  private static void assertFails(Path target, String key, Object value, String culprit)
      throws IOException {
    Path config = target.resolve("config.json");
    String before = Files.readString(config);
    ObjectNode changed = JsonFile.read(config);
    changed.putPOJO(key, value);
    Files.writeString(config, JsonObjects.pretty(changed));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecommenderDirectory.load(target, OPTIONS))
        .withMessageContaining(culprit);
    Files.writeString(config, before);
  }
}
