package org.temper.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonlReaderTest {
  private static final String TWO =
      "{\"prompt\": \"2+2=\", \"completion\": \"4\", \"source\": [1]}\n\n"
          + "{\"completion\": \"é😀\\n\", \"prompt\": \"\"}";

  @TempDir Path directory;

  @Test
  void recordsAreReadInOrderAndOtherFieldsLeftAlone() throws IOException {
    assertThat(JsonlReader.promptCompletions(write(TWO)))
        .containsExactly(new PromptCompletion("2+2=", "4"), new PromptCompletion("", "é😀\n"));
  }

  @Test
  void preferencesAreRead() throws IOException {
    Path file = write("{\"prompt\":\"p\",\"chosen\":\"c\",\"rejected\":\"r\"}\n");
    assertThat(JsonlReader.preferences(file)).containsExactly(new Preference("p", "c", "r"));
  }

  @Test
  void fieldsMayHaveOtherNames() throws IOException {
    Path file = write("{\"q\":\"p\",\"good\":\"c\",\"bad\":\"r\"}\n");
    assertThat(JsonlReader.preferences(file, new Preference.Fields("q", "good", "bad")))
        .containsExactly(new Preference("p", "c", "r"));
    assertThat(JsonlReader.promptCompletions(file, new PromptCompletion.Fields("q", "bad")))
        .containsExactly(new PromptCompletion("p", "r"));
  }

  @Test
  void fieldsMustDiffer() {
    assertThatThrownBy(() -> new Preference.Fields("a", "b", "a"))
        .hasMessage("fields: expected three different, got [a, b]");
    assertThatThrownBy(() -> new PromptCompletion.Fields("a", "a"))
        .hasMessage("completion: expected another field than a");
  }

  @Test
  void gzipIsReadWhateverTheNameOfTheFile() throws IOException {
    Path file = directory.resolve("data.bin");
    writeGzip(file, TWO);
    assertThat(JsonlReader.promptCompletions(file)).hasSize(2);
  }

  @Test
  void carriageReturnsAndAByteOrderMarkAreNoPartOfTheText() throws IOException {
    Path file = write("\uFEFF" + TWO.replace("\n", "\r\n") + "\r\n");
    assertThat(JsonlReader.promptCompletions(file)).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{\"prompt\":\"p\"} | completion: expected a string, got nothing",
        "{\"prompt\":3,\"completion\":\"\"} | prompt: expected a string, got number",
        "{\"prompt\":null,\"completion\":\"\"} | prompt: expected a string, got null",
        "{\"prompt\":[\"a\"],\"completion\":\"\"} | prompt: expected a string, got array",
        "[{\"prompt\":\"p\"}] | expected a JSON object, got array",
        "\"prompt\" | expected a JSON object, got string",
        "{\"prompt\":\"p\" | expected a JSON object, got invalid JSON: ",
        "{\"prompt\":\"p\",\"completion\":\"c\"} {} | expected a JSON object, got invalid JSON: ",
        "{\"prompt\":\"p\",\"prompt\":\"q\",\"completion\":\"c\"} | expected a JSON object, got"
            + " invalid JSON: Duplicate",
        "prompt,completion | expected a JSON object, got invalid JSON: ",
        "{\"prompt\":\"\\ud83d\",\"completion\":\"c\"} | prompt: expected whole characters, got"
            + " half of a surrogate pair"
      })
  void anErrorNamesFileLineFieldAndWhatWasExpected(String line, String problem) throws IOException {
    Path file = write("{\"prompt\":\"p\",\"completion\":\"c\"}\n\n" + line + "\n");
    assertThatThrownBy(() -> JsonlReader.promptCompletions(file))
        .isInstanceOf(MalformedDataException.class)
        .hasMessageStartingWith(file + ":3: " + problem)
        .hasMessageMatching("(?s)[^\n]*")
        .satisfies(
            e -> {
              assertThat(((MalformedDataException) e).line()).isEqualTo(3);
              assertThat(((MalformedDataException) e).file()).isEqualTo(file.toString());
            });
  }

  @Test
  void aFileWithoutRecordsIsAnError() throws IOException {
    for (String text : new String[] {"", "\n \n"}) {
      Path file = write(text);
      assertThatThrownBy(() -> JsonlReader.promptCompletions(file))
          .isInstanceOf(MalformedDataException.class)
          .hasMessage(file + ": expected at least one record, got none");
    }
  }

  @Test
  void aMissingFileIsAnError() {
    Path file = directory.resolve("none.jsonl");
    assertThatThrownBy(() -> JsonlReader.preferences(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("file: expected an existing file, got " + file);
    assertThatThrownBy(() -> JsonlReader.preferences(directory))
        .hasMessage("file: expected an existing file, got " + directory);
  }

  @Test
  void bytesThatAreNotUtf8AreAnErrorOfTheirLine() throws IOException {
    Path file = directory.resolve("latin.jsonl");
    String text =
        "{\"prompt\":\"p\",\"completion\":\"c\"}\n{\"prompt\":\"é\",\"completion\":\"c\"}";
    Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> JsonlReader.promptCompletions(file))
        .isInstanceOf(MalformedDataException.class)
        .hasMessage(file + ":2: expected UTF-8, got other bytes");
  }

  @Test
  void aGzipFileThatIsCutOffIsAnError() throws IOException {
    Path file = directory.resolve("cut.jsonl.gz");
    writeGzip(file, TWO.repeat(100).replace("}{", "}\n{"));
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 9));
    assertThatThrownBy(() -> JsonlReader.promptCompletions(file))
        .isInstanceOf(MalformedDataException.class)
        .hasMessageContaining("expected a whole gzip file, got one that is cut off");
  }

  @Test
  void aGzipFileThatIsDamagedIsAnError() throws IOException {
    Path file = directory.resolve("damaged.jsonl.gz");
    writeGzip(file, TWO);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 6] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(() -> JsonlReader.promptCompletions(file))
        .isInstanceOf(MalformedDataException.class)
        .hasMessageContaining("expected a gzip file, got one that is damaged");
  }

  private Path write(String text) throws IOException {
    return Files.writeString(directory.resolve("data.jsonl"), text);
  }

  private static void writeGzip(Path file, String text) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
