package org.temper.data.jinja.methods;

import org.temper.data.jinja.values.Arithmetic;
import org.temper.data.jinja.values.Budget;
import org.temper.data.jinja.values.Fault;
import org.temper.data.jinja.values.Types;

/** All operators with two operands: those of numbers, and the format of texts. */
public final class Operators {
  private Operators() {}

  /**
   * An operator's value.
   *
   * @param operator one of {@code + - * / // % **}
   * @param left its left operand
   * @param right its right operand
   * @param budget what it may use up
   * @return the value
   * @throws Fault if the operands do not have the operator
   */
  public static Object apply(String operator, Object left, Object right, Budget budget) {
    return operator.equals("%") && Types.isText(left)
        ? PercentFormat.format(left, right, budget)
        : Arithmetic.apply(operator, left, right, budget);
  }
}
