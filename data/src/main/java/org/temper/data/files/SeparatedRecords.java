package org.temper.data.files;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.temper.api.Excerpt;
import org.temper.data.JsonRecord;
import org.temper.data.MalformedDataException;
import org.temper.data.TextLines;
import org.temper.data.files.DelimitedText.NextRow;
import org.temper.data.files.DelimitedText.Quoting;

/**
 * A reader of records from separated values. A value that holds nothing is a field that the record
 * does not have.
 */
final class SeparatedRecords {
  private final Path file;
  private final Predicate<RawRecord> consumer;
  private List<String> columns = List.of();

  private SeparatedRecords(Path file, Predicate<RawRecord> consumer) {
    this.file = file;
    this.consumer = consumer;
  }

  static void read(Path file, char separator, Predicate<RawRecord> consumer) {
    SeparatedRecords records = new SeparatedRecords(file, consumer);
    DelimitedText.read(file, separator, Quoting.DOUBLE_QUOTES, records::accept);
  }

  private NextRow accept(long line, List<String> row) {
    if (columns.isEmpty()) {
      columns = names(line, row);
      return NextRow.WANTED;
    }
    long bytes = row.stream().mapToLong(value -> value.length() + 1L).sum();
    return consumer.test(new RawRecord(file + ":" + line, bytes, () -> parse(line, row)))
        ? NextRow.WANTED
        : NextRow.NOT_WANTED;
  }

  private List<String> names(long line, List<String> row) {
    List<String> names = row.stream().map(String::strip).toList();
    if (names.stream().anyMatch(TextLines::isMalformed)) {
      throw new MalformedDataException(file, line, TextLines.NOT_UTF_8);
    }
    if (names.stream().distinct().count() < names.size()) {
      throw new MalformedDataException(
          file, line, "expected columns of different names, got " + Excerpt.ofAll(names));
    }
    return names;
  }

  private JsonRecord parse(long line, List<String> row) {
    if (row.size() > columns.size()) {
      throw new MalformedDataException(
          file, line, "expected " + columns.size() + " values, got " + row.size());
    }
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < row.size(); i++) {
      String value = row.get(i);
      if (TextLines.isMalformed(value)) {
        throw new MalformedDataException(file, line, columns.get(i) + ": " + TextLines.NOT_UTF_8);
      }
      if (!value.isEmpty()) {
        node.put(columns.get(i), value);
      }
    }
    return JsonRecord.of(file, line, node, JsonRecord.Values.SPELLED);
  }
}
