package org.temper.data.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.temper.data.TextDocuments.Separator;

class DataFilesTest {
  @TempDir private Path directory;

  private Path write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static List<String> locations(DataFiles files) {
    List<String> locations = new ArrayList<>();
    files.read(Separator.LINES, record -> locations.add(record.location()));
    return locations;
  }

  @Test
  void aFileIsReadWhateverItsName() throws IOException {
    Path file = write("story", "one\ntwo\n");
    DataFiles files = DataFiles.of(file);
    assertThat(files.holdRecords()).isFalse();
    assertThat(locations(files)).containsExactly(file + ": document 1", file + ": document 2");
  }

  @Test
  void aDirectorysFilesAreReadByName() throws IOException {
    Path second = write("b.csv", "prompt,completion\nx,y\n");
    Path first = write("a.jsonl", "{}\n\n{}\n");
    write(".hidden", "");
    write("_SUCCESS", "");
    write("sub/c.jsonl", "{}\n");
    DataFiles files = DataFiles.of(directory);
    assertThat(files.files()).containsExactly(first, second);
    assertThat(files.holdRecords()).isTrue();
    assertThat(files.bytes()).isEqualTo(Files.size(first) + Files.size(second));
    assertThat(locations(files)).containsExactly(first + ":1", first + ":3", second + ":2");
  }

  @Test
  void aPatternIsResolved() throws IOException {
    Path b = write("train-1.jsonl", "{}");
    Path a = write("train-0.jsonl", "{}");
    write("test-0.jsonl", "{}");
    Path deep = write("one/two/train-2.jsonl", "{}");
    assertThat(DataFiles.of(directory.resolve("train-*.jsonl")).files()).containsExactly(a, b);
    assertThat(DataFiles.of(directory.resolve("**/train-*.jsonl")).files()).containsExactly(deep);
    assertThat(DataFiles.of(directory.resolve("train-[1].jsonl")).files()).containsExactly(b);
  }

  @Test
  void theFirstRecordIsAskedAndNoOther() throws IOException {
    write("0.jsonl", "\n");
    write("a.jsonl", "{\"one\": 1}\nno JSON\n");
    write("b.csv", "two\n2\n\"never ended");
    DataFiles all = DataFiles.of(directory);
    assertThat(all.firstIs(record -> record.fields().contains("one"))).isTrue();
    assertThat(all.firstIs(record -> record.fields().contains("two"))).isFalse();
    DataFiles table = DataFiles.of(directory.resolve("b.csv"));
    assertThat(table.firstIs(record -> record.fields().contains("two"))).isTrue();
    assertThat(DataFiles.of(directory.resolve("0.jsonl")).firstIs(record -> true)).isFalse();
    assertThat(DataFiles.of(write("text", "a")).firstIs(record -> true)).isFalse();
  }

  @Test
  void allIsReadIntoMemoryOrNothing() throws IOException {
    write("a.jsonl", "{\"p\": \"1\"}\n");
    Path table = write("b.csv", "p\n2\n3\n");
    DataFiles files = DataFiles.of(directory);
    assertThat(files.readAll(Separator.LINES, record -> record.text("p")))
        .containsExactly("1", "2", "3");
    assertThatThrownBy(() -> files.readAll(Separator.LINES, record -> record.text("q")))
        .hasMessageContaining("a.jsonl:1: q: expected a string, got nothing");
    Files.writeString(table, "p\n");
    assertThatThrownBy(() -> DataFiles.of(table).readAll(Separator.LINES, record -> record))
        .hasMessage(table + ": expected at least one record, got none");
    Path text = write("c", "\n");
    assertThatThrownBy(() -> DataFiles.of(text).readAll(Separator.LINES, record -> record))
        .hasMessage(text + ": expected at least one document, got none");
  }

  @Test
  void whatIsNotThereOrNotKnownIsAnError() throws IOException {
    Path missing = directory.resolve("missing.jsonl");
    assertThatThrownBy(() -> DataFiles.of(missing))
        .hasMessage("file: expected an existing file, got " + missing);
    Path pattern = directory.resolve("*.jsonl");
    String suffixes =
        ".jsonl, .jsonl.gz, .ndjson, .ndjson.gz, .csv, .csv.gz, .tsv, .tsv.gz, .parquet, .txt,"
            + " .txt.gz";
    assertThatThrownBy(() -> DataFiles.of(pattern))
        .hasMessage(
            pattern + ": expected files whose names end in one of " + suffixes + ", got none");
    Path broken = directory.resolve("[a");
    assertThatThrownBy(() -> DataFiles.of(broken))
        .hasMessage("file: expected an existing file or a pattern, got " + broken);
    write("a.jsonl", "{}");
    Path readme = write("README.md", "");
    assertThatThrownBy(() -> DataFiles.of(directory))
        .hasMessage(
            readme
                + ": expected a name that ends in one of "
                + suffixes
                + "; a pattern such as "
                + pattern
                + " leaves others out");
    Files.delete(readme);
    Path text = write("b.txt", "b");
    assertThatThrownBy(() -> DataFiles.of(directory))
        .hasMessage(
            text
                + ": expected records, as "
                + directory.resolve("a.jsonl")
                + " is, got plain text");
  }
}
