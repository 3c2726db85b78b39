package org.temper.data.files;

import java.util.function.Supplier;
import org.temper.data.JsonRecord;
import org.temper.data.MalformedDataException;

/**
 * A record that was read and not yet made sense of, which may be done on another thread.
 *
 * @param location the file and the line or the row, as errors name it
 * @param bytes how much of the file it is, about
 * @param contents makes sense of it
 */
public record RawRecord(String location, long bytes, Supplier<JsonRecord> contents) {

  /**
   * Makes sense of the record.
   *
   * @return its fields
   * @throws MalformedDataException if it has none
   */
  public JsonRecord parse() {
    return contents.get();
  }
}
