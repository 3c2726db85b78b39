package org.temper.api.semantic;

import com.google.common.primitives.ImmutableLongArray;

/**
 * The tokens that may come next after what stands before them, such as the codes that lead to an
 * item of a catalog. A policy of these tokens alone spends nothing on what is never asked of it.
 */
@FunctionalInterface
public interface Continuations {

  /**
   * What may come next.
   *
   * @param tokens the tokens before, at least one
   * @return ids, ascending and each once, at least one
   * @throws IllegalArgumentException if nothing may follow these tokens
   */
  ImmutableLongArray after(ImmutableLongArray tokens);
}
