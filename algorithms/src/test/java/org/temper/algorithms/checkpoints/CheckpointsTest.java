package org.temper.algorithms.checkpoints;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.temper.algorithms.checkpoints.Retention.Direction;
import org.temper.api.Stateful;

class CheckpointsTest {
  @TempDir Path out;
  @AutoClose private NDManager manager;
  private Checkpoints checkpoints;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager();
    checkpoints = Checkpoints.in(out);
  }

  private Map<String, Stateful> parts(float value) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    arrays.put("b.weight", manager.full(new Shape(2, 3), value));
    arrays.put("a.step", manager.create(17L));
    return Map.of("policy", () -> arrays);
  }

  private static NDArray array(Map<String, Stateful> parts, String name) {
    return requireNonNull(requireNonNull(parts.get("policy")).state().get(name));
  }

  private static Checkpoint at(long update, Map<String, Double> evaluation) {
    return new Checkpoint(update, Map.of("beta", "0.1"), evaluation);
  }

  private List<Long> updates() {
    return checkpoints.all().stream().map(Checkpoint::update).toList();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(out.resolve("checkpoints"))) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void whatIsRestoredIsWhatWasSaved() {
    Checkpoint saved = at(3, Map.of("loss", 0.1 + 0.2, "empty", Double.NaN));
    checkpoints.save(saved, parts(0.1f));
    Map<String, Stateful> parts = parts(9);
    assertThat(checkpoints.newest()).contains(saved);
    checkpoints.restore(checkpoints.newest().orElseThrow(), parts);
    assertThat(array(parts, "b.weight").toFloatArray()).containsOnly(0.1f);
    assertThat(array(parts, "a.step").getLong()).isEqualTo(17);
  }

  @Test
  void djlReadsTheArrayFiles() throws IOException {
    Path place = checkpoints.save(at(3, Map.of()), parts(2));
    try (InputStream in = Files.newInputStream(place.resolve("policy.ndlist"))) {
      assertThat(NDList.decode(manager, in))
          .extracting(NDArray::getName)
          .containsExactly("b.weight", "a.step");
    }
  }

  @Test
  void savingLeavesTheArraysOfTheirOwnerAlone() {
    Map<String, Stateful> parts = parts(2);
    NDArray weight = array(parts, "b.weight");
    weight.setRequiresGradient(true);
    int before = manager.getManagedArrays().size();
    checkpoints.save(at(3, Map.of()), parts);
    assertThat(weight.getName()).isNull();
    assertThat(weight.hasGradient()).isTrue();
    assertThat(manager.getManagedArrays()).hasSize(before);
    checkpoints.restore(at(3, Map.of()), parts);
    assertThat(weight.hasGradient()).isTrue();
    assertThat(manager.getManagedArrays()).hasSize(before);
  }

  @Test
  void aManifestThatCannotBeReadIsNamedAndStays() throws IOException {
    Path manifest = checkpoints.save(at(5, Map.of()), parts(5)).resolve("checkpoint.json");
    String json = Files.readString(manifest);
    for (String other :
        List.of(
            json.replace("\"version\" : 2", "\"version\" : 1"),
            json.replace("\"version\" : 2", "\"since\" : 2"),
            json.replace("\"update\" : 5", "\"update\" : 6"),
            json.substring(0, 20),
            "[]",
            "")) {
      Files.writeString(manifest, other);
      assertThatIllegalArgumentException()
          .isThrownBy(checkpoints::newest)
          .withMessageStartingWith(manifest + ": expected a ");
      checkpoints.clean();
      assertThatIllegalArgumentException().isThrownBy(() -> checkpoints.retain(Retention.last(1)));
      assertThat(manifest).hasContent(other);
    }
  }

  @Test
  void aDamagedFileIsNamed() throws IOException {
    Path file = checkpoints.save(at(5, Map.of()), parts(5)).resolve("policy.ndlist");
    byte[] bytes = Files.readAllBytes(file);
    byte[] flipped = bytes.clone();
    flipped[bytes.length - 1] ^= 1;
    for (byte[] damaged : List.of(flipped, Arrays.copyOf(bytes, bytes.length - 1))) {
      Files.write(file, damaged);
      Map<String, Stateful> parts = parts(9);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> checkpoints.restore(at(5, Map.of()), parts))
          .withMessageStartingWith(file + ": expected the ");
      assertThat(array(parts, "b.weight").toFloatArray()).containsOnly(9);
    }
    Files.delete(file);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> checkpoints.restore(at(5, Map.of()), parts(9)))
        .withMessageContaining("got no file");
  }

  @Test
  void halfWrittenCheckpointsAreCleanedAndForeignFoldersStay() throws IOException {
    checkpoints.save(at(1, Map.of()), parts(1));
    Files.createDirectories(out.resolve("checkpoints/.tmp-update-00000002"));
    Files.writeString(out.resolve("checkpoints/.tmp-update-00000002/policy.ndlist"), "half");
    Files.createDirectories(out.resolve("checkpoints/.deleted-update-00000000"));
    Files.createDirectories(out.resolve("checkpoints/update-00000003"));
    assertThat(updates()).containsExactly(1L);
    checkpoints.clean();
    assertThat(names()).containsExactly("update-00000001", "update-00000003");
  }

  @Test
  void deletingFollowsNoLinks() throws IOException {
    Path elsewhere = Files.createDirectories(out.resolve("elsewhere"));
    Path kept = Files.writeString(elsewhere.resolve("kept.txt"), "mine");
    Files.createDirectories(out.resolve("checkpoints"));
    Files.createSymbolicLink(out.resolve("checkpoints/.tmp-update-00000002"), elsewhere);
    checkpoints.clean();
    assertThat(kept).exists();
    assertThat(names()).isEmpty();
  }

  @Test
  void aPartsNameLeadsOutOfNoDirectory() {
    for (String name : List.of("../../pwned", "a/b", "", ".hidden", "con", "x".repeat(200))) {
      Map<String, Stateful> parts = Map.of(name, parts(1).values().iterator().next());
      assertThatIllegalArgumentException()
          .isThrownBy(() -> checkpoints.save(at(1, Map.of()), parts))
          .withMessageStartingWith("parts: expected a name fit for a file");
    }
    assertThat(out.resolve("checkpoints")).doesNotExist();
  }

  @Test
  void filesOfOthersAreNotCleaned() throws IOException {
    Files.createDirectories(out.resolve("checkpoints/mine"));
    checkpoints.clean();
    assertThat(names()).containsExactly("mine");
  }

  @Test
  void savingAnUpdateAgainReplacesIt() throws IOException {
    checkpoints.save(at(1, Map.of()), parts(1));
    checkpoints.save(at(1, Map.of()), parts(5));
    Map<String, Stateful> parts = parts(0);
    checkpoints.restore(at(1, Map.of()), parts);
    assertThat(array(parts, "b.weight").toFloatArray()).containsOnly(5);
    assertThat(names()).containsExactly("update-00000001");
  }

  @Test
  void theLastAreKept() throws IOException {
    for (int update = 1; update <= 4; update++) {
      checkpoints.save(at(update, Map.of()), parts(update));
    }
    checkpoints.retain(Retention.last(2));
    assertThat(names()).containsExactly("update-00000003", "update-00000004");
  }

  @Test
  void theBestIsKeptBesideTheLast() {
    double[] losses = {3, 1, Double.NaN, 2, 1, 4};
    for (int i = 0; i < losses.length; i++) {
      checkpoints.save(at(i, Map.of("loss", losses[i])), parts(i));
    }
    assertThat(checkpoints.best(new Retention.Best("loss", Direction.MIN)))
        .map(Checkpoint::update)
        .contains(1L);
    assertThat(checkpoints.best(new Retention.Best("other", Direction.MIN))).isEmpty();
    checkpoints.retain(Retention.last(1).andBest("loss", Direction.MIN));
    assertThat(updates()).containsExactly(1L, 5L);
    checkpoints.retain(Retention.last(1).andBest("loss", Direction.MAX));
    assertThat(updates()).containsExactly(5L);
  }

  @Test
  void deletingAllLeavesWhatIsNotOurs() throws IOException {
    checkpoints.save(at(1, Map.of()), parts(1));
    Path place = checkpoints.path(at(1, Map.of()));
    Path other = Files.writeString(place.resolveSibling("notes.txt"), "mine");
    checkpoints.deleteAll();
    assertThat(place).doesNotExist();
    assertThat(other).exists();
    Files.delete(other);
    checkpoints.deleteAll();
    assertThat(other.getParent()).doesNotExist();
    checkpoints.deleteAll();
  }

  @Test
  void restoringIntoOtherPartsOrShapesRefuses() {
    checkpoints.save(at(1, Map.of()), parts(1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> checkpoints.restore(at(1, Map.of()), Map.of()))
        .withMessageStartingWith("parts: expected those of [policy.ndlist]");
    NDArray other = manager.zeros(new Shape(2));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                checkpoints.restore(
                    at(1, Map.of()),
                    Map.of("policy", () -> Map.of("b.weight", other, "a.step", other))))
        .withMessageStartingWith(
            "values[b.weight]: expected float32 of (2), got float32 of (2, 3)");
  }

  @Test
  void restoringWhatIsNotThereRefuses() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> checkpoints.restore(at(1, Map.of()), parts(0)))
        .withMessageStartingWith("checkpoint: expected a complete one in ");
  }
}
