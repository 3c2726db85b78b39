package org.temper.environments.verifiers.maths;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** An expression in variables that has a value at each point. */
sealed interface Expression {

  /** A fraction. */
  record Fraction(Rational value) implements Expression {}

  /** A constant that is no fraction, or infinite. */
  record Constant(double value) implements Expression {}

  /** A variable; with a subscript it is another. */
  record Variable(String name) implements Expression {}

  /** A function or an operator and what it is applied to. */
  record Applied(Operation operation, List<Expression> arguments) implements Expression {
    public Applied {
      arguments = ImmutableList.copyOf(arguments);
    }
  }

  /** What can be applied. */
  enum Operation {
    PLUS,
    TIMES,
    NEGATED,
    INVERSE,
    POWER,
    ROOT,
    FACTORIAL,
    ABSOLUTE,
    FLOOR,
    CEILING,
    BINOMIAL,
    LOG,
    LN,
    EXP,
    SIN,
    COS,
    TAN,
    COT,
    SEC,
    CSC,
    ARCSIN,
    ARCCOS,
    ARCTAN
  }

  static Expression apply(Operation operation, Expression... arguments) {
    return new Applied(operation, ImmutableList.copyOf(arguments));
  }

  /** Adds the names of the variables. */
  default void addVariables(Set<String> names) {
    if (this instanceof Variable variable) {
      names.add(variable.name());
    } else if (this instanceof Applied applied) {
      applied.arguments().forEach(argument -> argument.addVariables(names));
    }
  }

  /** The value at a point. */
  default Quantity at(Function<String, Rational> point) {
    if (this instanceof Fraction number) {
      return Quantity.of(number.value());
    }
    if (this instanceof Constant constant) {
      return Double.isInfinite(constant.value())
          ? Quantity.infinite()
          : Quantity.of(constant.value());
    }
    if (this instanceof Variable variable) {
      return Quantity.of(point.apply(variable.name()));
    }
    Applied applied = (Applied) this;
    List<Quantity> values = applied.arguments().stream().map(a -> a.at(point)).toList();
    return values.stream().allMatch(Quantity::isDefined)
        ? value(applied.operation(), values.get(0), values.get(values.size() - 1))
        : Quantity.UNDEFINED;
  }

  private static Quantity value(Operation operation, Quantity first, Quantity last) {
    return switch (operation) {
      case PLUS -> first.plus(last);
      case TIMES -> first.times(last);
      case NEGATED -> first.negated();
      case INVERSE -> first.inverse();
      case POWER -> first.power(last);
      case ROOT ->
          last.exact().filter(d -> d.isWhole() && d.signum() > 0 && last.value() < 1000).isPresent()
              ? first.root((int) last.value())
              : Quantity.UNDEFINED;
      case FACTORIAL -> first.factorial();
      case ABSOLUTE -> first.absolute();
      case FLOOR -> first.floor();
      case CEILING -> first.negated().floor().negated();
      case BINOMIAL ->
          first
              .factorial()
              .times(last.factorial().inverse())
              .times(first.plus(last.negated()).factorial().inverse());
      case LOG -> Quantity.of(Math.log(first.value()) / Math.log(last.value()));
      case LN -> Quantity.of(Math.log(first.value()));
      case EXP -> Quantity.of(Math.exp(first.value()));
      case SIN -> Quantity.of(Math.sin(first.value()));
      case COS -> Quantity.of(Math.cos(first.value()));
      case TAN -> Quantity.of(Math.tan(first.value()));
      case COT -> Quantity.of(1 / Math.tan(first.value()));
      case SEC -> Quantity.of(1 / Math.cos(first.value()));
      case CSC -> Quantity.of(1 / Math.sin(first.value()));
      case ARCSIN -> Quantity.of(Math.asin(first.value()));
      case ARCCOS -> Quantity.of(Math.acos(first.value()));
      case ARCTAN -> Quantity.of(Math.atan(first.value()));
    };
  }
}
