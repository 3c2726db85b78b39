package org.temper.data.jinja.values;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Iterator;
import java.util.List;

/** Equality, order and membership of values. */
public final class Comparisons {
  private Comparisons() {}

  /**
   * Whether two values are equal.
   *
   * @param left a value
   * @param right a value
   * @param budget what it may use up
   * @return whether they are
   */
  public static boolean equal(Object left, Object right, Budget budget) {
    if (left == right) {
      return !(left instanceof Double number && number.isNaN());
    }
    if (left instanceof String a && right instanceof String b) {
      budget.scan(Math.min(a.length(), b.length()));
      return a.equals(b);
    }
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      return !isNaN(left) && !isNaN(right) && compareNumbers(left, right) == 0;
    }
    if (Types.isText(left) && Types.isText(right)) {
      return Types.text(left).equals(Types.text(right));
    }
    if (left instanceof List<?> a && right instanceof List<?> b) {
      return equalItems(a, b, budget);
    }
    if (left instanceof Tuple a && right instanceof Tuple b) {
      return equalItems(a.items(), b.items(), budget);
    }
    if (left instanceof Dict a && right instanceof Dict b) {
      return equalDicts(a, b, budget);
    }
    if (left instanceof Range a && right instanceof Range b) {
      return a.size() == b.size()
          && (a.size() == 0 || (a.start() == b.start() && (a.size() == 1 || a.step() == b.step())));
    }
    if (left instanceof DictView a && right instanceof DictView b) {
      return equalViews(a, b, budget);
    }
    return left instanceof Undefined && right instanceof Undefined;
  }

  private static boolean equalItems(List<?> left, List<?> right, Budget budget) {
    if (left.size() != right.size()) {
      return false;
    }
    budget.enter();
    boolean equal = true;
    for (int i = 0; equal && i < left.size(); i++) {
      budget.step();
      equal = same(left.get(i), right.get(i), budget);
    }
    budget.leave();
    return equal;
  }

  /** Whether values are the same object, or equal. */
  private static boolean same(Object left, Object right, Budget budget) {
    return left == right || equal(left, right, budget);
  }

  private static boolean equalDicts(Dict left, Dict right, Budget budget) {
    if (left.size() != right.size()) {
      return false;
    }
    budget.enter();
    boolean equal = true;
    for (Iterator<Dict.Entry> entries = left.entries().iterator(); equal && entries.hasNext(); ) {
      budget.step();
      Dict.Entry entry = entries.next();
      Object other = right.get(entry.key());
      equal = other != null && same(entry.value(), other, budget);
    }
    budget.leave();
    return equal;
  }

  private static boolean equalViews(DictView left, DictView right, Budget budget) {
    if (left.kind() == DictView.Kind.VALUES || right.kind() == DictView.Kind.VALUES) {
      return false;
    }
    if (left.dict().size() != right.dict().size()) {
      return false;
    }
    boolean equal = true;
    for (Iterator<Object> items = left.iterator(); equal && items.hasNext(); ) {
      budget.step();
      equal = contains(right, items.next(), budget);
    }
    return equal;
  }

  private static boolean isNaN(Object number) {
    return number instanceof Double value && value.isNaN();
  }

  private static int compareNumbers(Object left, Object right) {
    Object a = Numbers.plain(left);
    Object b = Numbers.plain(right);
    if (a instanceof Long x && b instanceof Long y) {
      return Long.compare(x, y);
    }
    if (a instanceof Double x && b instanceof Double y) {
      return x.doubleValue() == y.doubleValue() ? 0 : Double.compare(x, y);
    }
    if (a instanceof Double x && x.isInfinite()) {
      return x > 0 ? 1 : -1;
    }
    if (b instanceof Double y && y.isInfinite()) {
      return y > 0 ? -1 : 1;
    }
    return exact(a).compareTo(exact(b));
  }

  private static BigDecimal exact(Object number) {
    if (number instanceof Double value) {
      return new BigDecimal(value);
    }
    return number instanceof BigInteger big ? new BigDecimal(big) : new BigDecimal((Long) number);
  }

  /**
   * The order of two values.
   *
   * @param operator the operator that asks, for the error's sake
   * @param left a value
   * @param right a value
   * @param budget what it may use up
   * @return whether the operator holds
   * @throws Fault if the values have no order
   */
  public static boolean ordered(String operator, Object left, Object right, Budget budget) {
    if (left instanceof Undefined undefined) {
      throw undefined.fault();
    }
    if (right instanceof Undefined undefined) {
      throw undefined.fault();
    }
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      return !isNaN(left) && !isNaN(right) && holds(operator, compareNumbers(left, right));
    }
    if (Types.isText(left) && Types.isText(right)) {
      return holds(operator, compareTexts(Types.text(left), Types.text(right), budget));
    }
    if (left instanceof List<?> a && right instanceof List<?> b) {
      return orderedItems(operator, a, b, budget);
    }
    if (left instanceof Tuple a && right instanceof Tuple b) {
      return orderedItems(operator, a.items(), b.items(), budget);
    }
    if (left instanceof DictView a
        && right instanceof DictView b
        && a.kind() != DictView.Kind.VALUES
        && b.kind() != DictView.Kind.VALUES) {
      return orderedViews(operator, a, b, budget);
    }
    throw new Fault(
        "'"
            + operator
            + "' not supported between instances of '"
            + Types.name(left)
            + "' and '"
            + Types.name(right)
            + "'");
  }

  private static boolean holds(String operator, int order) {
    return switch (operator) {
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      default -> order >= 0;
    };
  }

  /** The order of texts by their code points. */
  static int compareTexts(String left, String right, Budget budget) {
    int common = Math.min(left.length(), right.length());
    budget.scan(common);
    for (int i = 0; i < common; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        // Halves of code points beyond the basic plane come after all else.
        boolean highA = Character.isSurrogate(a);
        boolean highB = Character.isSurrogate(b);
        return highA == highB ? Character.compare(a, b) : (highA ? 1 : -1);
      }
    }
    return Integer.compare(left.length(), right.length());
  }

  private static boolean orderedItems(String operator, List<?> left, List<?> right, Budget budget) {
    budget.enter();
    int common = Math.min(left.size(), right.size());
    for (int i = 0; i < common; i++) {
      budget.step();
      if (!same(left.get(i), right.get(i), budget)) {
        boolean ordered = ordered(operator, left.get(i), right.get(i), budget);
        budget.leave();
        return ordered;
      }
    }
    budget.leave();
    return holds(operator, Integer.compare(left.size(), right.size()));
  }

  /** Views are ordered as sets are. */
  private static boolean orderedViews(
      String operator, DictView left, DictView right, Budget budget) {
    if (operator.startsWith(">")) {
      return orderedViews(operator.replace('>', '<'), right, left, budget);
    }
    int sizes = Integer.compare(left.dict().size(), right.dict().size());
    boolean within = holds(operator, sizes);
    for (Iterator<Object> items = left.iterator(); within && items.hasNext(); ) {
      budget.step();
      within = contains(right, items.next(), budget);
    }
    return within;
  }

  /**
   * Whether a value is among another's.
   *
   * @param container a text, list, dict or whatever has items
   * @param value the value
   * @param budget what it may use up
   * @return whether it is
   * @throws Fault if the container can have none, or not such a one
   */
  public static boolean contains(Object container, Object value, Budget budget) {
    if (Types.isText(container)) {
      if (!Types.isText(value)) {
        throw new Fault("'in <string>' requires string as left operand, not " + Types.name(value));
      }
      return Strings.find(Types.text(container), Types.text(value), 0, budget) >= 0;
    }
    if (container instanceof Dict dict) {
      return dict.get(value) != null;
    }
    if (container instanceof DictView view && view.kind() == DictView.Kind.KEYS) {
      return view.dict().get(value) != null;
    }
    if (container instanceof DictView view && view.kind() == DictView.Kind.ITEMS) {
      if (!(value instanceof Tuple pair) || pair.items().size() != 2) {
        return false;
      }
      Object found = view.dict().get(pair.items().get(0));
      return found != null && same(found, pair.items().get(1), budget);
    }
    Iterator<Object> items = Types.iteratorOrNull(container);
    if (items == null) {
      throw new Fault("argument of type '" + Types.name(container) + "' is not iterable");
    }
    while (items.hasNext()) {
      budget.step();
      if (same(items.next(), value, budget)) {
        return true;
      }
    }
    return false;
  }
}
