package org.temper.data.chat;

import org.temper.data.JsonRecord;
import org.temper.data.MalformedDataException;

/** Errors of values, as errors of the fields that they were read from. */
final class Fields {
  private Fields() {}

  /**
   * The error of a value that a record holds.
   *
   * @param record the record
   * @param error an error such as {@code name: expected …}
   */
  static MalformedDataException of(JsonRecord record, IllegalArgumentException error) {
    return of(record, "", error);
  }

  /** The error of a value that a field of a record holds. */
  static MalformedDataException of(
      JsonRecord record, String field, IllegalArgumentException error) {
    if (error instanceof MalformedDataException told) {
      return told;
    }
    String message = String.valueOf(error.getMessage());
    int colon = message.indexOf(": ");
    String name = colon < 0 ? "" : message.substring(0, colon);
    String path = field.isEmpty() || name.isEmpty() ? field + name : field + "." + name;
    return record.malformed(path, message.substring(colon < 0 ? 0 : colon + 2));
  }
}
