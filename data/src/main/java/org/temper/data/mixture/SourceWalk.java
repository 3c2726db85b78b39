package org.temper.data.mixture;

import com.google.common.primitives.ImmutableIntArray;
import org.jspecify.annotations.Nullable;
import org.temper.api.Seeds;

/** A walk through a source's examples: in each epoch all of them once, in an order of its own. */
final class SourceWalk {
  private static final String PURPOSE = "mixture-";

  private final MixtureSource source;
  private final long seed;
  private volatile @Nullable Epoch recent;

  private record Epoch(long index, ImmutableIntArray order) {}

  SourceWalk(MixtureSource source, long seed) {
    this.source = source;
    this.seed = seed;
  }

  /** The example that the source gives after so many others. */
  int example(long ordinal) {
    int count = source.examples().size();
    long index = ordinal / count;
    Epoch epoch = recent;
    if (epoch == null || epoch.index() != index) {
      epoch =
          new Epoch(
              index,
              ImmutableIntArray.copyOf(
                  Seeds.permutation(count, seed, PURPOSE + source.name(), index)));
      recent = epoch;
    }
    return epoch.order().get((int) (ordinal % count));
  }

  /** The tokens of that example. */
  int length(long ordinal) {
    return source.lengths().get(example(ordinal));
  }
}
