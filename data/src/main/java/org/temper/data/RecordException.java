package org.temper.data;

/** An error of one record of a list: which one, and what was expected of it. */
public final class RecordException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final int index;
  private final String problem;

  /**
   * An error of a record.
   *
   * @param index its position in the list
   * @param problem the field, what was expected and what was found
   */
  public RecordException(int index, String problem) {
    super("records[" + index + "]." + problem);
    this.index = index;
    this.problem = problem;
  }

  /**
   * The record.
   *
   * @return its position in the list
   */
  public int index() {
    return index;
  }

  /**
   * The same error for someone who knows where the record was read.
   *
   * @param location the file and the line
   * @return the error, which names them in the place of the position
   */
  public IllegalArgumentException at(String location) {
    return new IllegalArgumentException(location + ": " + problem, this);
  }
}
