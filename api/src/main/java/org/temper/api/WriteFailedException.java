package org.temper.api;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * A file that could not be written, as where the disk is full. What was in its position before
 * still is.
 */
public final class WriteFailedException extends IOException {
  private static final long serialVersionUID = 1L;

  private WriteFailedException(String message, IOException cause) {
    super(message, cause);
  }

  /**
   * The failure of a write.
   *
   * @param path what was written
   * @param cause what the operating system said
   * @return an exception whose message begins with the path; the cause itself where it is one
   */
  public static WriteFailedException of(Path path, IOException cause) {
    return cause instanceof WriteFailedException failed
        ? failed
        : new WriteFailedException(path + ": could not be written: " + reason(cause), cause);
  }

  private static String reason(IOException cause) {
    String kind = cause.getClass().getSimpleName();
    if (cause instanceof FileSystemException exception) {
      String file = exception.getFile() == null ? "" : " of " + exception.getFile();
      return exception.getReason() == null ? kind + file : exception.getReason() + file;
    }
    return cause.getMessage() == null ? kind : cause.getMessage();
  }
}
