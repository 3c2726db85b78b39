package org.temper.data.jinja.syntax;

import java.util.List;
import org.temper.data.jinja.TemplateException;

/** Tokens with the one that is looked at, and how deep what is read from them nests. */
final class TokenStream {
  /** The most expressions and statements in one another. */
  static final int MAX_DEPTH = 100;

  private final String name;
  private final List<Token> tokens;
  private int position;
  private int depth;

  TokenStream(String name, List<Token> tokens) {
    this.name = name;
    this.tokens = tokens;
  }

  Token current() {
    return tokens.get(position);
  }

  /** The token after the current one. */
  Token following() {
    return tokens.get(Math.min(position + 1, tokens.size() - 1));
  }

  int line() {
    return current().line();
  }

  /** Goes on by one token and gives the one before. */
  Token next() {
    Token token = current();
    if (token.type() != Token.Type.END) {
      position++;
    }
    return token;
  }

  boolean skipName(String word) {
    return skip(current().isName(word));
  }

  boolean skipOperator(String operator) {
    return skip(current().isOperator(operator));
  }

  private boolean skip(boolean matches) {
    if (matches) {
      next();
    }
    return matches;
  }

  Token expect(Token.Type type, String what) {
    if (current().type() != type) {
      throw expected(what);
    }
    return next();
  }

  String expectName() {
    return (String) expect(Token.Type.NAME, "name").value();
  }

  void expectName(String word) {
    if (!skipName(word)) {
      throw expected("'" + word + "'");
    }
  }

  void expectOperator(String operator) {
    if (!skipOperator(operator)) {
      throw expected("'" + operator + "'");
    }
  }

  private TemplateException expected(String what) {
    return fault("expected " + what + ", got " + current().describe());
  }

  TemplateException fault(String message) {
    return fault(line(), message);
  }

  TemplateException fault(int line, String message) {
    return new TemplateException(name, line, message);
  }

  /** Goes one level deeper. */
  void enter() {
    if (++depth > MAX_DEPTH) {
      throw fault("nests more than " + MAX_DEPTH + " deep");
    }
  }

  /** Goes back up. */
  void leave() {
    depth--;
  }
}
