package org.temper.interactions.files;

import java.nio.file.Path;

/**
 * A row that a reader left out.
 *
 * @param file the file
 * @param line the line, from 1; in a Parquet file, the row
 * @param field the column; empty for the row as a whole
 * @param reason what was expected of it and what was found
 */
public record BadRow(Path file, long line, String field, String reason) {

  @Override
  public String toString() {
    return file + ":" + line + ": " + problem();
  }

  /** What is wrong with the row, after the column where there is one. */
  String problem() {
    return field.isEmpty() ? reason : field + ": " + reason;
  }
}
