package org.temper.data.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.temper.data.JsonRecord;
import org.temper.data.LabeledCompletion;
import org.temper.data.MalformedDataException;
import org.temper.data.PromptCompletion;
import org.temper.data.TextDocuments.Separator;

class FileFormatTest {
  /** A comma, quotes, a line break, characters of two and four bytes, and what looks typed. */
  private static final List<LabeledCompletion> TABLE =
      List.of(
          labeled("Say \"hi\", please", "hi\nthere", 0.5),
          labeled("Grüße 🙂", "true", 1),
          labeled("7", "[1, 2]", -2e-3),
          labeled("{\"a\": null}", " leading and trailing ", 0));

  private static final List<String> FIELDS = List.of("prompt", "completion", "label");

  @TempDir private Path directory;

  private static LabeledCompletion labeled(String prompt, String completion, double label) {
    return new LabeledCompletion(new PromptCompletion(prompt, completion), label);
  }

  private static <T> List<T> read(Path file, Function<JsonRecord, T> decoder) {
    List<T> records = new ArrayList<>();
    FileFormat.of(file)
        .read(file, Separator.PARAGRAPHS, raw -> records.add(decoder.apply(raw.parse())));
    return records;
  }

  private static LabeledCompletion labeled(JsonRecord record) {
    assertThat(record.fields()).isEqualTo(FIELDS);
    return LabeledCompletion.of(record, PromptCompletion.Fields.DEFAULT);
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  private static String quoted(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }

  private String separated(char separator) {
    StringBuilder text = new StringBuilder(String.join("" + separator, FIELDS)).append('\n');
    for (LabeledCompletion row : TABLE) {
      text.append(quoted(row.record().prompt()))
          .append(separator)
          .append(quoted(row.record().completion()))
          .append(separator)
          .append(row.label())
          .append('\n');
    }
    return text.toString();
  }

  private String lines() {
    StringBuilder text = new StringBuilder();
    for (LabeledCompletion row : TABLE) {
      text.append(
          "{\"prompt\": %s, \"completion\": %s, \"label\": %s}\n"
              .formatted(
                  json(row.record().prompt()), json(row.record().completion()), row.label()));
    }
    return text.toString();
  }

  private static String json(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }

  private Path parquet(String query) throws SQLException {
    Path file = directory.resolve("table.parquet");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("COPY (" + query + ") TO '" + file + "' (FORMAT PARQUET)");
    }
    return file;
  }

  @Test
  void oneTableIsTheSameRecordsInAllFormats() throws IOException, SQLException {
    Path jsonl = write("table.jsonl", lines());
    Path zipped = directory.resolve("table.jsonl.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
      out.write(lines().getBytes(UTF_8));
    }
    Path csv = write("table.csv", separated(','));
    Path tsv = write("table.TSV", separated('\t'));
    Path parquet = parquet("SELECT * FROM read_json('" + jsonl + "')");
    for (Path file : List.of(jsonl, zipped, csv, tsv, parquet)) {
      assertThat(read(file, FileFormatTest::labeled)).as(file.toString()).isEqualTo(TABLE);
    }
  }

  @Test
  void listsAndStructuresOfParquetAreThoseOfLinesOfJson() throws IOException, SQLException {
    String text =
        """
        {"messages": [{"role": "user", "content": "a"}, {"role": "tool"}], "labels": [true, false]}
        {"messages": [], "labels": []}
        """;
    Path jsonl = write("nested.jsonl", text);
    Path parquet = parquet("SELECT * FROM read_json('" + jsonl + "')");
    for (Path file : List.of(jsonl, parquet)) {
      List<JsonRecord> records = read(file, record -> record);
      JsonRecord first = records.get(0);
      assertThat(first.objects("messages")).hasSize(2);
      assertThat(first.objects("messages").get(0).text("content")).isEqualTo("a");
      assertThat(first.objects("messages").get(1).fields()).containsExactly("role");
      assertThat(first.flags("labels")).containsExactly(true, false);
      assertThat(records.get(1).objects("messages")).isEmpty();
    }
  }

  @Test
  void separatedValuesAreTakenForWhatIsAsked() throws IOException {
    Path file =
        write(
            "spelled.csv",
            "flag,list,number,text,none\nTrue,\"[\"\"a\"\", \"\"b\"\"]\", 7 ,7,\nno,x,NaN,,\n");
    List<JsonRecord> records = read(file, record -> record);
    JsonRecord record = records.get(0);
    assertThat(record.flag("flag")).isTrue();
    assertThat(record.texts("list")).containsExactly("a", "b");
    assertThat(record.number("number")).isEqualTo(7);
    assertThat(record.text("text")).isEqualTo("7");
    assertThat(record.fields()).containsExactly("flag", "list", "number", "text");
    JsonRecord other = records.get(1);
    assertThatThrownBy(() -> other.flag("flag"))
        .hasMessage(file + ":3: flag: expected true or false, got string");
    assertThatThrownBy(() -> other.texts("list"))
        .hasMessage(file + ":3: list: expected a list, got string");
    assertThatThrownBy(() -> other.number("number"))
        .hasMessage(file + ":3: number: expected a number, got string");
    assertThatThrownBy(() -> other.text("text"))
        .hasMessage(file + ":3: text: expected a string, got nothing");
  }

  @Test
  void aBadRecordIsAnErrorOfItself() throws IOException {
    Path csv = write("bad.csv", "a,b\n1,2,3\n\"x\ny\",z\nlast\n");
    List<String> found = new ArrayList<>();
    FileFormat.CSV.read(
        csv,
        Separator.LINES,
        raw -> {
          try {
            found.add(raw.location() + " " + raw.parse().fields());
          } catch (MalformedDataException e) {
            found.add(e.getMessage());
          }
        });
    assertThat(found)
        .containsExactly(csv + ":2: expected 2 values, got 3", csv + ":3 [a, b]", csv + ":5 [a]");
    Path twice = write("twice.csv", "a,a\n1,2\n");
    assertThatThrownBy(() -> read(twice, record -> record))
        .hasMessage(twice + ":1: expected columns of different names, got [a, a]");
    Path none = write("none.parquet", "no Parquet");
    assertThatThrownBy(() -> read(none, record -> record))
        .isInstanceOf(MalformedDataException.class)
        .hasMessageStartingWith(none + ": expected a Parquet file, got: ");
  }

  @Test
  void bytesThatAreNoTextAreAnErrorOfTheirRecordAlone() throws IOException {
    Path file = directory.resolve("bytes.jsonl");
    Files.write(file, new byte[] {'{', '}', '\n', '"', (byte) 0xff, '"', '\n', '{', '}'});
    List<RawRecord> raw = new ArrayList<>();
    FileFormat.JSONL.read(file, Separator.LINES, raw::add);
    assertThat(raw.get(0).parse().fields()).isEmpty();
    assertThatThrownBy(() -> raw.get(1).parse())
        .hasMessage(file + ":2: expected UTF-8, got other bytes");
    assertThat(raw.get(2).parse().location()).isEqualTo(file + ":3");
  }

  @Test
  void withoutTheDriverTheLibraryIsNamed() {
    assertThatThrownBy(() -> ParquetTable.connect("jdbc:nothing:"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "Parquet: expected the library org.duckdb:duckdb_jdbc on the class path, got none");
  }
}
