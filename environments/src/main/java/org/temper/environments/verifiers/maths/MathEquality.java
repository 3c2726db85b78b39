package org.temper.environments.verifiers.maths;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.temper.environments.verifiers.maths.Expression.Operation;
import org.temper.environments.verifiers.maths.MathValue.Relation;
import org.temper.environments.verifiers.maths.MathValue.Several;
import org.temper.environments.verifiers.maths.MathValue.Single;

/**
 * The equality of two values by what they mean. Expressions are compared by their values at the
 * same points: fractions that chance chose, the same in every run.
 *
 * @param tolerance the largest relative difference of numbers; 0 for fractions to be equal
 */
record MathEquality(double tolerance) {
  private static final int POINTS = 12;
  private static final int ENOUGH = 3;

  /** What rounding leaves of numbers that are no fractions. */
  private static final double ROUND_OFF = 1e-9;

  boolean holds(MathValue expected, MathValue found) {
    if (found instanceof Relation relation
        && relation.sign().equals("=")
        && !(expected instanceof Relation)) {
      return holds(expected, relation.right());
    }
    if (expected instanceof Relation relation
        && relation.sign().equals("=")
        && relation.left() instanceof Single single
        && single.expression() instanceof Expression.Variable
        && !(found instanceof Relation)) {
      return holds(relation.right(), found);
    }
    if (expected instanceof Relation one && found instanceof Relation two) {
      return sameRelation(one, two);
    }
    if (expected instanceof Several one && found instanceof Several two) {
      return one.isInAnyOrder() ? sameInAnyOrder(one, two) : sameInOrder(one, two);
    }
    if (expected instanceof Single one && found instanceof Single two) {
      return sameExpression(one.expression(), two.expression());
    }
    // A set of one is what is in it.
    if (expected instanceof Several one && isOne(one)) {
      return holds(one.values().get(0), found);
    }
    return found instanceof Several two && isOne(two) && holds(expected, two.values().get(0));
  }

  private static boolean isOne(Several several) {
    return several.brackets().equals(Several.SET) && several.values().size() == 1;
  }

  private boolean sameInOrder(Several one, Several two) {
    boolean same =
        one.brackets().equals(two.brackets()) && one.values().size() == two.values().size();
    for (int i = 0; same && i < one.values().size(); i++) {
      same = holds(one.values().get(i), two.values().get(i));
    }
    return same;
  }

  private boolean sameInAnyOrder(Several one, Several two) {
    if (!one.brackets().equals(two.brackets()) || one.values().size() != two.values().size()) {
      return false;
    }
    List<MathValue> left = new ArrayList<>(two.values());
    for (MathValue value : one.values()) {
      int index = 0;
      while (index < left.size() && !holds(value, left.get(index))) {
        index++;
      }
      if (index == left.size()) {
        return false;
      }
      left.remove(index);
    }
    return true;
  }

  private boolean sameRelation(Relation one, Relation two) {
    if (!one.sign().equals(two.sign())) {
      return false;
    }
    if (holds(one.left(), two.left()) && holds(one.right(), two.right())) {
      return true;
    }
    if (one.sign().startsWith("<")) {
      return false;
    }
    if (holds(one.left(), two.right()) && holds(one.right(), two.left())) {
      return true;
    }
    return one.left() instanceof Single a
        && one.right() instanceof Single b
        && two.left() instanceof Single c
        && two.right() instanceof Single d
        && proportional(
            difference(a.expression(), b.expression()), difference(c.expression(), d.expression()));
  }

  private static Expression difference(Expression left, Expression right) {
    return Expression.apply(Operation.PLUS, left, Expression.apply(Operation.NEGATED, right));
  }

  private boolean sameExpression(Expression one, Expression two) {
    Set<String> names = variables(one, two);
    int defined = 0;
    for (int i = 0; i < (names.isEmpty() ? 1 : POINTS); i++) {
      Function<String, Rational> point = point(i);
      Quantity left = one.at(point);
      Quantity right = two.at(point);
      if (left.isDefined() && right.isDefined()) {
        defined++;
        if (!left.isCloseTo(right, tolerance, ROUND_OFF)) {
          return false;
        }
      }
    }
    return defined >= (names.isEmpty() ? 1 : ENOUGH);
  }

  /** Whether one is the other times a number that is not 0, as the two forms of an equation are. */
  private boolean proportional(Expression one, Expression two) {
    Set<String> names = variables(one, two);
    Quantity ratio = Quantity.UNDEFINED;
    int defined = 0;
    for (int i = 0; i < POINTS && !names.isEmpty(); i++) {
      Function<String, Rational> point = point(i);
      Quantity next = one.at(point).times(two.at(point).inverse());
      if (next.isDefined() && next.value() != 0) {
        if (ratio.isDefined() && !ratio.isCloseTo(next, tolerance, ROUND_OFF)) {
          return false;
        }
        ratio = next;
        defined++;
      }
    }
    return defined >= ENOUGH;
  }

  private static Set<String> variables(Expression one, Expression two) {
    Set<String> names = new HashSet<>();
    one.addVariables(names);
    two.addVariables(names);
    return names;
  }

  /** A fraction for each variable; every other point has negative ones too. */
  private static Function<String, Rational> point(int index) {
    return name -> {
      SplittableRandom random = new SplittableRandom(31L * name.hashCode() + index);
      long above = random.nextInt(1, 400);
      boolean negative = index % 2 == 1 && random.nextBoolean();
      return Rational.of(negative ? -above : above).times(Rational.of(97).inverse());
    };
  }
}
