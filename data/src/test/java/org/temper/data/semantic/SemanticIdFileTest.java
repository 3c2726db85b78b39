package org.temper.data.semantic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.ImmutableIntArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.temper.api.semantic.SemanticIds;
import org.temper.data.MalformedDataException;

class SemanticIdFileTest {
  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = directory.resolve("items.index.json");
  }

  @Test
  void readsLettersForm() throws IOException {
    Files.writeString(file, "{\"1\": [\"<a_0>\", \"<b_7>\"], \"0\": [\"<a_80>\", \"<b_2>\"]}");
    SemanticIds ids = SemanticIdFile.read(file);
    assertThat(ids.items()).isEqualTo(2);
    assertThat(ids.path(0)).isEqualTo(ImmutableIntArray.of(80, 2));
    assertThat(ids.path(1)).isEqualTo(ImmutableIntArray.of(0, 7));
    assertThat(ids.codes(0)).isEqualTo(81);
    assertThat(ids.codes(1)).isEqualTo(8);
  }

  @Test
  void readsMiniOneRecsExtraTokens() throws IOException {
    Files.writeString(
        file,
        "{\n  \"0\": [\"<a_1>\", \"<b_1>\"],\n  \"1\": [\"<a_2>\", \"<b_1>\", \"<c_1>\"],\n"
            + "  \"2\": [\"<a_2>\", \"<b_1>\", \"<c_2>\"]\n}");
    SemanticIds ids = SemanticIdFile.read(file);
    assertThat(ids.distinct()).isTrue();
    assertThat(ids.path(0)).isEqualTo(ImmutableIntArray.of(1, 1, 0));
    assertThat(ids.path(2)).isEqualTo(ImmutableIntArray.of(2, 1, 2));
  }

  @Test
  void readsWhatItWrote() throws IOException {
    SemanticIds ids =
        SemanticIds.of(
            ImmutableIntArray.of(3, 2),
            List.of(ImmutableIntArray.of(2, 1), ImmutableIntArray.of(0, 0)));
    SemanticIdFile.write(file, ids);
    assertThat(Files.readString(file))
        .isEqualTo("{\"0\":[\"<a_2>\",\"<b_1>\"],\"1\":[\"<a_0>\",\"<b_0>\"]}");
    assertThat(SemanticIdFile.read(file)).isEqualTo(ids);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '%',
      value = {
        "{\"0\": [\"<a_1>\"; expected JSON, got",
        "{} x; expected JSON, got",
        "[]; expected an object of items",
        "{}; expected an object of items",
        "{\"1\": [\"<a_1>\"]}; expected the items 0 to 0, one for each of 1 entries, got none for 0",
        "{\"0\": [\"<a_1>\"], \"0\": [\"<a_2>\"]}; expected JSON, got: Duplicate field '0'",
        "{\"0\": \"<a_1>\"}; item 0: expected a list of tokens, got \"<a_1>\"",
        "{\"0\": []}; item 0: expected a list of tokens, got []",
        "{\"0\": [\"<b_1>\"]}; item 0, level 0: expected <a_CODE>, got \"<b_1>\"",
        "{\"0\": [\"<a_-1>\"]}; item 0, level 0: expected <a_CODE>, got \"<a_-1>\"",
        "{\"0\": [7]}; item 0, level 0: expected <a_CODE>, got 7",
      })
  void refusesWhatIsNoTable(String json, String message) throws IOException {
    Files.writeString(file, json);
    assertThatThrownBy(() -> SemanticIdFile.read(file))
        .isInstanceOf(MalformedDataException.class)
        .hasMessageStartingWith(file + ": " + message);
  }

  @Test
  void refusesPathsOfManyLengths() throws IOException {
    Files.writeString(file, "{\"0\": [\"<a_1>\"], \"1\": [\"<a_1>\", \"<b_1>\", \"<c_1>\"]}");
    assertThatThrownBy(() -> SemanticIdFile.read(file))
        .hasMessage(file + ": item 0: expected 3 tokens, as others have, or one less, got 1");
  }
}
