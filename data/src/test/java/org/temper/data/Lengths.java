package org.temper.data;

import com.google.common.primitives.ImmutableIntArray;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Lengths of examples, for properties. */
final class Lengths {
  private Lengths() {}

  /** Of 1 to 120 examples, each from 1 to the longest. */
  static Arbitrary<ImmutableIntArray> upTo(int longest) {
    return Arbitraries.integers()
        .between(1, longest)
        .array(int[].class)
        .ofMinSize(1)
        .ofMaxSize(120)
        .map(ImmutableIntArray::copyOf);
  }
}
