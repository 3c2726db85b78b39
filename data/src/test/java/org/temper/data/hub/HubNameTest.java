package org.temper.data.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is a name of a repository, and what is none. */
class HubNameTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "org/name | org/name | - | -",
        "HuggingFaceTB/SmolLM2-135M-Instruct@main | HuggingFaceTB/SmolLM2-135M-Instruct | main | -",
        "a/b@refs/pr/1 | a/b | refs/pr/1 | -",
        "a/b:data/train-*.parquet | a/b | - | data/train-*.parquet",
        "a/b.c_d@v1.0:x.csv | a/b.c_d | v1.0 | x.csv",
      })
  void namesHaveUpToThreeParts(String text, String repository, String revision, String path) {
    HubName name = HubName.parse(text);
    assertThat(name.repository()).isEqualTo(repository);
    assertThat(name.revision().orElse(null)).isEqualTo(revision);
    assertThat(name.path().orElse(null)).isEqualTo(path);
    assertThat(name).hasToString(text);
    assertThat(HubName.isModel(text)).isEqualTo(path == null);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "name",
        "a/b/c",
        "./model",
        "../model",
        "/tmp/model",
        "a/-b",
        "a/b.",
        "a--b/c",
        "a/b..c",
        "a/b.git",
        "a b/c",
        "a/b@",
        "a/b:",
        "a\\b",
        "C:/b",
      })
  void otherTextsAreNone(String text) {
    assertThat(HubName.isModel(text)).isFalse();
    assertThatThrownBy(() -> HubName.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("name: expected ORG/NAME");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a/b@../x | revision",
        "a/b@/x | revision",
        "a/b:../x | path",
        "a/b:x/../../y | path",
        "a/b:/x | path",
        "a/b:x\\y | path",
        "a/b:x:y | path",
      })
  void nothingLeadsElsewhere(String text, String part) {
    assertThatThrownBy(() -> HubName.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(part + ": expected a name within the repository, got");
  }

  @Test
  void aSnapshotIsNamedByItsPath() {
    String commit = "0123456789".repeat(4);
    Path snapshot = Path.of("/c/hub/models--org--a-b.c/snapshots", commit);
    assertThat(HubSnapshot.nameOf(snapshot)).contains("org/a-b.c@" + commit);
    assertThat(HubSnapshot.nameOf(Path.of("/c/datasets--o--n/snapshots", commit, "data/x.csv")))
        .contains("o/n@" + commit + ":data/x.csv");
    assertThat(HubSnapshot.nameOf(snapshot.resolveSibling("main"))).isEmpty();
    assertThat(HubSnapshot.nameOf(Path.of("out/model"))).isEmpty();
  }
}
