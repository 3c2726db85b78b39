package org.temper.environments.verifiers.maths;

import com.google.common.collect.ImmutableList;
import java.util.List;

/** The meaning of an answer. */
sealed interface MathValue {

  /** A number or an expression. */
  record Single(Expression expression) implements MathValue {}

  /**
   * Several values: a tuple, an interval or a row in their order, with their brackets, or a set, a
   * list or a union in any order.
   *
   * @param brackets such as {@code ()}, {@code [)}, {@code {}} for a set, {@code ∪}, {@code matrix}
   */
  record Several(String brackets, List<MathValue> values) implements MathValue {
    static final String SET = "{}";
    static final String UNION = "\u222a";
    static final String MATRIX = "matrix";

    public Several {
      values = ImmutableList.copyOf(values);
    }

    boolean isInAnyOrder() {
      return brackets.equals(SET) || brackets.equals(UNION);
    }
  }

  /**
   * An equation or an inequality, of the first two sides where there are more.
   *
   * @param sign {@code =}, {@code !=}, {@code <} or {@code <=}
   */
  record Relation(String sign, MathValue left, MathValue right) implements MathValue {}
}
