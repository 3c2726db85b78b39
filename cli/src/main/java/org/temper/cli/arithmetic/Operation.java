package org.temper.cli.arithmetic;

/** An operation that a task asks to do with its two numbers. */
public enum Operation {
  /** The sum. */
  ADD("+"),
  /** The first less the second, never negative. */
  SUBTRACT("-");

  private final String sign;

  Operation(String sign) {
    this.sign = sign;
  }

  /**
   * The sign of the operation in an equation.
   *
   * @return one character
   */
  public String sign() {
    return sign;
  }

  /**
   * The result.
   *
   * @param first the first number
   * @param second the second number
   * @return first + second, or first − second
   */
  public int apply(int first, int second) {
    return this == ADD ? first + second : first - second;
  }
}
