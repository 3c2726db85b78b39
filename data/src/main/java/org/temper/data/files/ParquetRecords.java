package org.temper.data.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.util.function.Predicate;
import org.temper.data.JsonRecord;
import org.temper.data.TextLines;

/**
 * A reader of records from Parquet. What is null is a field that the record does not have, at any
 * depth: all rows have all columns, where lines of JSON have what they need.
 */
final class ParquetRecords {
  private ParquetRecords() {}

  static void read(Path file, Predicate<RawRecord> consumer) {
    ParquetTable.query(
        file,
        (statement, table) -> {
          ParquetTable.types(file, statement, table);
          String query = "SELECT CAST(to_json(t) AS VARCHAR) FROM " + table + " AS t";
          try (ResultSet rows = statement.executeQuery(query)) {
            boolean wanted = true;
            for (long row = 1; wanted && rows.next(); row++) {
              TextLines.Line line = new TextLines.Line(file, row, rows.getString(1));
              wanted =
                  consumer.test(
                      new RawRecord(
                          file + ":" + row, line.text().length(), () -> withoutNulls(line)));
            }
          }
        });
  }

  private static JsonRecord withoutNulls(TextLines.Line line) {
    ObjectNode node = JsonRecord.parseObject(line);
    removeNulls(node);
    return JsonRecord.of(line.file(), line.number(), node, JsonRecord.Values.TYPED);
  }

  private static void removeNulls(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.properties().removeIf(field -> field.getValue().isNull());
    }
    node.forEach(ParquetRecords::removeNulls);
  }
}
