package org.temper.environments.verifiers.maths;

/**
 * A token of a formula.
 *
 * @param kind what it is
 * @param text what it says: a number's digits, a name, an operator
 */
record MathToken(Kind kind, String text) {

  /** What a token is. */
  enum Kind {
    /** A numeral without a sign, its separators left out. */
    NUMBER,
    /** A variable. */
    VARIABLE,
    /** A function, a constant or a LaTeX command with arguments, without its backslash. */
    COMMAND,
    /** Words, as units are. */
    WORDS,
    /** An operator, a bracket or a separator. */
    SYMBOL
  }

  boolean is(String symbol) {
    return kind == Kind.SYMBOL && text.equals(symbol);
  }

  boolean isCommand(String name) {
    return kind == Kind.COMMAND && text.equals(name);
  }
}
