package org.temper.testkit;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;
import java.util.stream.LongStream;
import org.temper.api.updates.UpdateBatch;
import org.temper.api.updates.UpdateSource;

/** Epochs of sources as lists, for tests. */
public final class Epochs {
  private Epochs() {}

  /**
   * A maker of whole epochs.
   *
   * @param <B> the micro-batches
   */
  @FunctionalInterface
  public interface Epoch<B> {

    /**
     * Makes an epoch.
     *
     * @param seed the run's seed
     * @param epoch the epoch, from 0
     * @return its updates
     */
    List<UpdateBatch<B>> updates(long seed, int epoch);
  }

  /**
   * The updates of an epoch.
   *
   * @param source where they come from
   * @param seed the run's seed
   * @param epoch the epoch, from 0
   * @param <B> the micro-batches
   * @return in order
   */
  public static <B> List<UpdateBatch<B>> of(UpdateSource<B> source, long seed, int epoch) {
    long first = epoch * source.updatesPerEpoch();
    return LongStream.range(first, first + source.updatesPerEpoch())
        .mapToObj(index -> source.update(seed, index))
        .toList();
  }

  /**
   * A source that makes whole epochs and gives one update of them at a time.
   *
   * @param updatesPerEpoch how many updates each epoch has
   * @param made makes an epoch
   * @param <B> the micro-batches
   * @return the source
   */
  public static <B> UpdateSource<B> source(int updatesPerEpoch, Epoch<B> made) {
    return new UpdateSource<>() {
      @Override
      public long updatesPerEpoch() {
        return updatesPerEpoch;
      }

      @Override
      public UpdateBatch<B> update(long seed, long index) {
        checkArgument(index >= 0, "index: expected at least 0, got %s", index);
        int epoch = Math.toIntExact(index / updatesPerEpoch);
        return made.updates(seed, epoch).get((int) (index % updatesPerEpoch));
      }
    };
  }
}
