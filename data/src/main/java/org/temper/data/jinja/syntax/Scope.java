package org.temper.data.jinja.syntax;

import com.google.common.collect.ImmutableMap;

/**
 * Variables of a scope as it is entered.
 *
 * @param names its variables, each with where its first value is from
 */
public record Scope(ImmutableMap<String, Origin> names) {
  /** Where a variable's value is from when its scope is entered. */
  public enum Origin {
    /** Whoever enters the scope sets it. */
    PARAMETER,
    /** The template's variables and functions. */
    CONTEXT,
    /** The scope around, as it is at that moment. */
    OUTER,
    /** Nothing: it is not set yet. */
    UNSET
  }
}
