package org.temper.api.semantic;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableIntArray;

/**
 * Token ids of semantic codes in a model's vocabulary: each level has its own range, one after
 * another from a first token on, so that a token tells its level and its code.
 */
public final class SemanticTokens {
  private final long firstToken;

  /** Codes in all levels before each level, and in all: [L + 1], ascending. */
  private final ImmutableIntArray offsets;

  private SemanticTokens(long firstToken, ImmutableIntArray offsets) {
    this.firstToken = firstToken;
    this.offsets = offsets;
  }

  /**
   * The tokens of a table's codes.
   *
   * @param ids the table
   * @param firstToken the token of the first level's first code: 0 for a model that knows items
   *     alone, or the size of the vocabulary that the codes are added to
   * @return the tokens
   * @throws IllegalArgumentException if the first token is negative
   */
  public static SemanticTokens of(SemanticIds ids, long firstToken) {
    checkArgument(firstToken >= 0, "firstToken: expected at least 0, got %s", firstToken);
    ImmutableIntArray.Builder offsets = ImmutableIntArray.builder(ids.levels() + 1).add(0);
    int sum = 0;
    for (int level = 0; level < ids.levels(); level++) {
      sum = Math.addExact(sum, ids.codes(level));
      offsets.add(sum);
    }
    return new SemanticTokens(firstToken, offsets.build());
  }

  /**
   * The first token.
   *
   * @return the token of the first level's first code
   */
  public long firstToken() {
    return firstToken;
  }

  /**
   * How many tokens there are.
   *
   * @return the codes of all levels together
   */
  public int count() {
    return offsets.get(levels());
  }

  /**
   * How many levels there are.
   *
   * @return L
   */
  public int levels() {
    return offsets.length() - 1;
  }

  /**
   * The token of a code.
   *
   * @param level from 0
   * @param code from 0
   * @return its id in the vocabulary
   * @throws IllegalArgumentException if there is no such level or code
   */
  public long token(int level, int code) {
    checkArgument(
        level >= 0 && level < levels(), "level: expected one of %s, got %s", levels(), level);
    int size = offsets.get(level + 1) - offsets.get(level);
    checkArgument(code >= 0 && code < size, "code: expected one of %s, got %s", size, code);
    return firstToken + offsets.get(level) + code;
  }

  /**
   * Whether a token is a code's.
   *
   * @param token any id
   * @return true where {@link #level} and {@link #code} know it
   */
  public boolean contains(long token) {
    return token >= firstToken && token < firstToken + count();
  }

  /**
   * The level of a token.
   *
   * @param token a code's token
   * @return from 0
   * @throws IllegalArgumentException if the token is no code's
   */
  public int level(long token) {
    checkArgument(
        contains(token),
        "token: expected at least %s and less than %s, got %s",
        firstToken,
        firstToken + count(),
        token);
    int level = 0;
    while (token - firstToken >= offsets.get(level + 1)) {
      level++;
    }
    return level;
  }

  /**
   * The code of a token at its level.
   *
   * @param token a code's token
   * @return from 0
   * @throws IllegalArgumentException if the token is no code's
   */
  public int code(long token) {
    return Math.toIntExact(token - firstToken - offsets.get(level(token)));
  }
}
