package org.temper.data.files;

/** The lack of the library that Parquet is read with; the message names it. */
public final class MissingDriverException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  MissingDriverException(Throwable cause) {
    super(
        "Parquet: expected the library org.duckdb:duckdb_jdbc on the class path, got none", cause);
  }
}
