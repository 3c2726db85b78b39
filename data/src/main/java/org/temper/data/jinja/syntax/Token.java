package org.temper.data.jinja.syntax;

/**
 * A token of a template's source.
 *
 * @param line the line that it begins on
 * @param type what it is
 * @param value a literal's value, a name, an operator, or a text outside of tags
 */
record Token(int line, Type type, Object value) {
  /** What a token is. */
  enum Type {
    DATA,
    BLOCK_BEGIN,
    BLOCK_END,
    VARIABLE_BEGIN,
    VARIABLE_END,
    NAME,
    STRING,
    NUMBER,
    OPERATOR,
    END
  }

  boolean is(Type other, String text) {
    return type == other && value.equals(text);
  }

  boolean isName(String name) {
    return is(Type.NAME, name);
  }

  boolean isOperator(String operator) {
    return is(Type.OPERATOR, operator);
  }

  /** What errors call it. */
  String describe() {
    return switch (type) {
      case DATA -> "text";
      case BLOCK_BEGIN -> "begin of a statement";
      case BLOCK_END -> "end of a statement";
      case VARIABLE_BEGIN -> "begin of an expression";
      case VARIABLE_END -> "end of an expression";
      case END -> "end of the template";
      case STRING -> "a string";
      case NAME, NUMBER, OPERATOR -> "'" + value + "'";
    };
  }
}
