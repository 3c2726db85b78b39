package org.temper.data;

/**
 * A record and where it was read, so that an error of it can say so.
 *
 * @param record the record
 * @param location the file and the line, such as {@code pairs.jsonl:12}
 * @param <T> what a record is
 */
public record Sourced<T>(T record, String location) {}
