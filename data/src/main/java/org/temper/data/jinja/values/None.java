package org.temper.data.jinja.values;

/** The value that stands for no value; JSON's null. */
public enum None {
  /** The only one. */
  NONE;

  @Override
  public String toString() {
    return "None";
  }
}
